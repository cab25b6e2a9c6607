/**
 * The gate: the listener that Quartz asks about each firing, and the firings under way.
 *
 * <p>Start at {@link io.beatcop.quartz.gate.VetoGate}. {@link io.beatcop.quartz.gate.Firings} makes
 * the values that the rules decide on, and {@link io.beatcop.quartz.gate.FiringContext} keeps the
 * grant in the context of the job. {@link io.beatcop.quartz.gate.RunningJobs} knows which gated
 * firings have not ended. {@link io.beatcop.quartz.gate.GateCounts} counts the verdicts, and {@code
 * GateReport} logs them.
 *
 * <p>It knows the settings, the journal and the rules. Recovery and the listeners of the scheduler
 * stand above it: the gate calls them by its {@link io.beatcop.quartz.gate.VetoGate.Hooks}.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.gate;

import org.jspecify.annotations.NullMarked;
