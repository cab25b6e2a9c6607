package io.beatcop.cli;

import static java.util.regex.Pattern.DOTALL;
import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The command line accepts each {@code beatcop} command that the documents and the help show. It
 * only parses them: the values of settings are not checked.
 */
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");

  /** A block of commands, or of a session, in which commands follow a prompt. */
  private static final Pattern BLOCK =
      Pattern.compile("^ *```(sh|text)\\n(.*?)^ *```$", DOTALL | MULTILINE);

  /** A line, with those that continue it after a backslash. */
  private static final Pattern LINE = Pattern.compile("(?:.*\\\\\n)*.+");

  private static final String PROMPT = "$ ";

  /** A word of a shell, with its quotes. */
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  private static final Pattern VARIABLE = Pattern.compile("\\w+=.*");
  private static final Pattern END_OF_COMMAND = Pattern.compile("[|<>;&#].*");

  private record Shown(String place, List<String> words) {

    List<String> arguments() {
      return words.subList(1, words.size());
    }

    @Override
    public String toString() {
      return place + " " + String.join(" ", words);
    }
  }

  static List<Shown> ofTheDocuments() throws IOException {
    List<Shown> shown = new ArrayList<>(in(ROOT.resolve("README.md")));
    try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
      for (Path document : documents.filter(file -> file.toString().endsWith(".md")).toList()) {
        shown.addAll(in(document));
      }
    }
    return shown;
  }

  static List<Shown> ofTheHelp() {
    return commandLine().getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .flatMap(
            command ->
                Stream.of(command.usageMessage().footer())
                    .map(line -> new Shown(command.name() + " --help:", words(line))))
        .filter(shown -> isBeatcop(shown.words))
        .toList();
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(ofTheDocuments()).hasSizeGreaterThan(12);
    assertThat(ofTheHelp()).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @MethodSource({"ofTheDocuments", "ofTheHelp"})
  void eachIsACommandLineOfOurs(Shown shown) {
    CommandLine commandLine = commandLine();
    String[] arguments =
        BeatCopCommand.named(commandLine, shown.arguments().toArray(String[]::new));

    assertThatCode(() -> commandLine.parseArgs(arguments))
        .as(shown.toString())
        .doesNotThrowAnyException();
  }

  private static CommandLine commandLine() {
    return BeatCopCommand.commandLine(Map.of());
  }

  private static List<Shown> in(Path document) throws IOException {
    String text = Files.readString(document);
    return BLOCK
        .matcher(text)
        .results()
        .flatMap(
            block ->
                LINE.matcher(block.group(2))
                    .results()
                    .filter(line -> block.group(1).equals("sh") || isTyped(line.group()))
                    .map(
                        line ->
                            new Shown(
                                place(document, text, block.start(2) + line.start()),
                                words(line.group()))))
        .filter(shown -> isBeatcop(shown.words))
        .toList();
  }

  /** Whether a line of a session is a command, and no output. */
  private static boolean isTyped(String line) {
    return line.startsWith(PROMPT);
  }

  private static String place(Path document, String text, int position) {
    return document.getFileName() + ":" + (text.substring(0, position).lines().count() + 1);
  }

  private static boolean isBeatcop(List<String> words) {
    return !words.isEmpty() && words.get(0).equals("beatcop");
  }

  /** The words of the first command of a line, without the variables before it. */
  private static List<String> words(String line) {
    String command = (isTyped(line) ? line.substring(PROMPT.length()) : line).replace("\\\n", " ");
    return WORD.matcher(command)
        .results()
        .map(MatchResult::group)
        .dropWhile(word -> VARIABLE.matcher(word).matches())
        .takeWhile(word -> !END_OF_COMMAND.matcher(word).matches())
        .map(word -> word.replaceAll("['\"]", ""))
        .toList();
  }
}
