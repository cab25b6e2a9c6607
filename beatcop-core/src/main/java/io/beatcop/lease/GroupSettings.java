package io.beatcop.lease;

import io.beatcop.lease.balance.Sharing;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The settings of a node of a group: checked when they are made, and never changed.
 *
 * @param name the group
 * @param slices the settings of the lease of each slice, all with one holder and the same times
 * @param label the label of this node; empty for none
 * @param weight how much of the work this node takes beside the others
 * @param sharing how the nodes share the slices
 */
@Internal
public record GroupSettings(
    String name, List<LeaseSettings> slices, String label, int weight, Sharing sharing) {

  /** How many slices a group has at most: each node reads all holders at each look. */
  public static final int MOST_SLICES = 1024;

  private static final int MOST_WEIGHT = 1000;
  private static final int LONGEST_LABEL = 64;

  /** Checks the values. */
  public GroupSettings {
    slices = List.copyOf(slices);
    checkSlices(slices.size());
    if (weight < 1 || weight > MOST_WEIGHT) {
      throw new SettingException("weight", weight, "must be from 1 to " + MOST_WEIGHT);
    }
    checkLabel("label", label);
    checkLabel("prefer", sharing.prefer());
    if (sharing.most() < 1) {
      throw new SettingException("most", sharing.most(), "must be at least 1");
    }
    if (sharing.quiet().isNegative()) {
      throw new SettingException(
          "quiet", Durations.format(sharing.quiet()), "must not be negative");
    }
  }

  /**
   * Checks a number of slices.
   *
   * @param slices how many
   * @return the same number
   * @throws SettingException if there are too few or too many
   */
  public static int checkSlices(int slices) {
    if (slices < 1 || slices > MOST_SLICES) {
      throw new SettingException("slices", slices, "must be from 1 to " + MOST_SLICES);
    }
    return slices;
  }

  private static void checkLabel(String setting, String label) {
    if (label.length() > LONGEST_LABEL || label.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new SettingException(
          setting, "'" + label + "'", "must be up to 64 characters without spaces");
    }
  }

  /** The identity of this node. */
  String holder() {
    return slices.get(0).holder();
  }

  Duration ttl() {
    return slices.get(0).ttl();
  }

  Duration timeout() {
    return slices.get(0).timeout();
  }

  IntStream numbers() {
    return IntStream.range(0, slices.size());
  }
}
