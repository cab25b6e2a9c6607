package io.beatcop.examples.quartz.demo;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A second of a cluster that spreads: for each node its slices, and its fires in that second.
 *
 * @param sinceStart time since the nodes were started
 * @param second the scheduled time
 * @param lanes the nodes
 * @param events what happened to the cluster
 */
record SpreadLine(Duration sinceStart, Instant second, List<Lane> lanes, List<String> events) {

  /**
   * A node's second.
   *
   * @param isUp whether it is meant to run
   * @param slices how many slices it has
   * @param fires how many jobs it fired
   */
  record Lane(boolean isUp, int slices, int fires) {

    String text() {
      if (!isUp && fires == 0) {
        return "x      ";
      }
      return "%2d %4s".formatted(slices, fires == 0 ? "·" : String.valueOf(fires));
    }
  }

  static String header(int nodes) {
    String names = IntStream.rangeClosed(1, nodes).mapToObj("%-10s"::formatted).collect(joining());
    return "  time  second    " + names + "events";
  }

  String text(Chart chart) {
    String lane = lanes.stream().map(each -> "%-10s".formatted(each.text())).collect(joining());
    String line =
        "%4d s  %s  %s%s"
            .formatted(
                sinceStart.toSeconds(), Chart.clock(second), lane, String.join(", ", events));
    return chart.text(line.stripTrailing());
  }
}
