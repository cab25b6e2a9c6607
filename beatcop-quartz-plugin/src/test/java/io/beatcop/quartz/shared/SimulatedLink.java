package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.store.RunMarks;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** A node's way to Redis: requests and replies take time, and get lost. */
final class SimulatedLink implements ScheduleStore, RunMarks {

  static final long TIMEOUT_MILLIS = 300;

  /** The weather on all ways to Redis. */
  static final class Weather {
    long silentUntilMillis;
    int lostOfThousand;
  }

  private final SimulatedTime time;
  private final SplittableRandom random;
  private final SimulatedRedis redis;
  private final SimulatedNode node;
  private final Weather weather;
  private final SharedMutation mutation;
  private long cutUntilMillis;
  private long keptMillis;
  private Optional<String> unknown = Optional.empty();

  SimulatedLink(
      SimulatedTime time,
      SplittableRandom random,
      SimulatedRedis redis,
      SimulatedNode node,
      Weather weather,
      SharedMutation mutation) {
    this.time = time;
    this.random = random;
    this.redis = redis;
    this.node = node;
    this.weather = weather;
    this.mutation = mutation;
  }

  void cut(long millis) {
    cutUntilMillis = time.nowMillis() + millis;
  }

  /** When Redis took the marks of this node last, by what it knows. */
  long keptMillis() {
    return keptMillis;
  }

  /** Asks for a step of Redis; empty if the reply does not come. */
  <T> Optional<T> ask(Supplier<T> step) {
    node.pass(random.nextInt(4));
    boolean isSilent = time.nowMillis() < Math.max(weather.silentUntilMillis, cutUntilMillis);
    if (isSilent) {
      node.pass(TIMEOUT_MILLIS);
      return Optional.empty();
    }
    if (random.nextInt(1_000) < weather.lostOfThousand) {
      if (random.nextBoolean()) {
        // It comes late, when nobody waits for a reply any more.
        time.after(
            random.nextInt((int) TIMEOUT_MILLIS * 3),
            () -> {
              T unused = step.get();
            });
      } else {
        T unused = step.get();
      }
      node.pass(TIMEOUT_MILLIS);
      return Optional.empty();
    }
    T reply = step.get();
    node.pass(random.nextInt(4));
    return Optional.of(reply);
  }

  private ScheduleAnswer answer(Supplier<ScheduleAnswer> step) {
    return ask(step).orElse(new ScheduleAnswer.Unknown("no answer"));
  }

  @Override
  public ScheduleAnswer write(Version base, Change change) {
    Change asked = change;
    if (mutation.is(SharedMutation.ASKED_AGAIN_AS_ANOTHER)
        && unknown.filter(change.id()::equals).isPresent()) {
      asked = new Change(change.id() + "-again", change.items());
    }
    Change sent = asked;
    node.attempt(sent.id());
    ScheduleAnswer answer = answer(() -> redis.write(base, sent));
    node.checker().reached("write " + answer.getClass().getSimpleName());
    if (answer instanceof ScheduleAnswer.Unknown) {
      unknown = Optional.of(change.id());
      if (mutation.is(SharedMutation.UNKNOWN_COUNTS_AS_MADE)) {
        return new ScheduleAnswer.Done();
      }
    }
    return answer;
  }

  @Override
  public ScheduleAnswer since(Version known) {
    ScheduleAnswer answer = answer(() -> redis.since(known));
    node.checker().reached("since " + answer.getClass().getSimpleName());
    return answer;
  }

  @Override
  public Optional<Loaded> load() {
    ScheduleState read = new ScheduleState();
    Optional<Loaded> first =
        ask(
            () -> {
              redis.page(0, read);
              read.is(redis.state().version());
              return new Loaded(read, redis.isGone());
            });
    node.pass(random.nextInt(100));
    Optional<Version> last =
        ask(
            () -> {
              redis.page(1, read);
              return redis.state().version();
            });
    if (mutation.is(SharedMutation.PAGES_HAVE_THE_LAST_VERSION)) {
      last.ifPresent(read::is);
    }
    return last.flatMap(version -> first);
  }

  @Override
  public ScheduleAnswer restore(long token, Version found, ScheduleState state) {
    ScheduleState whole = SimulatedRedis.copy(state);
    if (mutation.is(SharedMutation.RESTORED_WITHOUT_A_LEAP)) {
      whole.is(new Version(state.version().number() - 1_000_000, state.version().change()));
    }
    return answer(() -> redis.restore(node.name(), token, found, whole));
  }

  /** Operators are no part of this. */
  @Override
  public ScheduleAnswer noteRuns(long token, Map<JobKey, Progress> runs) {
    return new ScheduleAnswer.Done();
  }

  @Override
  public ScheduleAnswer note(long token, Map<TriggerKey, Progress> progress) {
    return answer(() -> redis.note(node.name(), token, progress));
  }

  @Override
  public Optional<Map<TriggerKey, Progress>> progress() {
    return ask(redis::progress);
  }

  @Override
  public Optional<Map<TriggerKey, Progress>> progressOf(List<TriggerKey> triggers) {
    return progress();
  }

  @Override
  public Optional<Map<String, JobKey>> keep(Map<String, JobKey> own, Map<String, JobKey> ended) {
    long sentMillis = time.nowMillis();
    Optional<Map<String, JobKey>> kept = ask(() -> redis.keep(node.name(), own, ended));
    kept.ifPresent(marked -> keptMillis = sentMillis);
    return kept;
  }

  @Override
  public Optional<Set<JobKey>> ofOthers() {
    return ask(() -> redis.ofOthers(node.name()));
  }

  @Override
  public Optional<Set<JobKey>> ofAll() {
    return ask(redis::marked);
  }

  @Override
  public void close() {}
}
