package io.beatcop.redis;

import io.beatcop.lease.GroupSettings;
import io.beatcop.lease.GroupStore;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.balance.Member;
import io.beatcop.lease.balance.Picture;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.RedisText;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of a group know of each other, in Redis. It looks on a connection of its own, so
 * that no renewal waits for a look; it listens on that of the leases.
 */
final class RedisGroupStore implements GroupStore {

  private static final Logger log = LoggerFactory.getLogger(RedisGroupStore.class);

  static final Script LOOK = Script.of(RedisGroupStore.class, "look-group");
  private static final Script LEAVE = Script.of(RedisGroupStore.class, "leave-group");

  /**
   * Two looks and a half. Another node notices within one more, and so within seven twelfths of a
   * ttl. Until then the keys of a dead node exist: so the next holder sees them run out, and need
   * not wait for another ttl (S9).
   */
  private static final int ABSENT_TWELFTHS_OF_TTL = 5;

  private final String group;
  private final GroupKeys keys;
  private final LeaseSettings lease;
  private final RedisSettings redis;
  private final RedisPool pool;
  private @Nullable RedisLink link;
  private @Nullable Runnable listener;
  private boolean toldOfSlices;

  RedisGroupStore(GroupSettings settings, RedisSettings redis) {
    this.group = settings.name();
    this.keys = GroupKeys.of(group, settings.slices().size(), redis.database());
    this.lease = settings.slices().get(0);
    this.redis = redis;
    this.pool = new RedisPool(redis, lease.timeout());
  }

  /** The arguments of a look by somebody who is no node: it changes nothing. */
  static List<String> lookOnly() {
    return List.of("", "", String.valueOf(Duration.ofDays(1).toMillis()), "");
  }

  /** For how long a node counts after its last look. */
  static Duration absent(Duration ttl) {
    return ttl.multipliedBy(ABSENT_TWELFTHS_OF_TTL).dividedBy(12);
  }

  @Override
  public Look look(Member mine, boolean announce) {
    List<String> arguments =
        List.of(
            mine.name(),
            new GroupEntry(mine, keys.slices().size()).encoded(),
            String.valueOf(absent(lease.ttl()).toMillis()),
            announce ? keys.channel() : "");
    RedisReply reply = pool.run(LOOK, keys.declared(), arguments);
    if (reply instanceof RedisReply.Failure failure) {
      return new Unseen(failure.answer());
    }
    try {
      Group seen = Group.decoded(((RedisReply.Fields) reply).fields());
      checkSlices(seen.entries());
      return new Seen(
          new Picture(seen.entries().stream().map(GroupEntry::member).toList(), seen.holders()));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return new Unseen(new LeaseAnswer.Unavailable("the script's answer is none of its answers"));
    }
  }

  /**
   * The reply of a look.
   *
   * @param entries the live nodes
   * @param holders the holder of each slice, or an empty text
   */
  record Group(List<GroupEntry> entries, List<String> holders) {

    static Group decoded(List<String> fields) {
      int count = (int) RedisText.written(fields.get(0));
      List<GroupEntry> entries = new ArrayList<>();
      for (int at = 1; at < 1 + 3 * count; at += 3) {
        Duration present = Duration.ofMillis(RedisText.written(fields.get(at + 1)));
        entries.add(GroupEntry.decoded(fields.get(at), present, fields.get(at + 2)));
      }
      return new Group(entries, List.copyOf(fields.subList(1 + 3 * count, fields.size())));
    }
  }

  private void checkSlices(List<GroupEntry> entries) {
    for (GroupEntry entry : entries) {
      if (entry.slices() != keys.slices().size() && !toldOfSlices) {
        toldOfSlices = true;
        log.warn(
            "{}: {} shares {} slices, and this node {}; set the same number on all nodes",
            group,
            RedisText.visible(entry.member().name()),
            entry.slices(),
            keys.slices().size());
      }
    }
  }

  @Override
  public void leave(String name) {
    RedisReply unused = pool.run(LEAVE, List.of(keys.nodes()), List.of(name, keys.channel()));
  }

  @Override
  public synchronized void onNews(Runnable wake) {
    RedisLink opened = RedisLink.shared(lease, redis);
    opened.listen(keys.channel(), wake);
    link = opened;
    listener = wake;
  }

  @Override
  public synchronized void close() {
    pool.close();
    RedisLink current = link;
    if (current != null && listener != null) {
      current.forget(keys.channel(), listener);
      current.close();
      link = null;
    }
  }
}
