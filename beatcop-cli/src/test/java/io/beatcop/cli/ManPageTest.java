package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages and the completion, which say what the help says. */
class ManPageTest {

  @TempDir private Path folder;

  private String page(String name) throws Exception {
    Beatcop.run(Map.of(), "generate-man", folder.toString());
    return Files.readString(folder.resolve(name));
  }

  @Test
  void aPageHasTheSectionsThatAreExpected() throws Exception {
    assertThat(page("beatcop-run.1"))
        .startsWith(".TH BEATCOP-RUN 1")
        .contains(".SH NAME\nbeatcop\\-run \\- run a command on exactly one node\n")
        .contains(".SH SYNOPSIS\n.nf\nbeatcop run [OPTIONS] [\\-\\-] COMMAND [ARGUMENTS...]\n.fi\n")
        .contains(".TP\n\\fB\\-\\-stop\\-grace\\fR \\fITIME\\fR\n")
        .contains(".SH EXIT STATUS\n")
        .contains(".SH EXAMPLES\n")
        .endsWith(".SH SEE ALSO\nbeatcop(1)\n");
  }

  @Test
  void thePageOfTheFileShowsItsPercentSigns() throws Exception {
    assertThat(page("beatcop-ini.1")).contains("%(key)s").contains("%% a percent sign");
  }

  @Test
  void thePageOfAllNamesTheCommandsThatAreShown() throws Exception {
    assertThat(page("beatcop.1"))
        .contains("\\fBrun\\fR\nrun a command on exactly one node\n")
        .doesNotContain("generate\\-man");
  }

  @Test
  void theCompletionKnowsTheOptions() {
    Beatcop beatcop = Beatcop.run(Map.of(), "generate-completion");

    assertThat(beatcop.out()).contains("'--stop-grace'").contains("complete -F");
  }
}
