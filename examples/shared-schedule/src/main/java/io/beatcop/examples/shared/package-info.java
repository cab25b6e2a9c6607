/**
 * A plain Spring Boot application that schedules jobs by its REST API. Its only sign of BeatCop is
 * its {@code application.properties}.
 */
@NullMarked
package io.beatcop.examples.shared;

import org.jspecify.annotations.NullMarked;
