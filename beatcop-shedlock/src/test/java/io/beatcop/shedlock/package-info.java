/** Tests of the locks on a real Redis: ShedLock's own, and those of what it does not ask for. */
@NullMarked
package io.beatcop.shedlock;

import org.jspecify.annotations.NullMarked;
