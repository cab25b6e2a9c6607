package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.MissedFires.State;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.OverdueCause;
import io.beatcop.quartz.rules.OverdueFires;
import io.beatcop.quartz.rules.OverdueFires.Overdue;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.settings.PluginSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of gated triggers whose times nobody fires, whatever the reason (O1). The rules are in
 * {@link OverdueFires}; this class has the thread, which looks once per ttl, and asks Redis only if
 * a time is due and its grace is over.
 */
public final class OverdueWatch implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(OverdueWatch.class);

  /** A look that lasts for so many ttls hangs in the scheduler. */
  private static final int STUCK_TTLS = 2;

  /** A note for operators lasts for so many ttls unless a node repeats it. */
  private static final int NOTE_TTLS = 3;

  /**
   * What is overdue, for operators.
   *
   * @param triggers how many triggers have an overdue time
   * @param words the first of them, since when, and the likely cause
   */
  public record Report(int triggers, String words) {}

  private final PluginSettings settings;
  private final String lease;
  private final FireJournal journal;
  private final Claims claims;
  private final Triggers triggers;
  private final Function<Sight, OverdueCause> causes;
  private final OverdueFires rules;
  private final ScheduledExecutorService thread;
  private final long ttlNanos;

  private volatile Optional<Report> report = Optional.empty();
  private volatile OptionalLong lookBegan = OptionalLong.empty();
  private volatile boolean toldOfStuck;
  private boolean begun;
  private boolean silent;

  /** The clock of Redis at a moment of this node, as far as it was read; only on the thread. */
  private Optional<ClockReading> redisClock = Optional.empty();

  /** The clock of Redis at a moment of this node. */
  private record ClockReading(long redisMillis, long nanos) {}

  /**
   * What a look has seen of the first overdue trigger.
   *
   * @param redisAnswers whether Redis has answered
   * @param clockMillis by how much this node's clock is ahead of Redis'
   */
  record Sight(TriggerKey trigger, boolean redisAnswers, long clockMillis) {}

  OverdueWatch(
      PluginSettings settings,
      FireJournal journal,
      Claims claims,
      Triggers triggers,
      Function<Sight, OverdueCause> causes,
      ScheduledExecutorService thread) {
    this.settings = settings;
    this.lease = settings.lease().name();
    this.journal = journal;
    this.claims = claims;
    this.triggers = triggers;
    this.causes = causes;
    this.rules = new OverdueFires(settings.overdue());
    this.ttlNanos = settings.lease().ttl().toNanos();
    this.thread = thread;
  }

  /** Begins to look. It goes on in standby: then nobody may be left that fires. */
  synchronized void begin() {
    if (!begun) {
      begun = true;
      lookAfter(ttlNanos);
    }
  }

  private void lookAfter(long nanos) {
    try {
      Future<?> unused = thread.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("{}: closed, so nothing is looked at any more", lease);
    }
  }

  /** A trigger was scheduled or resumed: whatever was due before is no matter. */
  void seeAnew(TriggerKey key) {
    execute(() -> rules.seeAnew(key));
  }

  /** All triggers of a group, or of all groups, were resumed. */
  void seeAllAnew() {
    execute(rules::seeAllAnew);
  }

  private void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("{}: closed, so nothing is looked at any more", lease);
    }
  }

  /** What is overdue, by the last look; empty if nothing is. Any thread may ask. */
  public Optional<Report> report() {
    return isStuck()
        ? Optional.of(new Report(1, "the scheduler of this node does not answer"))
        : report;
  }

  private boolean isStuck() {
    OptionalLong began = lookBegan;
    return began.isPresent() && System.nanoTime() - began.getAsLong() > STUCK_TTLS * ttlNanos;
  }

  /** The thread of this class can't tell that it hangs. */
  @Override
  public void extended(Grant grant) {
    boolean stuck = isStuck();
    if (stuck && !toldOfStuck) {
      log.warn(
          "{}: the scheduler of this node does not answer, so it may fire nothing; look at its"
              + " threads, and restart it",
          lease);
    }
    toldOfStuck = stuck;
  }

  private void look() {
    lookBegan = OptionalLong.of(System.nanoTime());
    silent = false;
    try {
      tell(lookAtAll());
    } catch (SchedulerException | RuntimeException | LinkageError e) {
      log.debug("{}: no look at what is overdue", lease, e);
    } finally {
      lookBegan = OptionalLong.empty();
      // After a silence sooner, to know whether it was one of a moment.
      lookAfter(silent ? ttlNanos / 2 : ttlNanos);
    }
  }

  private Optional<Report> lookAtAll() throws SchedulerException {
    Moment now = claims.now();
    Map<TriggerKey, VetoedTriggers.Finished> finished = new LinkedHashMap<>();
    claims
        .with(rules -> rules.recovery().finished())
        .forEach(each -> finished.put(each.trigger().getKey(), each));
    Set<TriggerKey> keys = new HashSet<>(triggers.keys());
    keys.addAll(finished.keySet());
    rules.see(keys, redisMillis(now));
    List<Candidate> due = new ArrayList<>();
    for (TriggerKey key : rules.toLookAt(redisMillis(now), FireMachine.MOST_LINES)) {
      VetoedTriggers.Finished ended = finished.get(key);
      Optional<Candidate> candidate =
          ended == null ? triggers.seen(key) : Optional.of(triggers.seen(ended));
      if (candidate.filter(its -> its.state() != State.PAUSED).isPresent()) {
        due.add(candidate.get());
      } else {
        rules.looked(key, OptionalLong.empty(), redisMillis(now));
      }
    }
    return due.isEmpty() ? nothing() : lookAt(due);
  }

  private Optional<Report> nothing() {
    Optional<Overdue> unused = rules.overdue(true);
    return Optional.empty();
  }

  private Optional<Report> lookAt(List<Candidate> due) {
    Optional<JournalPage> page = journal.look(due.stream().map(Candidate::key).toList());
    silent = page.isEmpty();
    Moment now = claims.now();
    page.ifPresent(
        read -> redisClock = Optional.of(new ClockReading(read.redisMillis(), now.nanos())));
    long redisMillis = redisMillis(now);
    long ahead = now.millis() - redisMillis;
    for (Candidate candidate : due) {
      TriggerKey key = candidate.key();
      OptionalLong known = rules.open(key);
      boolean isKnown = page.isEmpty() && known.isPresent();
      rules.looked(
          key,
          isKnown ? known : open(candidate, page, new Moment(redisMillis, now.nanos()), ahead),
          redisMillis);
    }
    return rules.overdue(page.isPresent()).map(found -> report(found, page.isPresent(), ahead));
  }

  private OptionalLong open(
      Candidate candidate, Optional<JournalPage> page, Moment now, long ahead) {
    return claims
        .with(
            machine ->
                machine
                    .recovery()
                    .firstOpen(
                        candidate,
                        page.flatMap(
                            read -> Optional.ofNullable(read.fired().get(candidate.key()))),
                        page.map(JournalPage::since).orElse(OptionalLong.empty()),
                        now,
                        ahead))
        .stream()
        .mapToLong(Date::getTime)
        .findFirst();
  }

  /** The clock of Redis, as this node reckons it; its own until Redis has told the time. */
  private long redisMillis(Moment now) {
    return redisClock
        .map(read -> read.redisMillis() + TimeUnit.NANOSECONDS.toMillis(now.nanos() - read.nanos()))
        .orElse(now.millis());
  }

  private Report report(Overdue found, boolean redisAnswers, long ahead) {
    String words =
        found.first()
            + " since "
            + Instant.ofEpochMilli(found.sinceMillis())
            + ": "
            + causes.apply(new Sight(found.first(), redisAnswers, ahead)).words();
    if (redisAnswers) {
      journal.noteOverdue(
          redisMillis(claims.now()) + NOTE_TTLS * settings.lease().ttl().toMillis(),
          found.triggers(),
          found.sinceMillis(),
          words + " (as " + settings.lease().holder() + " sees it)");
    }
    return new Report(found.triggers(), words);
  }

  /** Logs one line when something becomes overdue, and one when nothing is any more. */
  private void tell(Optional<Report> found) {
    if (found.isPresent() && report.isEmpty()) {
      log.warn(
          "{}: {} triggers are overdue, the first one {}",
          lease,
          found.get().triggers(),
          found.get().words());
    } else if (found.isEmpty() && report.isPresent()) {
      log.info("{}: nothing is overdue any more", lease);
    }
    report = found;
  }
}
