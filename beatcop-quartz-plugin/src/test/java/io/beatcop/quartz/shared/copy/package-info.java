/** Tests of a node's copy of a shared schedule. */
@NullMarked
package io.beatcop.quartz.shared.copy;

import org.jspecify.annotations.NullMarked;
