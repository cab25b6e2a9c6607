package io.beatcop.benchmarks.firings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The measurements of one thing, a figure for each round. */
public final class Rounds {

  private final List<Double> figures = new ArrayList<>();

  /** None yet. */
  public Rounds() {}

  /** Adds the figure of a round. */
  public void add(double figure) {
    figures.add(figure);
  }

  /** Each figure divided by the other's of the same round. */
  public Rounds dividedBy(Rounds other) {
    Rounds ratios = new Rounds();
    for (int i = 0; i < figures.size(); i++) {
      ratios.add(figures.get(i) / other.figures.get(i));
    }
    return ratios;
  }

  /** The median. */
  public double median() {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  /** The median, and the least and the greatest. */
  @Override
  public String toString() {
    return "%s (%s to %s)"
        .formatted(
            rounded(median()),
            rounded(Collections.min(figures)),
            rounded(Collections.max(figures)));
  }

  /** All digits before the point; behind it, as many as make two that count. */
  private static String rounded(double figure) {
    int decimals = figure >= 10 || figure <= 0 ? 0 : (int) Math.ceil(1 - Math.log10(figure) - 1e-9);
    return String.format(Locale.ROOT, "%,." + decimals + "f", figure);
  }
}
