package io.beatcop.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written to show lines again and again. */
class TerminalTest {

  private final StringWriter written = new StringWriter();

  private Terminal terminal(boolean inPlace) {
    return new Terminal(new PrintWriter(written), inPlace);
  }

  @Test
  void onATerminalTheLinesAreWrittenOverTheOldOnesWithoutClearingThem() {
    Terminal terminal = terminal(true);

    terminal.show(List.of("one", "two"));

    assertThat(written).hasToString("\033[Hone\033[K\ntwo\033[K\n\033[J");
  }

  @Test
  void theCursorIsHiddenAndShownAgain() {
    Terminal terminal = terminal(true);

    terminal.begin();
    terminal.end();

    assertThat(written).hasToString("\033[?25l\033[2J\033[?25h");
  }

  @Test
  void elsewhereALineIsWrittenWhenItIsNew() {
    Terminal terminal = terminal(false);

    terminal.begin();
    terminal.show(List.of("one"));
    terminal.show(List.of("one"));
    terminal.show(List.of("two"));
    terminal.end();

    assertThat(written).hasToString("one\ntwo\n");
  }
}
