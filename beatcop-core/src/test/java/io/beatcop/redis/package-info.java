/** Tests of the lease on a real Redis. */
@NullMarked
package io.beatcop.redis;

import org.jspecify.annotations.NullMarked;
