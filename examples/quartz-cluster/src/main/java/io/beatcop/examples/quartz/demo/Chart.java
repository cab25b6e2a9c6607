package io.beatcop.examples.quartz.demo;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * How the cluster looks in a terminal: a line per second, a lane per node, at most 100 columns.
 *
 * @param unicode whether the terminal can show more than ASCII
 * @param colours whether it understands colour sequences
 */
record Chart(boolean unicode, boolean colours) {

  /** A node's second. */
  enum Mark {
    FIRED("●", "1;32"),
    UP("·", "2"),
    DOWN("x", "31"),
    FROZEN("=", "34"),
    STARTING(" ", "0");

    private final String sign;
    private final String colour;

    Mark(String sign, String colour) {
      this.sign = sign;
      this.colour = colour;
    }
  }

  /**
   * A second of the cluster.
   *
   * @param sinceStart time since the nodes were started
   * @param second the scheduled time
   * @param marks what each node did
   * @param token the fencing token of the fire
   * @param events what happened to the cluster
   */
  record Line(
      Duration sinceStart,
      Instant second,
      List<Mark> marks,
      OptionalLong token,
      List<Event> events) {}

  private static final int COLUMNS = 100;
  private static final int TOKEN_WIDTH = 13;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  static String clock(Instant time) {
    return CLOCK.format(time);
  }

  String legend() {
    return text("● fired   · up   x down   = frozen");
  }

  String header(int nodes) {
    String lanes = IntStream.rangeClosed(1, nodes).mapToObj(n -> "  " + n).collect(joining());
    return paint("2", "  time  second  " + lanes + "   token          events");
  }

  /** A second, on one line, or on more if much happened in it. */
  String line(Line line) {
    String time = String.format("%4d s  ", line.sinceStart().toSeconds());
    String left = time + clock(line.second());
    String lanes =
        line.marks().stream()
            .map(mark -> "  " + paint(mark.colour, text(mark.sign)))
            .collect(joining());
    String token = line.token().isPresent() ? Long.toString(line.token().getAsLong()) : "";
    if (token.isEmpty() && line.events().isEmpty()) {
      return left + lanes;
    }
    String padding = " ".repeat(Math.max(0, TOKEN_WIDTH - token.length()));
    int width = left.length() + 3 * line.marks().size() + 3 + TOKEN_WIDTH + 2;
    return left
        + lanes
        + "   "
        + paint("2", token)
        + (line.events().isEmpty() ? "" : padding + "  " + events(line.events(), width));
  }

  /** The text in signs that the terminal can show. */
  String text(String text) {
    return unicode ? text : text.replace("●", "#").replace("·", ".").replace("→", "->");
  }

  String paint(String colour, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }

  private String events(List<Event> events, int left) {
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    int width = left;
    for (Event event : events) {
      String text = text(event.text());
      if (!row.isEmpty()) {
        if (width + 2 + text.length() <= COLUMNS) {
          row.append(", ");
          width += 2;
        } else {
          rows.add(row.toString());
          row.setLength(0);
          width = left;
        }
      }
      row.append(paint(event.tone().colour(), text));
      width += text.length();
    }
    rows.add(row.toString());
    return String.join("\n" + " ".repeat(left), rows);
  }
}
