/** The architecture of the core, as tests. */
@NullMarked
package io.beatcop;

import org.jspecify.annotations.NullMarked;
