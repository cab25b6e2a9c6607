/** Tests of the parts that need no scheduler. */
@NullMarked
package io.beatcop.quartz.scheduler;

import org.jspecify.annotations.NullMarked;
