package io.beatcop.cli.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows changing lines: in place on a terminal; elsewhere one after the other, and only new ones.
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
   * Makes a place to show lines.
   *
   * @param out the output
   * @param inPlace whether it is a terminal
   */
  public Terminal(PrintWriter out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /**
   * Whether standard output is a terminal.
   *
   * @return whether it is
   */
  public static boolean isStandardOutput() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // Not on Linux: picocli's guess will do.
      return Ansi.AUTO.enabled();
    }
  }

  /** Clears the terminal. */
  public void begin() {
    if (inPlace) {
      out.print(HIDE_CURSOR + CLEAR);
    }
  }

  /**
   * Shows the lines, without flicker.
   *
   * @param lines all lines to show
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

  /** Shows the cursor again, below the lines. */
  public void end() {
    if (inPlace) {
      out.print(SHOW_CURSOR);
      out.flush();
    }
  }
}
