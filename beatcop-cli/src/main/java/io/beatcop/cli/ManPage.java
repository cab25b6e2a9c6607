package io.beatcop.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Writes the manual page of a command, in man(7), from the text of its help.
 *
 * <p>Picocli has a generator of its own, but it writes AsciiDoc: to make pages of that, every build
 * would need Asciidoctor on JRuby. This class does the little that is needed.
 */
final class ManPage {

  private static final Pattern AT_LINE_START = Pattern.compile("(?m)^([.'])");

  private final CommandSpec command;
  private final UsageMessageSpec usage;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine command) {
    this.command = command.getCommandSpec();
    this.usage = this.command.usageMessage();
  }

  /** The name of its file, such as {@code beatcop-run.1}. */
  String fileName() {
    return name() + ".1";
  }

  private String name() {
    return command.qualifiedName("-");
  }

  /** The page. */
  String text() {
    line(".TH " + name().toUpperCase(Locale.ROOT) + " 1 \"\" \"BeatCop\" \"BeatCop\"");
    section("NAME", name() + " - " + headline());
    line(".SH SYNOPSIS");
    line(".nf");
    String synopsis = new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
    line(escaped(synopsis.strip().replaceAll("(?m)^(Usage:|      ) ", "")));
    line(".fi");
    paragraphs("DESCRIPTION", usage.description());
    options();
    commands();
    exitCodes();
    lines("EXAMPLES", usage.footer());
    seeAlso();
    return page.toString();
  }

  private String headline() {
    String[] words = usage.header().length > 0 ? usage.header() : usage.description();
    String first = words.length == 0 ? "" : formatted(words[0]);
    int end = first.indexOf('.');
    return Character.toLowerCase(first.charAt(0))
        + first.substring(1, end < 0 ? first.length() : end);
  }

  private void paragraphs(String title, String[] texts) {
    if (texts.length > 0) {
      line(".SH " + title);
      for (String text : texts) {
        line(text.isEmpty() ? ".PP" : escaped(formatted(text)));
      }
    }
  }

  private void lines(String title, String[] texts) {
    if (texts.length > 0) {
      line(".SH " + title);
      line(".nf");
      for (String text : texts) {
        line(escaped(formatted(text)));
      }
      line(".fi");
    }
  }

  private void options() {
    line(".SH OPTIONS");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      item("\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter);
    }
    for (OptionSpec option : command.options()) {
      String names = "\\fB" + escaped(String.join(", ", option.names())) + "\\fR";
      boolean hasValue = option.arity().max() > 0;
      item(hasValue ? names + " \\fI" + escaped(option.paramLabel()) + "\\fR" : names, option);
    }
  }

  private void item(String term, ArgSpec argument) {
    if (!argument.hidden()) {
      line(".TP");
      line(term);
      line(escaped(formatted(String.join(" ", argument.description()))));
    }
  }

  private void commands() {
    List<ManPage> pages = visible(command.subcommands());
    if (!pages.isEmpty()) {
      line(".SH COMMANDS");
      for (ManPage sub : pages) {
        line(".TP");
        line("\\fB" + escaped(sub.command.name()) + "\\fR");
        line(escaped(sub.headline()));
      }
    }
  }

  /** The pages of the commands that are not hidden. */
  static List<ManPage> visible(Map<String, CommandLine> commands) {
    return commands.values().stream()
        .map(ManPage::new)
        .filter(page -> !page.usage.hidden())
        .toList();
  }

  private void exitCodes() {
    if (!usage.exitCodeList().isEmpty()) {
      line(".SH EXIT STATUS");
      usage
          .exitCodeList()
          .forEach(
              (code, meaning) -> {
                line(".TP");
                line("\\fB" + escaped(code.strip()) + "\\fR");
                line(escaped(formatted(meaning)));
              });
    }
  }

  private void seeAlso() {
    CommandSpec parent = command.parent();
    if (parent != null) {
      section("SEE ALSO", parent.qualifiedName("-") + "(1)");
    }
  }

  private void section(String title, String text) {
    line(".SH " + title);
    line(escaped(text));
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  /** Formats a text as picocli does, for the line breaks in it. */
  private static String formatted(String text) {
    return text.formatted().strip();
  }

  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return AT_LINE_START.matcher(escaped).replaceAll("\\\\&$1");
  }
}
