package io.beatcop.redis;

import io.beatcop.lease.LeaseSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator asks about a lease, and asks of its nodes. It never takes part in the contest.
 *
 * <p>Each method is one round trip, and blocks for the timeout of the settings at most; any thread
 * may call. Each throws a {@link io.beatcop.lease.SettingException} for what only another setting
 * or right can mend, and a {@link RedisUnavailableException} if Redis does not answer.
 */
public final class LeaseControl implements AutoCloseable {

  private static final Script DESCRIBE = Script.of(LeaseControl.class, "describe");
  private static final Script HISTORY = Script.of(LeaseControl.class, "history");
  private static final Script PAUSE = Script.of(LeaseControl.class, "pause");
  private static final Script RESUME = Script.of(LeaseControl.class, "resume");
  private static final Script STEP_DOWN = Script.of(LeaseControl.class, "step-down");

  private final LeaseKeys keys;
  private final RedisPool redis;

  /**
   * Nothing is connected until something is asked.
   *
   * @param lease the lease; of its settings only the name and the timeout matter
   * @param redis where it is kept
   */
  public LeaseControl(LeaseSettings lease, RedisSettings redis) {
    this.keys = LeaseKeys.of(lease.name(), redis.database());
    this.redis = new RedisPool(redis, lease.timeout(), lease.name());
  }

  /**
   * Looks at the lease, and changes nothing.
   *
   * @return what Redis knows now
   */
  public LeaseStatus status() {
    return LeaseStatus.decoded(run(DESCRIBE, List.of()));
  }

  /**
   * The latest terms, as far as they were written down.
   *
   * @return the terms
   */
  public LeaseHistory history() {
    return LeaseHistory.decoded(run(HISTORY, List.of()));
  }

  /**
   * Keeps the lease from being granted until it is resumed, and asks its holder to leave. It holds
   * over restarts of nodes, and for as long as Redis keeps its data.
   *
   * @param notice who asks, and why
   */
  public void pause(Notice notice) {
    run(PAUSE, List.of(notice.encoded(), "", keys.channel()));
  }

  /**
   * The same, with an end.
   *
   * @param notice who asks, and why
   * @param length how long it lasts unless it is resumed before; at least a millisecond
   */
  public void pause(Notice notice, Duration length) {
    run(PAUSE, List.of(notice.encoded(), String.valueOf(length.toMillis()), keys.channel()));
  }

  /**
   * Ends a pause, and wakes those who wait for it.
   *
   * @return the notice of the pause; empty if there was none
   */
  public Optional<Notice> resume() {
    String notice = run(RESUME, List.of(keys.channel())).get(1);
    return Optional.of(notice).filter(text -> !text.isEmpty()).map(Notice::parse);
  }

  /**
   * Asks the holder to end its work, and its term after that. Returns at once; the holder may take
   * long, or be an older one that does not obey.
   *
   * @param notice who asks, and why
   * @return whether there is anybody to ask
   */
  public StepDownReply askToStepDown(Notice notice) {
    List<String> reply = run(STEP_DOWN, List.of(notice.encoded(), keys.channel()));
    return switch (reply.get(0)) {
      case "asked" -> new StepDownReply.Asked(reply.get(1), Long.parseLong(reply.get(2)));
      case "pending" -> new StepDownReply.Pending(reply.get(1));
      case "foreign" -> new StepDownReply.Foreign(reply.get(1));
      default -> new StepDownReply.Free();
    };
  }

  private List<String> run(Script script, List<String> arguments) {
    RedisReply reply = redis.run(script, keys.declared(), arguments);
    if (reply instanceof RedisReply.Fields fields) {
      return fields.fields();
    }
    throw RedisProbe.thrown(((RedisReply.Failure) reply).answer());
  }

  @Override
  public void close() {
    redis.close();
  }
}
