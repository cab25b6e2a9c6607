/**
 * The fire path in virtual time: the rules as they are, in a world of nodes, schedulers, networks
 * and a Redis that fail by chance, all on one thread, from a seed.
 *
 * <p>Start at {@code FireSimulationTest}: {@code FireSimulation} runs a {@code FireCase} with a
 * seed. Its scenes ({@code FireStorm}, {@code FireScenes}, {@code FireRareScenes}) strike a {@code
 * FireWorld}, whose parts are called {@code Simulated…}; {@code FireChecker} looks on, and says
 * what was fired twice or not at all. {@code MachineRules} does around the {@code FireMachine} what
 * the gate, the claims and recovery do with threads. {@code FireMutation} breaks a rule, to see
 * that the simulation finds it; {@code RulesUnderTest} says what each build must reach.
 */
@NullMarked
package io.beatcop.quartz.simulation;

import org.jspecify.annotations.NullMarked;
