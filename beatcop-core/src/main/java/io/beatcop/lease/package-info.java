/** The lease. */
@NullMarked
package io.beatcop.lease;

import org.jspecify.annotations.NullMarked;
