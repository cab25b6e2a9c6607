package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The meters as {@code docs/metrics.md} lists them: the one vocabulary of the plugin, the starter
 * and the command. A test of each compares what it has with this.
 */
public final class MeterTable {

  private static final Path PAGE = Path.of("docs/metrics.md");
  private static final int DEEPEST = 4;
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `(beatcop\\.[a-z.]+)` \\| (gauge|counter|timer) \\| (s|) ?\\| ([^|]*) \\| ([^|]+) \\|"
              + " [^|]+ \\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A meter.
   *
   * @param name its name, with dots
   * @param type {@code gauge}, {@code counter} or {@code timer}
   * @param unit {@code s} for seconds, or empty for a count
   * @param tags the keys of its tags
   * @param tellers who has it: {@code plugin}, {@code starter}, {@code command}
   */
  public record Meter(
      String name, String type, String unit, Set<String> tags, Set<String> tellers) {

    /**
     * The name that Prometheus gives it.
     *
     * @return the name, with the unit and the ending of a counter
     */
    public String prometheus() {
      return name.replace('.', '_')
          + (unit.isEmpty() ? "" : "_seconds")
          + (type.equals("counter") ? "_total" : "");
    }
  }

  private MeterTable() {}

  /**
   * The meters of one teller.
   *
   * @param teller {@code plugin}, {@code starter} or {@code command}
   * @return the meters, as the page has them
   */
  public static List<Meter> of(String teller) {
    return all().stream().filter(meter -> meter.tellers().contains(teller)).toList();
  }

  /**
   * All meters.
   *
   * @return the meters, as the page has them
   */
  public static List<Meter> all() {
    return ROW.matcher(page()).results().map(MeterTable::meter).toList();
  }

  private static String page() {
    // The working directory is that of a module, at any depth.
    Path page =
        Stream.iterate(PAGE, path -> Path.of("..").resolve(path))
            .limit(DEEPEST)
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Meter meter(MatchResult row) {
    Set<String> tags = new TreeSet<>();
    Matcher code = CODE.matcher(row.group(4));
    while (code.find()) {
      tags.add(code.group(1));
    }
    return new Meter(
        row.group(1),
        row.group(2),
        row.group(3),
        tags,
        new TreeSet<>(Arrays.asList(row.group(5).strip().split(", "))));
  }
}
