package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A lease as Redis knows it at one moment. Times of day are by the clocks of the nodes that wrote
 * them.
 *
 * @param possession what the key says
 * @param holder the node that has the key, if there is one
 * @param expiresIn when the key expires unless it is renewed; empty if it never does
 * @param token the last token granted, if known
 * @param renewedAt when the lease was granted or renewed last, if known
 * @param pause the pause, if it is paused
 * @param stepDown the request that the present term end, if there is one
 * @param waiters the nodes that wait, the latest to ask first
 * @param foreign a clause for each of the lease's keys whose value is not BeatCop's
 */
public record LeaseStatus(
    Possession possession,
    Optional<String> holder,
    Optional<Duration> expiresIn,
    OptionalLong token,
    Optional<Instant> renewedAt,
    Optional<Pause> pause,
    Optional<OperatorNote> stepDown,
    List<Waiter> waiters,
    List<String> foreign) {

  /** The state of the key. */
  public enum Possession {
    /** No node has the key. */
    FREE,
    /** The node that has the key holds the lease. */
    HELD,
    /** The node that has the key waits for a ttl before it acts (L7). */
    PENDING,
    /** The owner of the key wrote no term: it is BeatCop 1.0, or something else. */
    FOREIGN
  }

  /**
   * A pause.
   *
   * @param note who asked for it, and why
   * @param endsIn when it ends; empty if it does not end by itself
   */
  public record Pause(OperatorNote note, Optional<Duration> endsIn) {}

  /**
   * A node that waits for the lease.
   *
   * @param name the node
   * @param askedAt when it asked last, by its own clock; it asks about once per ttl
   */
  public record Waiter(String name, Instant askedAt) {}

  /** Copies the lists. */
  public LeaseStatus {
    waiters = List.copyOf(waiters);
    foreign = List.copyOf(foreign);
  }

  /** Reads the reply of {@code describe.lua}. */
  static LeaseStatus decoded(List<String> fields) {
    Optional<String> holder = RedisText.present(fields.get(0));
    String token = fields.get(3);
    return new LeaseStatus(
        possession(fields.get(0), fields.get(2)),
        holder,
        holder.flatMap(unused -> RedisText.pttl(fields.get(1))),
        RedisText.token(token),
        RedisText.instant(fields.get(7)),
        Optional.of(fields.get(4))
            .filter(note -> !note.isEmpty())
            .map(note -> new Pause(OperatorNote.parse(note), RedisText.pttl(fields.get(5)))),
        Optional.of(fields.get(6))
            .filter(request -> !token.isEmpty() && request.startsWith(token + " "))
            .map(request -> OperatorNote.parse(request.substring(request.indexOf(' ') + 1))),
        waiters(fields.subList(9, fields.size())),
        foreign(token, fields.get(7), fields.get(8)));
  }

  /** Describes values that are not BeatCop's. They are shown, but count as missing. */
  private static List<String> foreign(String token, String renewed, String ofAnotherType) {
    List<String> foreign = new ArrayList<>();
    if (RedisText.isForeignToken(token)) {
      foreign.add("token is '" + RedisText.visible(token) + "'");
    }
    if (!renewed.isEmpty() && RedisText.instant(renewed).isEmpty()) {
      foreign.add("renewed is '" + RedisText.visible(renewed) + "'");
    }
    for (String name : ofAnotherType.split(" ", -1)) {
      if (!name.isEmpty()) {
        foreign.add(name + " has another type");
      }
    }
    return foreign;
  }

  private static Possession possession(String owner, String term) {
    if (owner.isEmpty()) {
      return Possession.FREE;
    } else if (term.startsWith("held " + owner + " ")) {
      return Possession.HELD;
    }
    return term.startsWith("pending " + owner + " ") ? Possession.PENDING : Possession.FOREIGN;
  }

  private static List<Waiter> waiters(List<String> pairs) {
    return IntStream.range(0, pairs.size() / 2)
        .mapToObj(
            pair ->
                new Waiter(
                    RedisText.visible(pairs.get(2 * pair)),
                    RedisText.instant(pairs.get(2 * pair + 1)).orElse(Instant.EPOCH)))
        .toList();
  }
}
