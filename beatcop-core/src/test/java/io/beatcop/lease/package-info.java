/** Tests of the rules of the lease, most of them on virtual time. */
@NullMarked
package io.beatcop.lease;

import org.jspecify.annotations.NullMarked;
