/** Tests of what tests stand on. */
@NullMarked
package io.beatcop.testing;

import org.jspecify.annotations.NullMarked;
