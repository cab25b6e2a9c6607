package io.beatcop.cli.report;

import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseHistory;
import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The report on the terms of a lease and the time between them. It claims no more than is known.
 *
 * @param lease the lease's name
 * @param before the term before the first one shown, if there was one
 * @param terms the terms to show, the earliest first
 * @param foreign the entries among them that BeatCop did not write
 */
public record HistoryReport(
    String lease, Optional<Term> before, List<Term> terms, List<String> foreign) {

  /** How many foreign entries are shown. There may be 200; the first few tell what happened. */
  private static final int SHOWN_FOREIGN = 3;

  private static final int LONGEST_FOREIGN = 80;

  private static final List<String> HEADINGS =
      List.of("FROM (UTC)", "UNTIL", "HOLDER", "TOKEN", "ENDED", "NOBODY BEFORE");
  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * The report on the latest terms, and on the foreign entries.
   *
   * @param lease the lease's name
   * @param history what is on record
   * @param limit how many terms to show
   * @return the report
   */
  public static HistoryReport of(String lease, LeaseHistory history, int limit) {
    List<Term> all = history.terms();
    int from = Math.max(0, all.size() - limit);
    return new HistoryReport(
        lease,
        from == 0 ? Optional.empty() : Optional.of(all.get(from - 1)),
        List.copyOf(all.subList(from, all.size())),
        history.foreign());
  }

  /**
   * A line about the entries that BeatCop did not write, if there are any.
   *
   * @return the line, or none
   */
  public List<String> foreignLines() {
    return foreign.isEmpty()
        ? List.of()
        : List.of(
            foreign.size()
                + (foreign.size() == 1 ? " entry" : " entries")
                + " that BeatCop did not write: "
                + shownForeign());
  }

  private String shownForeign() {
    List<String> shown =
        foreign.stream()
            .limit(SHOWN_FOREIGN)
            .map(entry -> "'" + VisibleText.of(entry, LONGEST_FOREIGN) + "'")
            .toList();
    return String.join(", ", shown) + (foreign.size() > SHOWN_FOREIGN ? ", …" : "");
  }

  /**
   * The terms as a table.
   *
   * @return its lines, with the headings
   */
  public List<String> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (int index = 0; index < terms.size(); index++) {
      Term term = terms.get(index);
      rows.add(
          List.of(
              DATE_AND_TIME.format(term.from()),
              until(term),
              term.holder(),
              String.valueOf(term.token()),
              ended(term.ending()),
              previous(index).map(earlier -> gap(earlier, term)).orElse("-")));
    }
    return Table.lines(rows);
  }

  private Optional<Term> previous(int index) {
    return index == 0 ? before : Optional.of(terms.get(index - 1));
  }

  private static String until(Term term) {
    if (term.ending() == Ending.HOLDS) {
      return "now";
    }
    return term.until()
        .map(DATE_AND_TIME::format)
        .orElseGet(() -> "at least " + DATE_AND_TIME.format(term.seenUntil()));
  }

  private static String ended(Ending ending) {
    return switch (ending) {
      case HOLDS -> "holds";
      case RELEASED -> "released";
      case EXPIRED -> "ran out";
      case AGAIN -> "began anew";
      case UNKNOWN -> "unknown";
    };
  }

  private static String gap(Term earlier, Term term) {
    String gap = HumanDurations.of(earlier.gapBefore(term));
    return earlier.until().isPresent() ? gap : "at most " + gap;
  }

  /**
   * The terms as a drawing over time.
   *
   * @param now when it ends
   * @param width how many cells it has
   * @return its lines, with a legend; none if there is nothing to draw
   */
  public List<String> timeline(Instant now, int width) {
    return HolderTimeline.draw(terms, now, width);
  }

  /**
   * The report as facts.
   *
   * @return the facts for {@link Json}
   */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("lease", lease);
    List<Object> each = new ArrayList<>();
    for (int index = 0; index < terms.size(); index++) {
      each.add(facts(terms.get(index), previous(index)));
    }
    facts.put("terms", each);
    if (!foreign.isEmpty()) {
      facts.put("foreign", foreign);
    }
    return facts;
  }

  private static Map<String, Object> facts(Term term, Optional<Term> previous) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("holder", term.holder());
    facts.put("token", term.token());
    Instant from = term.from();
    facts.put("from", from);
    term.until().ifPresent(until -> facts.put("until", until));
    facts.put("seenUntil", term.seenUntil());
    facts.put("ended", term.ending().name().toLowerCase(Locale.ROOT));
    previous.ifPresent(
        earlier -> {
          Duration gap = earlier.gapBefore(term);
          facts.put("nobodyBeforeAtMostMillis", gap);
          facts.put("nobodyBeforeIsExact", earlier.until().isPresent());
        });
    return facts;
  }
}
