/** Tests of the parts of a shared schedule; the whole is tested through the job store. */
@NullMarked
package io.beatcop.quartz.shared;

import org.jspecify.annotations.NullMarked;
