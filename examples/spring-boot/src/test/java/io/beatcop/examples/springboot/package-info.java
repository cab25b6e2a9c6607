/** Tests of the application as its users run it. */
@NullMarked
package io.beatcop.examples.springboot;

import org.jspecify.annotations.NullMarked;
