package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The record of who held a lease when, and the judge of it.
 *
 * <p>It is fed ticks: a node held the lease with a token at an instant. All instants are of one
 * monotonic clock in nanoseconds, such as {@link System#nanoTime}, which on Linux is one clock for
 * all processes of a machine. The ticks of one node and token are a term, which lasts from the
 * first of them to the last, in whatever order they come. Any thread may call.
 */
public final class Ledger {

  private static final Comparator<Term> BY_BEGINNING =
      (one, other) -> Long.signum(one.firstNanos - other.firstNanos);

  private final Map<Grant, Term> terms = new HashMap<>();

  /** The holder of the lease, and its token. */
  private record Grant(String node, long token) {
    @Override
    public String toString() {
      return node + " (token " + token + ")";
    }
  }

  private record Term(Grant grant, long firstNanos, long lastNanos) {
    Term with(Term other) {
      return new Term(
          grant,
          firstNanos - other.firstNanos < 0 ? firstNanos : other.firstNanos,
          lastNanos - other.lastNanos > 0 ? lastNanos : other.lastNanos);
    }
  }

  /**
   * The beginning of a term, seen beside what came before.
   *
   * @param previous the term that began before it
   * @param longest the term that lasted longest of all that began before it
   */
  private record Change(Term previous, Term longest, Term next) {
    long gapNanos() {
      return next.firstNanos - longest.lastNanos;
    }

    boolean isOverlap() {
      return gapNanos() <= 0;
    }

    boolean isTokenGreater() {
      return next.grant.token > previous.grant.token;
    }

    Gap gap() {
      return new Gap(longest.grant.node, next.grant.node, Duration.ofNanos(gapNanos()));
    }
  }

  /**
   * A time in which no node held the lease.
   *
   * @param from the node that held it before
   * @param to the node that held it after, perhaps the same
   * @param length from the last tick before to the first tick after
   */
  public record Gap(String from, String to, Duration length) {}

  /**
   * Notes that a node held the lease.
   *
   * @param nanos when, on the clock that all nodes share
   */
  public synchronized void tick(String node, long token, long nanos) {
    Grant grant = new Grant(node, token);
    terms.merge(grant, new Term(grant, nanos, nanos), Term::with);
  }

  /**
   * Takes the ticks that another process wrote, one a line: {@code nanos node token}. A last line
   * without its end is left out: its writer was killed over it.
   *
   * @throws IllegalArgumentException naming the line that is no tick
   */
  public void read(Path file) {
    try {
      String text = Files.readString(file);
      text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> tick(file, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tick(Path file, String line) {
    String[] words = line.split(" ", -1);
    try {
      tick(words[1], Long.parseLong(words[2]), Long.parseLong(words[0]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "%s: \"%s\" is no tick: must be \"nanos node token\"".formatted(file, line), e);
    }
  }

  /**
   * The violations: two terms that overlap, if only in one instant; a token that does not grow from
   * one term to the next.
   *
   * @return a sentence for each, in the order of time; none when all is well
   */
  public synchronized List<String> violations() {
    List<String> sentences = new ArrayList<>();
    for (Change change : changes()) {
      if (change.isOverlap()) {
        sentences.add(
            "%s held the lease %s after %s began to"
                .formatted(
                    change.longest.grant, Duration.ofNanos(-change.gapNanos()), change.next.grant));
      }
      if (!change.isTokenGreater()) {
        sentences.add(
            "%s followed %s with no greater token"
                .formatted(change.next.grant, change.previous.grant));
      }
    }
    return sentences;
  }

  /** The times in which no node held the lease, in their order. */
  public synchronized List<Gap> gaps() {
    return changes().stream().filter(change -> !change.isOverlap()).map(Change::gap).toList();
  }

  /** The longest time in which no node held the lease, zero if there was none. */
  public Duration longestGap() {
    return gaps().stream().map(Gap::length).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  private List<Change> changes() {
    List<Term> sorted = new ArrayList<>(terms.values());
    sorted.sort(BY_BEGINNING.thenComparing(term -> term.grant.token));
    List<Change> changes = new ArrayList<>();
    for (int i = 1; i < sorted.size(); i++) {
      Term previous = sorted.get(i - 1);
      Term longest = i == 1 ? previous : changes.get(i - 2).longest;
      boolean outlasts = previous.lastNanos - longest.lastNanos > 0;
      changes.add(new Change(previous, outlasts ? previous : longest, sorted.get(i)));
    }
    return changes;
  }
}
