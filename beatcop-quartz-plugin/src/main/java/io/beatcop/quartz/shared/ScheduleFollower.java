package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.shared.Outcomes.Outcome;
import io.beatcop.quartz.shared.RedisSchedule.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps this node's copy as new as Redis, and tells Redis what firing has led to.
 *
 * <p>It looks when it is woken, and now and then without that: a hint may be lost.
 */
final class ScheduleFollower implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScheduleFollower.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration POLL_OF_HOLDER = Duration.ofMillis(100);

  /** Between two looks, so that many hints lead to few of them. */
  private static final Duration PACE = Duration.ofMillis(5);

  private static final int MOST_PROGRESS = 500;

  private final String lease;
  private final RedisSchedule redis;
  private final ScheduleReader reader;
  private final ScheduleWriter writer;
  private final ScheduleRestorer restorer;
  private final FirePath firing;
  private final RedisMarks marks;
  private final MarkKeeper keeper;
  private final RunNotes notes;
  private final Function<Map<TriggerKey, Progress>, Takeover> takeover;
  private final Runnable opened;
  private final Duration patience;
  private final Semaphore woken = new Semaphore(0);
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean inTrouble;

  /**
   * Makes a follower that is not started.
   *
   * @param opened what to do when this node begins to fire in a term
   * @param patience how long to wait for the end of the thread
   */
  ScheduleFollower(
      String lease,
      RedisSchedule redis,
      ScheduleReader reader,
      ScheduleWriter writer,
      ScheduleRestorer restorer,
      FirePath firing,
      RedisMarks marks,
      MarkKeeper keeper,
      RunNotes notes,
      Function<Map<TriggerKey, Progress>, Takeover> takeover,
      Runnable opened,
      Duration patience) {
    this.lease = lease;
    this.redis = redis;
    this.reader = reader;
    this.writer = writer;
    this.restorer = restorer;
    this.firing = firing;
    this.marks = marks;
    this.keeper = keeper;
    this.notes = notes;
    this.takeover = takeover;
    this.opened = opened;
    this.patience = patience;
    this.thread = new Thread(this, "beatcop-" + lease + "-schedule");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There may be something new. Returns at once. */
  void wake() {
    woken.release();
  }

  @Override
  public void run() {
    while (closed.getCount() > 0) {
      try {
        keeper.keep();
        look();
        keeper.keep();
        notes.tell();
      } catch (JobPersistenceException e) {
        tellOfTrouble(String.valueOf(e.getMessage()));
      } catch (RuntimeException | LinkageError e) {
        if (!inTrouble) {
          inTrouble = true;
          log.error("{}: following the shared schedule failed, and is tried again", lease, e);
        }
      }
      pause();
    }
    tellLast();
  }

  /** The last firings may have left job data, which nobody else has. */
  private void tellLast() {
    try {
      tellOutcomes();
      keeper.keep();
      notes.tell();
    } catch (JobPersistenceException | RuntimeException e) {
      log.warn("{}: the last firings left changes that Redis did not take", lease, e);
    }
  }

  private void pause() {
    try {
      Duration poll = firing.isOpen() ? POLL_OF_HOLDER : keeper.pace(POLL);
      boolean unused = woken.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
      boolean ends = closed.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
      int seen = woken.drainPermits();
      log.trace("{}: woken {} times, ends: {}", lease, seen, ends);
    } catch (InterruptedException e) {
      // Closed, or somebody's mistake: this thread goes on until it is closed.
      log.debug("{}: interrupted", lease);
    }
  }

  private void look() throws JobPersistenceException {
    ScheduleReader.Result read = reader.read();
    if (read == ScheduleReader.Result.UNKNOWN) {
      tellOfTrouble(reader.trouble());
      return;
    }
    if (read == ScheduleReader.Result.LOST) {
      restore();
      return;
    }
    if (inTrouble) {
      inTrouble = false;
      log.info("{}: the shared schedule is followed again", lease);
    }
    OptionalLong term = firing.toBeOpened();
    if (term.isPresent()) {
      open(term.getAsLong());
    }
    tellOutcomes();
    if (firing.isOpen()) {
      if (firing.isWaiting()) {
        seeOthers();
      }
      tellProgress();
    }
  }

  private void seeOthers() throws JobPersistenceException {
    Optional<Set<JobKey>> elsewhere = marks.ofOthers();
    // What a run has left was written before its mark went.
    if (elsewhere.isPresent() && reader.read() == ScheduleReader.Result.UP_TO_DATE) {
      firing.see(elsewhere.get());
    }
  }

  private void tellOfTrouble(String reason) {
    if (!inTrouble) {
      inTrouble = true;
      log.warn(
          "{}: the shared schedule can't be read or changed until Redis answers; this node fires as"
              + " long as it holds the lease: {}",
          lease,
          reason);
    }
  }

  private void restore() throws JobPersistenceException {
    OptionalLong term = firing.term();
    if (term.isEmpty()) {
      tellOfTrouble("Redis has lost it, and the node that holds the lease has to write it again");
    } else if (restorer.restore(term.getAsLong())) {
      firing.tellAll();
    }
  }

  private void open(long term) throws JobPersistenceException {
    // In this order: what a run has left was written before its mark went.
    Optional<Set<JobKey>> elsewhere = marks.ofOthers();
    if (elsewhere.isEmpty() || reader.read() != ScheduleReader.Result.UP_TO_DATE) {
      return;
    }
    Optional<Map<TriggerKey, Progress>> progress = redis.progress();
    if (progress.isPresent()) {
      firing.open(term, takeover.apply(progress.get()), elsewhere.get());
      opened.run();
    }
  }

  private void tellOutcomes() throws JobPersistenceException {
    List<Outcome> outcomes = firing.outcomes();
    if (!outcomes.isEmpty()) {
      ScheduleWriter.Made<Integer> unused =
          writer.makeDone(
              draft -> {
                outcomes.forEach(outcome -> outcome.edit().make(draft));
                return outcomes.size();
              });
      firing.told(outcomes);
    }
  }

  private void tellProgress() throws JobPersistenceException {
    OptionalLong term = firing.term();
    Map<TriggerKey, Progress> progress = firing.takeProgress(MOST_PROGRESS);
    Map<Item, Progress> items = new LinkedHashMap<>();
    progress.forEach((key, its) -> items.put(Item.of(key), its));
    if (progress.isEmpty()) {
      return;
    }
    if (term.isEmpty() || !(redis.note(term.getAsLong(), items) instanceof ScheduleAnswer.Done)) {
      firing.notTold(progress.keySet());
    } else if (progress.size() == MOST_PROGRESS) {
      wake();
    }
  }

  /** Ends the thread once Redis knows what firing has led to, or does not answer. */
  @Override
  public void close() {
    closed.countDown();
    wake();
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
