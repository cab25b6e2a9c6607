/** Tests of what is told to the outside. */
@NullMarked
package io.beatcop.monitor;

import org.jspecify.annotations.NullMarked;
