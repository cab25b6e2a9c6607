/** Tests of the commands. */
@NullMarked
package io.beatcop.cli;

import org.jspecify.annotations.NullMarked;
