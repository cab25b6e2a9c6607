package io.beatcop.cli.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * Where lines are shown again and again: in place on a terminal, else one after the other, and only
 * if they are new.
 */
public final class Terminal {

  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";
  private static final String CLEAR = "\033[2J";
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";

  private final PrintWriter out;
  private final boolean inPlace;
  private List<String> shown = List.of();

  /**
   * A place to show lines.
   *
   * @param out where they are written
   * @param inPlace whether that is a terminal
   */
  public Terminal(PrintWriter out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /**
   * Whether standard output is one.
   *
   * @return whether it is
   */
  public static boolean isStandardOutput() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // No Linux: picocli's guess will do.
      return Ansi.AUTO.enabled();
    }
  }

  /** Makes room for what is shown in place. */
  public void begin() {
    if (inPlace) {
      out.print(HIDE_CURSOR + CLEAR);
    }
  }

  /**
   * Shows the lines, without a moment in which nothing is shown.
   *
   * @param lines all that is to be seen
   */
  public void show(List<String> lines) {
    if (inPlace) {
      out.print(HOME);
      lines.forEach(line -> out.print(line + REST_OF_LINE + "\n"));
      out.print(REST_OF_SCREEN);
    } else if (!lines.equals(shown)) {
      lines.forEach(out::println);
    }
    shown = lines;
    out.flush();
  }

  /** Leaves the terminal as it was, below what was shown. */
  public void end() {
    if (inPlace) {
      out.print(SHOW_CURSOR);
      out.flush();
    }
  }
}
