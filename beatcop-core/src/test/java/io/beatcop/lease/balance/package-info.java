/**
 * The tests of the rules by which nodes share slices. {@code GroupSimulation} is a cluster in
 * virtual time, {@code GroupChecker} judges it, and {@code BrokenRule} breaks each rule on purpose.
 */
@NullMarked
package io.beatcop.lease.balance;

import org.jspecify.annotations.NullMarked;
