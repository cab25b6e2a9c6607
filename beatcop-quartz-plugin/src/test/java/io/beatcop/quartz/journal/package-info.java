/** Tests of the journal, on a real Redis. */
@NullMarked
package io.beatcop.quartz.journal;

import org.jspecify.annotations.NullMarked;
