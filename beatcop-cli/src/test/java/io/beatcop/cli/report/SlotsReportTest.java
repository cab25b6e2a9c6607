package io.beatcop.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.GroupStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who has which slot, in words. */
class SlotsReportTest {

  /** The holder of each slot, by the words of a text; - for none. */
  private static SlotsReport report(String holders, String... spare) {
    List<Optional<String>> each =
        Arrays.stream(holders.split(" ", -1))
            .map(name -> Optional.of(name).filter(its -> !its.equals("-")))
            .toList();
    return new SlotsReport("app", new GroupStatus(each, List.of(spare)));
  }

  @Test
  void aNodeThatHasOneSlotIsOnTheLineOfItsSlot() {
    SlotsReport report = report("a - b", "c");

    assertThat(report.lines())
        .containsExactly(
            "lease    app",
            "slots    2 of 3 held",
            "slot 0   a",
            "slot 1   nobody",
            "slot 2   b",
            "spare    c");
    assertThat(report.line()).isEqualTo("app: 0 a, 1 nobody, 2 b, spare: 1");
  }

  @Test
  void aNodeThatHasSeveralSlicesHasALineOfItsOwn() {
    SlotsReport report = report("node-a node-a b node-a - b", "c");

    assertThat(report.lines())
        .containsExactly(
            "lease    app",
            "slices   5 of 6 held",
            "b       2  2, 5",
            "node-a  3  0-1, 3",
            "nobody  1  4",
            "c       0");
    assertThat(report.line()).isEqualTo("app: b 2,5; node-a 0-1,3; nobody 4; spare: 1");
  }

  @Test
  void theFactsTellOfEachSlotWhoeverHasIt() {
    assertThat(Json.of(report("a a").facts()))
        .isEqualTo(
            "{\"lease\":\"app\",\"slots\":[{\"slot\":0,\"holder\":\"a\"},"
                + "{\"slot\":1,\"holder\":\"a\"}],\"spare\":[]}");
  }
}
