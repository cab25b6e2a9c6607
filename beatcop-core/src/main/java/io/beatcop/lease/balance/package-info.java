/**
 * The rules by which the live nodes of a cluster share the slices of a {@code LeaseGroup}: P1 to
 * P8.
 *
 * <p>They are pure: no thread, clock, lock, store or logger. A node gives them a {@link
 * io.beatcop.lease.balance.Picture} of the cluster, and gets a {@link
 * io.beatcop.lease.balance.Plan}. The rules decide nothing about safety: a slice is a lease, which
 * has one holder whatever the nodes plan. So a node may plan by a picture that is old.
 *
 * <p>These types are public for BeatCop's own packages, and are no API.
 */
@NullMarked
package io.beatcop.lease.balance;

import org.jspecify.annotations.NullMarked;
