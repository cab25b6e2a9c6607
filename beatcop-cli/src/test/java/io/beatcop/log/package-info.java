/** Tests of the log. */
@NullMarked
package io.beatcop.log;

import org.jspecify.annotations.NullMarked;
