package io.beatcop.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of this process as bytes.
 *
 * <p>A JVM decodes its arguments by the locale. In the C locale, which most containers have, it
 * loses every letter that is not ASCII. The child must get the user's bytes.
 */
final class RawArguments {

  private static final Path OWN = Path.of("/proc/self/cmdline");

  private RawArguments() {}

  /** The bytes of a command, which may be the end of our own command line. */
  static List<byte[]> of(List<String> command) {
    try {
      return of(command, Files.readAllBytes(OWN), Charset.forName(localeCharset()));
    } catch (IOException e) {
      // The file exists wherever the guard does. Without it the locale decides.
      return encoded(command);
    }
  }

  private static String localeCharset() {
    return System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());
  }

  static List<byte[]> of(List<String> command, byte[] commandLine, Charset locale) {
    List<byte[]> all = split(commandLine);
    if (all.size() < command.size()) {
      return encoded(command);
    }
    List<byte[]> last = all.subList(all.size() - command.size(), all.size());
    for (int i = 0; i < last.size(); i++) {
      if (!new String(last.get(i), locale).equals(command.get(i))) {
        return encoded(command);
      }
    }
    return List.copyOf(last);
  }

  private static List<byte[]> encoded(List<String> command) {
    return command.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<byte[]> split(byte[] commandLine) {
    List<byte[]> words = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < commandLine.length; at++) {
      if (commandLine[at] == 0) {
        words.add(Arrays.copyOfRange(commandLine, begin, at));
        begin = at + 1;
      }
    }
    return words;
  }
}
