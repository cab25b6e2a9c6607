package io.beatcop.examples.quartz.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.examples.quartz.demo.Chart.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChartTest {

  private static final Instant SECOND = Instant.parse("2026-01-01T00:00:07Z");

  @Test
  void aTerminalWithoutUnicodeGetsAscii() {
    String line =
        new Chart(false, false)
            .line(
                line(
                    List.of(Mark.DOWN, Mark.FIRED, Mark.UP),
                    Event.notable("fail-over node-1 → node-2 after 2.5 s")));

    assertThat(line)
        .isEqualTo(
            "   7 s  "
                + Chart.clock(SECOND)
                + "  x  #  .   1795521217647  fail-over node-1 -> node-2 after 2.5 s");
  }

  @Test
  void coloursAreLeftOutUnlessWanted() {
    Chart.Line line = line(List.of(Mark.FIRED), Event.bad("kill -9 node-1"));

    assertThat(new Chart(true, false).line(line)).doesNotContain("\u001b");
    assertThat(new Chart(true, true).line(line)).contains("\u001b[31mkill -9 node-1\u001b[0m");
  }

  @Test
  void nineLanesWithManyEventsStayWithinAHundredColumns() {
    String line =
        new Chart(true, false)
            .line(
                line(
                    Collections.nCopies(9, Mark.UP),
                    Event.notable("clean stop node-8"),
                    Event.notable("fail-over node-1 → node-2 after 13.5 s"),
                    Event.good("hand-over node-8 → node-9 in 120 ms")));

    assertThat(line.lines()).hasSize(3).allMatch(row -> row.length() <= 100);
  }

  private static Chart.Line line(List<Mark> marks, Event... events) {
    return new Chart.Line(
        Duration.ofSeconds(7), SECOND, marks, OptionalLong.of(1_795_521_217_647L), List.of(events));
  }
}
