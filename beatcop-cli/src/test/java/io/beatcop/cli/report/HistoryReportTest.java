package io.beatcop.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.LeaseHistory;
import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Terms as a table, as facts, and drawn. */
class HistoryReportTest {

  private static final Instant BEGIN = Instant.parse("2026-11-24T14:00:00Z");

  private static Term released(long token, String holder, int from, int until) {
    return new Term(token, holder, at(from), at(until), Optional.of(at(until)), Ending.RELEASED);
  }

  private static Term ended(long token, String holder, int from, int seen, Ending ending) {
    return new Term(token, holder, at(from), at(seen), Optional.empty(), ending);
  }

  private static Instant at(int seconds) {
    return BEGIN.plusSeconds(seconds);
  }

  /** Released after 20 s and taken at once, ran out, taken 10 s later. */
  private static final List<Term> TERMS =
      List.of(
          released(1, "node-a", 0, 20),
          ended(2, "node-b", 20, 37, Ending.EXPIRED),
          ended(3, "node-a", 47, 58, Ending.HOLDS));

  @Test
  void theTableSaysNoMoreThanIsKnown() {
    assertThat(
            String.join(
                "\n", HistoryReport.of("nightly", new LeaseHistory(TERMS, List.of()), 20).table()))
        .isEqualTo(
            """
            FROM (UTC)           UNTIL                         HOLDER  TOKEN  ENDED     NOBODY BEFORE
            2026-11-24 14:00:00  2026-11-24 14:00:20           node-a  1      released  -
            2026-11-24 14:00:20  at least 2026-11-24 14:00:37  node-b  2      ran out   0.0 s
            2026-11-24 14:00:47  now                           node-a  3      holds     at most 10.0 s""");
  }

  @Test
  void theLimitKeepsTheLatestAndTheGapBeforeThem() {
    List<String> table = HistoryReport.of("nightly", new LeaseHistory(TERMS, List.of()), 1).table();

    assertThat(table).hasSize(2);
    assertThat(table.get(1)).contains("node-a  3").endsWith("at most 10.0 s");
  }

  @Test
  void theFactsAreTheSame() {
    assertThat(Json.of(HistoryReport.of("nightly", new LeaseHistory(TERMS, List.of()), 2).facts()))
        .isEqualTo(
            "{\"lease\":\"nightly\",\"terms\":[{\"holder\":\"node-b\",\"token\":2,"
                + "\"from\":\"2026-11-24T14:00:20Z\",\"seenUntil\":\"2026-11-24T14:00:37Z\","
                + "\"ended\":\"expired\",\"nobodyBeforeAtMostMillis\":0,"
                + "\"nobodyBeforeIsExact\":true},{\"holder\":\"node-a\",\"token\":3,"
                + "\"from\":\"2026-11-24T14:00:47Z\",\"seenUntil\":\"2026-11-24T14:00:58Z\","
                + "\"ended\":\"holds\",\"nobodyBeforeAtMostMillis\":10000,"
                + "\"nobodyBeforeIsExact\":false}]}");
  }

  @Test
  void theDrawingShowsWhoHeldAndWhenPerhapsNobodyDid() {
    assertThat(String.join("\n", HolderTimeline.draw(TERMS, at(60), 30)))
        .isEqualTo(
            """
            node-a    ##########.............#######
            node-b    ..........#########?????......
            (nobody)  ..................??????......
            # held  ? not renewed, but not taken either  ! nobody, for a second or longer; a cell is 2.0 s""");
  }

  @Test
  void aGapThatIsSureIsDrawnAsOne() {
    List<Term> terms = List.of(released(1, "a", 0, 20), ended(2, "b", 30, 40, Ending.HOLDS));

    assertThat(HolderTimeline.draw(terms, at(40), 20))
        .startsWith(
            "a         ##########..........",
            "b         ...............#####",
            "(nobody)  ..........!!!!!.....");
  }

  @Test
  void theTimeSinceALastTermThatWasReleasedIsAGap() {
    assertThat(HolderTimeline.draw(List.of(released(1, "a", 0, 20)), at(40), 20))
        .startsWith("a         ##########..........", "(nobody)  ..........!!!!!!!!!!");
  }

  @Test
  void ofNothingNothingIsDrawn() {
    assertThat(HolderTimeline.draw(List.of(), at(0), 20)).isEmpty();
  }
}
