/**
 * BeatCop's leases as locks of ShedLock. Start at {@link io.beatcop.shedlock.BeatCopLockProvider}.
 * It knows the core and ShedLock, and nothing of Spring.
 */
@NullMarked
package io.beatcop.shedlock;

import org.jspecify.annotations.NullMarked;
