package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code beatcop generate-man}: writes the manual pages, for the packages of this program. */
@Command(
    name = "generate-man",
    hidden = true,
    description = "Write the manual pages of all commands into a folder.",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ExitCode.USAGE)
final class GenerateManCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FOLDER", description = "The folder; it need not exist yet.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    CommandLine root = spec.root().commandLine();
    write(new ManPage(root));
    // This command is hidden, but needs a page.
    write(new ManPage(Objects.requireNonNull(root.getSubcommands().get("ini"))));
    for (ManPage page : ManPage.visible(root.getSubcommands())) {
      write(page);
    }
    return 0;
  }

  private void write(ManPage page) throws IOException {
    Files.writeString(folder.resolve(page.fileName()), page.text());
  }
}
