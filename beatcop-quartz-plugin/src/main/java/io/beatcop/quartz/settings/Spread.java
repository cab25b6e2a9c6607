package io.beatcop.quartz.settings;

import io.beatcop.lease.SettingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the jobs of an entry are cut into slices, and how many of them this node takes.
 *
 * @param slices how many slices there are, each with a lease of its own; with 1, the lease of the
 *     entry has all jobs
 * @param weight how much of the work this node takes beside the others
 * @param label the label of this node
 * @param prefer the label of the nodes that have all slices while there are any
 */
public record Spread(int slices, int weight, Optional<String> label, Optional<String> prefer) {

  private static final int MOST_SLICES = 256;
  private static final int MOST_WEIGHT = 1000;

  /**
   * Reads it from the properties of an entry.
   *
   * @throws SettingException if a value is wrong, or has no effect
   */
  static Spread of(Map<String, String> values) {
    int slices = slices(text(values, QuartzSetting.SPREAD).orElse("1"));
    if (slices == 1) {
      for (QuartzSetting setting :
          List.of(QuartzSetting.WEIGHT, QuartzSetting.LABEL, QuartzSetting.PREFER)) {
        Optional<String> text =
            text(values, setting).filter(given -> !given.equals(setting.fallback()));
        if (text.isPresent()) {
          throw new SettingException(
              setting.property(),
              text.get(),
              "needs spread of more than 1: one lease has one holder");
        }
      }
    }
    return new Spread(
        slices,
        weight(text(values, QuartzSetting.WEIGHT).orElse("1")),
        text(values, QuartzSetting.LABEL),
        text(values, QuartzSetting.PREFER));
  }

  /** Whether there is more than one slice. */
  public boolean isOn() {
    return slices > 1;
  }

  private static Optional<String> text(Map<String, String> values, QuartzSetting setting) {
    return Optional.ofNullable(values.get(setting.property()));
  }

  /** A power of two: twice as many slices cut each one in two, and leave no job in between. */
  private static int slices(String text) {
    int slices = number(text);
    if (slices < 1 || slices > MOST_SLICES || Integer.bitCount(slices) != 1) {
      throw new SettingException(
          "spread", "'" + text + "'", "must be a power of two from 1 to " + MOST_SLICES);
    }
    return slices;
  }

  private static int weight(String text) {
    int weight = number(text);
    if (weight < 1 || weight > MOST_WEIGHT) {
      throw new SettingException(
          "weight", "'" + text + "'", "must be a whole number from 1 to " + MOST_WEIGHT);
    }
    return weight;
  }

  /** The number, or 0 if it is none, or far too long. */
  private static int number(String text) {
    String digits = text.strip();
    return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
  }
}
