package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The times of one trigger that are done: fired, or left out by its misfire instruction.
 *
 * <p>Workers claim out of order, so this is not a single mark. It has a gap for each time that a
 * worker still holds or that nobody fired. A firing names the time before it, and so closes the gap
 * before it. No gap is dropped to save room (F6).
 *
 * @param schedule the fingerprint of the trigger's schedule
 * @param until all times up to this one are done, epoch milliseconds
 * @param spans the later times that are done, in order, with a gap before each span
 * @param ended when the trigger was deleted, or ended by its job, on the node that fired it; empty
 *     while it lives
 */
public record FiredSlots(String schedule, long until, List<Span> spans, OptionalLong ended) {

  /** The previous time of a trigger's first firing, which has none. */
  public static final long NO_PREVIOUS = Long.MIN_VALUE;

  /**
   * Times without a gap.
   *
   * @param after the time before the first one; the gap ends there
   */
  record Span(long after, long first, long last) {

    private boolean has(long millis) {
      return first <= millis && millis <= last;
    }

    private boolean follows(long end) {
      return after <= end || first - 1 <= end;
    }
  }

  public FiredSlots {
    spans = List.copyOf(spans);
  }

  public static FiredSlots until(String schedule, long until) {
    return new FiredSlots(schedule, until, List.of(), OptionalLong.empty());
  }

  public boolean has(long millis) {
    if (millis <= until) {
      return true;
    }
    // No stream here and below, since each firing asks several times.
    for (Span span : spans) {
      if (span.has(millis)) {
        return true;
      }
    }
    return false;
  }

  /** The last time that is done. */
  public long last() {
    return spans.isEmpty() ? until : spans.get(spans.size() - 1).last;
  }

  /** The last time that is done without a gap from this time on; the time itself if it is open. */
  long endOfSpanAt(long millis) {
    if (millis <= until) {
      return until;
    }
    for (Span span : spans) {
      if (span.has(millis)) {
        return span.last;
      }
    }
    return millis;
  }

  /**
   * The same with one more firing.
   *
   * @param previous the trigger's time before it, or {@link #NO_PREVIOUS}
   */
  public FiredSlots with(long previous, Slot slot) {
    return and(List.of(new Span(previous, slot.millis(), slot.coveredMillis())), until);
  }

  /** The same with all times up to this one done. */
  public FiredSlots withAllUntil(long millis) {
    return and(List.of(), Math.max(until, millis));
  }

  /** The union of this record and another one of the same schedule. */
  FiredSlots and(FiredSlots other) {
    return and(other.spans, Math.max(until, other.until));
  }

  private FiredSlots and(List<Span> more, long from) {
    List<Span> all = new ArrayList<>(spans);
    all.addAll(more);
    all.sort(Comparator.comparingLong(Span::first));
    long end = from;
    List<Span> apart = new ArrayList<>();
    for (Span span : all) {
      if (span.follows(end)) {
        // Nothing lies between, so the gaps before it are closed as well.
        end = Math.max(end, span.last);
        for (Span closed : apart) {
          end = Math.max(end, closed.last);
        }
        apart.clear();
        continue;
      }
      Span before = apart.isEmpty() ? span : apart.get(apart.size() - 1);
      if (!apart.isEmpty() && span.follows(before.last)) {
        apart.set(
            apart.size() - 1,
            new Span(before.after, before.first, Math.max(before.last, span.last)));
      } else {
        apart.add(span);
      }
    }
    return new FiredSlots(schedule, end, apart, ended);
  }

  /** The same without a claim that led to no firing. */
  FiredSlots without(Slot slot) {
    long first = slot.millis();
    long last = slot.coveredMillis();
    List<Span> rest = new ArrayList<>();
    if (until > last) {
      rest.add(new Span(last, last + 1, until));
    }
    for (Span span : spans) {
      if (span.last < first || span.first > last) {
        rest.add(span);
        continue;
      }
      if (span.first < first) {
        rest.add(new Span(span.after, span.first, first - 1));
      }
      if (span.last > last) {
        rest.add(new Span(last, last + 1, span.last));
      }
    }
    return new FiredSlots(schedule, Math.min(until, first - 1), rest, ended);
  }

  FiredSlots by(String otherSchedule) {
    return new FiredSlots(otherSchedule, until, spans, ended);
  }

  public FiredSlots endedAt(OptionalLong millis) {
    return new FiredSlots(schedule, until, spans, millis);
  }

  /** The same as a value in the journal: {@code schedule until first-last… xENDED}. */
  public String encoded() {
    StringBuilder text = new StringBuilder(schedule).append(' ').append(until);
    for (Span span : spans) {
      text.append(' ').append(span.first);
      if (span.last > span.first) {
        text.append('-').append(span.last);
      }
    }
    ended.ifPresent(millis -> text.append(" x").append(millis));
    return text.toString();
  }

  /** Reads a value of the journal; empty for any other text. */
  public static Optional<FiredSlots> decoded(String text) {
    String[] words = text.split(" ", -1);
    if (words.length < 2) {
      return Optional.empty();
    }
    try {
      List<Span> spans = new ArrayList<>();
      OptionalLong ended = OptionalLong.empty();
      for (int i = 2; i < words.length; i++) {
        if (words[i].startsWith("x")) {
          ended = OptionalLong.of(Long.parseLong(words[i].substring(1)));
        } else {
          spans.add(span(words[i]));
        }
      }
      long until = Long.parseLong(words[1]);
      return Optional.of(new FiredSlots(words[0], until, List.of(), ended).and(spans, until));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Span span(String word) {
    int dash = word.indexOf('-', 1);
    long first = Long.parseLong(dash < 0 ? word : word.substring(0, dash));
    long last = dash < 0 ? first : Long.parseLong(word.substring(dash + 1));
    return new Span(first - 1, first, last);
  }
}
