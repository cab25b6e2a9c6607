/** Tests of what the commands say. */
@NullMarked
package io.beatcop.cli.report;

import org.jspecify.annotations.NullMarked;
