/**
 * Reads the schedule of a JDBC job store, for {@code beatcop import-jdbc}, which finds this in the
 * jar of the plugin.
 *
 * <p>This is no API.
 */
@NullMarked
package io.beatcop.quartz.jdbc;

import org.jspecify.annotations.NullMarked;
