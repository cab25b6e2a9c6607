/**
 * BeatCop in a Spring Boot application: from {@code beatcop.redis} and the name of the application
 * to Quartz jobs that fire on one instance.
 *
 * <p>{@link io.beatcop.spring.BeatCopQuartzAutoConfiguration} adds the plugin to the scheduler,
 * {@link io.beatcop.spring.BeatCopActuatorAutoConfiguration} shows it to operators. All else is no
 * API.
 */
@NullMarked
package io.beatcop.spring;

import org.jspecify.annotations.NullMarked;
