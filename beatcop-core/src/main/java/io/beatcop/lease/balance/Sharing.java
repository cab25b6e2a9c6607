package io.beatcop.lease.balance;

import java.time.Duration;

/**
 * How the nodes of a group share its slices. All nodes should have the same.
 *
 * @param settle for how long a newcomer is seen before others give up slices for it (P7)
 * @param prefer the label of the nodes that get the slices if there are any (P8); empty for none
 * @param quiet for how long a preferred newcomer is seen before others give up slices for it
 * @param most how many slices one node has at most (P1)
 */
public record Sharing(Duration settle, String prefer, Duration quiet, int most) {}
