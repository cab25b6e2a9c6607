/** Tests of running a command. */
@NullMarked
package io.beatcop.cli.run;

import org.jspecify.annotations.NullMarked;
