/**
 * A plain Spring Boot application with a job. Its only sign of BeatCop is its {@code
 * application.properties}, and in the job the one call that asks for the fencing token.
 */
@NullMarked
package io.beatcop.examples.springboot;

import org.jspecify.annotations.NullMarked;
