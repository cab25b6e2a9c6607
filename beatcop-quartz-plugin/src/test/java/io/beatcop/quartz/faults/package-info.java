/**
 * Clusters of nodes that are processes of their own, to be killed, frozen and cut off for real.
 *
 * <p>A test starts a {@code NodeProcess}, which is a {@code ClusterNode} in a JVM of its own with
 * the triggers of a {@code Scenario}. {@code FaultyCluster} strikes several by a {@code Fault}, and
 * {@code FireLedger} accounts for what they fired; {@code FireSoak} does so for an hour.
 */
@NullMarked
package io.beatcop.quartz.faults;

import org.jspecify.annotations.NullMarked;
