/** Measures what the documents state. Not published. */
@NullMarked
package io.beatcop.benchmarks;

import org.jspecify.annotations.NullMarked;
