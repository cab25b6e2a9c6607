/** Tests of where settings come from, and of the file's format. */
@NullMarked
package io.beatcop.settings;

import org.jspecify.annotations.NullMarked;
