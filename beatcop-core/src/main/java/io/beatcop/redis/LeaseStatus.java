package io.beatcop.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A lease as Redis knows it at one moment. Times of day are by the clocks of those who wrote them.
 *
 * @param possession what the key says
 * @param holder who has the key, if anyone
 * @param expiresIn when the key expires unless it is renewed; empty if it never does
 * @param token the last token granted, where known
 * @param renewedAt when the lease was granted or renewed last, where known
 * @param pause the pause, if it is paused
 * @param stepDown who asked the present term to end, if anyone did
 * @param waiters who waits, the latest to ask first
 */
public record LeaseStatus(
    Possession possession,
    Optional<String> holder,
    Optional<Duration> expiresIn,
    OptionalLong token,
    Optional<Instant> renewedAt,
    Optional<Pause> pause,
    Optional<Notice> stepDown,
    List<Waiter> waiters) {

  /** What the key says. */
  public enum Possession {
    /** Nobody has the key. */
    FREE,
    /** The one who has the key holds the lease. */
    HELD,
    /** The one who has the key waits for a ttl before it acts (L7). */
    PENDING,
    /** The one who has the key wrote no term: it is BeatCop 1.0, or something else. */
    FOREIGN
  }

  /**
   * A pause.
   *
   * @param notice who asked for it, and why
   * @param endsIn when it ends; empty if it does not end by itself
   */
  public record Pause(Notice notice, Optional<Duration> endsIn) {}

  /**
   * A node that waits for the lease.
   *
   * @param name the node
   * @param askedAt when it asked last, by its own clock; it asks about once per ttl
   */
  public record Waiter(String name, Instant askedAt) {}

  /** Copies the list. */
  public LeaseStatus {
    waiters = List.copyOf(waiters);
  }

  /** Reads the reply of {@code describe.lua}. */
  static LeaseStatus decoded(List<String> fields) {
    Optional<String> holder = text(fields.get(0));
    Optional<String> token = text(fields.get(3));
    return new LeaseStatus(
        possession(holder, fields.get(2)),
        holder,
        holder.flatMap(unused -> millis(fields.get(1)).map(Duration::ofMillis)),
        token.map(Long::parseLong).map(OptionalLong::of).orElseGet(OptionalLong::empty),
        millis(fields.get(7)).map(Instant::ofEpochMilli),
        text(fields.get(4))
            .map(
                notice ->
                    new Pause(Notice.parse(notice), millis(fields.get(5)).map(Duration::ofMillis))),
        text(fields.get(6))
            .filter(request -> request.startsWith(token.orElse("") + " "))
            .map(request -> Notice.parse(request.substring(request.indexOf(' ') + 1))),
        waiters(fields.subList(8, fields.size())));
  }

  private static Possession possession(Optional<String> holder, String term) {
    return holder
        .map(
            owner ->
                term.startsWith("held " + owner + " ")
                    ? Possession.HELD
                    : term.startsWith("pending " + owner + " ")
                        ? Possession.PENDING
                        : Possession.FOREIGN)
        .orElse(Possession.FREE);
  }

  private static List<Waiter> waiters(List<String> pairs) {
    return IntStream.range(0, pairs.size() / 2)
        .mapToObj(
            pair ->
                new Waiter(
                    pairs.get(2 * pair),
                    Instant.ofEpochMilli((long) Double.parseDouble(pairs.get(2 * pair + 1)))))
        .toList();
  }

  private static Optional<String> text(String field) {
    return Optional.of(field).filter(text -> !text.isEmpty());
  }

  private static Optional<Long> millis(String field) {
    return field.matches("\\d{1,15}") ? Optional.of(Long.valueOf(field)) : Optional.empty();
  }
}
