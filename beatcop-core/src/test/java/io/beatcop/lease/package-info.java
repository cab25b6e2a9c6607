/**
 * Tests of the rules of the lease, most of them on virtual time.
 *
 * <p>Start at {@code LeaseMachineTest}, then at {@code SimulationTest}. A {@code Simulation} is a
 * cluster in virtual time, from a seed. Its {@code Climate} is how it is all the time: how many
 * nodes, which topology, an {@code Oddity}. A {@code Storm} strikes it with faults, a {@code
 * ServerStorm} one of its servers; a calm follows each storm. The {@code Checker} looks on: a
 * {@code Violation.Promise} must hold at each moment, and within its {@code Bounds} somebody must
 * hold the lease. The {@code Story} tells what led to a violation. A {@code Mutation} breaks a
 * rule, to see that the simulation finds it.
 */
@NullMarked
package io.beatcop.lease;

import org.jspecify.annotations.NullMarked;
