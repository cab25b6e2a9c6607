/**
 * The whole API of Quartz' {@code Scheduler}, over clustered JDBC stores and over the shared one.
 */
@NullMarked
package io.beatcop.quartz.api;

import org.jspecify.annotations.NullMarked;
