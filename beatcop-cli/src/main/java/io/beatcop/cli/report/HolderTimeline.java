package io.beatcop.cli.report;

import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws terms over time: a row of cells for each holder, and one for the time without a holder.
 *
 * <p>A cell is marked if the term touches it, so a short term is visible too. A gap of less than a
 * second is not drawn, since it would look much longer than it was.
 */
final class HolderTimeline {

  private static final char HELD = '#';
  private static final char PERHAPS = '?';
  private static final char NOT = '.';
  private static final char GAP = '!';
  private static final Duration LEAST_GAP = Duration.ofSeconds(1);
  private static final String NOBODY = "(nobody)";

  private final List<Term> terms;
  private final int width;
  private final long fromMillis;
  private final long toMillis;
  private final Map<String, char[]> rows = new LinkedHashMap<>();

  private HolderTimeline(List<Term> terms, Instant now, int width) {
    this.terms = terms;
    this.width = width;
    this.fromMillis = terms.get(0).from().toEpochMilli();
    this.toMillis = Math.max(now.toEpochMilli(), fromMillis + 1);
  }

  /** The lines, with a legend; none if there is nothing to draw. */
  static List<String> draw(List<Term> terms, Instant now, int width) {
    return terms.isEmpty() ? List.of() : new HolderTimeline(terms, now, width).draw(now);
  }

  private List<String> draw(Instant now) {
    for (Term term : terms) {
      row(term.holder());
    }
    row(NOBODY);
    for (int index = 0; index < terms.size(); index++) {
      boolean last = index == terms.size() - 1;
      draw(terms.get(index), last ? Optional.empty() : Optional.of(terms.get(index + 1)), now);
    }
    int longest = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    rows.forEach(
        (name, cells) ->
            lines.add(name + " ".repeat(longest - name.length() + 2) + new String(cells)));
    lines.add(
        "%s held  %s not renewed, but not taken either  %s nobody, for a second or longer;"
                .formatted(HELD, PERHAPS, GAP)
            + " a cell is "
            + HumanDurations.of(Duration.ofMillis((toMillis - fromMillis) / width)));
    return lines;
  }

  private void draw(Term term, Optional<Term> next, Instant now) {
    Instant end = next.map(Term::from).orElse(now);
    Instant sure = term.ending() == Ending.HOLDS ? now : term.seenUntil();
    if (!end.minus(LEAST_GAP).isBefore(sure)) {
      if (term.until().isPresent()) {
        fill(row(NOBODY), GAP, sure, end);
      } else {
        // The holder may have held it for a part of that time.
        fill(row(term.holder()), PERHAPS, sure, end);
        fill(row(NOBODY), PERHAPS, sure, end);
      }
    }
    fill(row(term.holder()), HELD, term.from(), sure);
  }

  private char[] row(String name) {
    return rows.computeIfAbsent(
        name,
        unused -> {
          char[] cells = new char[width];
          Arrays.fill(cells, NOT);
          return cells;
        });
  }

  private void fill(char[] cells, char mark, Instant from, Instant to) {
    int first = cell(from);
    int last = Math.max(first, cell(to.minusMillis(1)));
    Arrays.fill(cells, first, last + 1, mark);
  }

  private int cell(Instant at) {
    long cell = (at.toEpochMilli() - fromMillis) * width / (toMillis - fromMillis);
    return (int) Math.max(0, Math.min(width - 1, cell));
  }
}
