/** Tests of the application as its users run it. */
@NullMarked
package io.beatcop.examples.quarkus;

import org.jspecify.annotations.NullMarked;
