/** A Quarkus application of which one instance fires. */
@NullMarked
package io.beatcop.examples.quarkus;

import org.jspecify.annotations.NullMarked;
