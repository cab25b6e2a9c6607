/** Tests of the shared schedule as values. */
@NullMarked
package io.beatcop.quartz.schedule;

import org.jspecify.annotations.NullMarked;
