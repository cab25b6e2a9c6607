package io.beatcop.redis.schedule;

import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The texts of a shared schedule in Redis, and the scripts that read and change them.
 *
 * <p>Any thread may call it. Each step is one round trip.
 */
public final class ScheduleTexts {

  /** A reader that was away for more changes reads all items. */
  public static final int CHANGES_KEPT = 1_000;

  /** A change longer than that is not kept, in bytes: who missed it reads all items. */
  public static final int LONGEST_KEPT = 256 * 1024;

  /** The field of the version, among those of the items. */
  public static final String HEAD = "head";

  private static final Script WRITE = Script.of(ScheduleTexts.class, "write-schedule");
  private static final Script CHANGES = Script.of(ScheduleTexts.class, "read-changes");
  private static final Script PAGE = Script.of(ScheduleTexts.class, "page-schedule");

  /** So many items at once, since Redis does nothing else meanwhile. */
  private static final int PAGE_SIZE = 500;

  /** The head of a schedule that has left traces behind. */
  public static final String GONE = "gone";

  private static final String START = "0";

  private final RedisPool redis;
  private final List<String> keys;
  private final String channel;

  /**
   * Makes the texts of a lease.
   *
   * @param redis the connections, which stay their owner's
   * @param database the number of the Redis database: channels know no databases
   */
  public ScheduleTexts(RedisPool redis, String lease, int database) {
    this.redis = redis;
    this.keys = keys(lease);
    this.channel = channel(lease, database);
  }

  /** The keys of a shared schedule, as each of its scripts gets them. */
  public static List<String> keys(String lease) {
    return List.of(
        lease,
        LeaseKeys.companion(lease, "schedule"),
        LeaseKeys.companion(lease, "changes"),
        LeaseKeys.companion(lease, "progress"),
        LeaseKeys.companion(lease, "restored"),
        LeaseKeys.companion(lease, "token"));
  }

  /** Where each change is told of. */
  public static String channel(String lease, int database) {
    return LeaseKeys.companion(lease, "changed:" + database);
  }

  /**
   * Writes a change on top of a version. If the outcome is unknown, ask the same again.
   *
   * @param number of the version below
   * @param last its change
   * @param change the identity of this change
   * @param items the new text of each, by its field; empty if it is removed
   */
  public RedisReply write(
      long number, String last, String change, Map<String, Optional<String>> items) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                String.valueOf(number),
                last,
                change,
                String.valueOf(CHANGES_KEPT),
                String.valueOf(LONGEST_KEPT),
                channel));
    items.forEach(
        (field, text) -> {
          arguments.add(text.isPresent() ? "+" : "-");
          arguments.add(field);
          text.ifPresent(arguments::add);
        });
    return redis.runReplicated(WRITE, keys, arguments, "written");
  }

  /** The changes since a version: the reply of read-changes.lua. */
  public RedisReply since(long number, String last, int most) {
    return redis.run(CHANGES, keys, List.of(String.valueOf(number), last, String.valueOf(most)));
  }

  /**
   * Whether there is a schedule, by the head of its pages: it is empty if there never was one, and
   * {@code gone} if Redis has lost it.
   */
  public static boolean isThere(String head) {
    return !head.isEmpty() && !head.equals(GONE);
  }

  /**
   * Reads a hash in pages.
   *
   * @param hash {@code schedule} or {@code progress}
   * @param each gets each field and its value; some come twice
   * @return the version before the first page, as one field: empty if there is no schedule, {@code
   *     gone} if there was one
   */
  public RedisReply pages(String hash, BiConsumer<String, String> each) {
    Optional<RedisReply> version = Optional.empty();
    String cursor = START;
    CompletableFuture<RedisReply> coming = page(hash, cursor);
    do {
      RedisReply reply = coming.join();
      if (!(reply instanceof RedisReply.Fields page)) {
        return reply;
      }
      List<String> fields = page.fields();
      version = version.or(() -> Optional.of(new RedisReply.Fields(List.of(fields.get(1)))));
      cursor = fields.get(2);
      if (!cursor.equals(START)) {
        coming = page(hash, cursor);
      }
      for (int i = 3; i + 1 < fields.size(); i += 2) {
        each.accept(fields.get(i), fields.get(i + 1));
      }
    } while (!cursor.equals(START));
    return version.orElseThrow();
  }

  /** Redis looks up a page while the one before it is used. */
  private CompletableFuture<RedisReply> page(String hash, String cursor) {
    List<String> arguments = List.of(hash, cursor, String.valueOf(PAGE_SIZE));
    return CompletableFuture.supplyAsync(() -> redis.run(PAGE, keys, arguments));
  }
}
