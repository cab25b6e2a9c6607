package io.beatcop.quartz.shared.store;

import io.beatcop.quartz.schedule.Item;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.JobKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marks in Redis.
 *
 * <p>One thread keeps marks. Any thread may look at them. Each step is a round trip or two.
 */
public final class RedisMarks implements RunMarks {

  private static final Logger log = LoggerFactory.getLogger(RedisMarks.class);

  private static final Script KEEP = Script.of(RedisMarks.class, "keep-marks");
  private static final Script LOOK = Script.of(RedisMarks.class, "look-marks");

  private final RedisPool redis;
  private final String lease;
  private final String node;
  private final String channel;
  private final Duration life;

  /** The nodes that had marks when somebody looked last. */
  private volatile Set<String> nodes = Set.of();

  /**
   * Makes the marks of a node.
   *
   * @param channel where other nodes listen
   * @param life how long a mark lasts unless it is kept
   */
  public RedisMarks(RedisPool redis, String lease, String node, String channel, Duration life) {
    this.redis = redis;
    this.lease = lease;
    this.node = node;
    this.channel = channel;
    this.life = life;
  }

  private String key(String of) {
    return LeaseKeys.companion(lease, of);
  }

  @Override
  public Optional<Map<String, JobKey>> keep(Map<String, JobKey> own, Map<String, JobKey> ended) {
    List<String> arguments =
        new ArrayList<>(
            List.of(node, String.valueOf(life.toMillis()), channel, String.valueOf(ended.size())));
    List.of(ended, own)
        .forEach(
            runs ->
                runs.forEach(
                    (run, job) -> {
                      arguments.add(Item.of(job).field());
                      arguments.add(run);
                    }));
    RedisReply reply =
        redis.run(KEEP, List.of(lease, key("exclusive"), key("exclusive:" + node)), arguments);
    if (!(reply instanceof RedisReply.Fields fields)) {
      return Optional.empty();
    }
    Map<String, JobKey> marked = new HashMap<>();
    for (int i = 1; i + 1 < fields.fields().size(); i += 2) {
      String run = fields.fields().get(i + 1);
      job(fields.fields().get(i)).ifPresent(job -> marked.put(run, job));
    }
    return Optional.of(marked);
  }

  @Override
  public Optional<Set<JobKey>> ofOthers() {
    return look(false);
  }

  @Override
  public Optional<Set<JobKey>> ofAll() {
    return look(true);
  }

  private Optional<Set<JobKey>> look(boolean seesOwn) {
    Set<String> known = nodes;
    while (true) {
      List<String> asked = known.stream().filter(its -> seesOwn || !its.equals(node)).toList();
      List<String> keys = new ArrayList<>(List.of(lease, key("exclusive")));
      asked.forEach(its -> keys.add(key("exclusive:" + its)));
      if (!(redis.run(LOOK, keys, asked) instanceof RedisReply.Fields fields)) {
        return Optional.empty();
      }
      List<String> reply = fields.fields();
      int jobs = 2 + Integer.parseInt(reply.get(1));
      Set<String> there = new LinkedHashSet<>(reply.subList(2, jobs));
      nodes = Set.copyOf(there);
      known = there;
      if (there.stream().allMatch(its -> asked.contains(its) || (!seesOwn && its.equals(node)))) {
        Set<JobKey> marked = new HashSet<>();
        reply.subList(jobs, reply.size()).forEach(field -> job(field).ifPresent(marked::add));
        return Optional.of(marked);
      }
    }
  }

  /** A field that no node has written marks nothing. */
  private Optional<JobKey> job(String field) {
    try {
      return Optional.of(Item.parse(field).jobKey());
    } catch (IllegalArgumentException e) {
      log.debug("{}: no job: {}", lease, field, e);
      return Optional.empty();
    }
  }
}
