package io.beatcop.quartz.shared;

import io.beatcop.quartz.shared.Outcomes.Outcome;
import io.beatcop.quartz.shared.store.RunMarks;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again: brings this node's copy to what Redis has, opens the term of a new holder,
 * and tells Redis what firing has led to.
 *
 * <p>One thread at a time uses it, and blocks while Redis is asked.
 */
final class ScheduleRound {

  private static final Logger log = LoggerFactory.getLogger(ScheduleRound.class);

  private static final int MOST_PROGRESS = 500;

  private final String lease;
  private final ScheduleStore redis;
  private final ScheduleReader reader;
  private final ScheduleWriter writer;
  private final ScheduleRestorer restorer;
  private final FirePath firing;
  private final FiringResults results;
  private final RunMarks marks;
  private final MarkKeeper keeper;
  private final RunNotes notes;
  private final Function<Map<TriggerKey, Progress>, Takeover> takeover;
  private final Runnable opened;
  private final LongSupplier nanos;
  private final Duration concession;
  private OptionalLong lostNanos = OptionalLong.empty();
  private boolean hasLostProgress;
  private boolean inTrouble;

  /**
   * Makes a round.
   *
   * @param opened what to do when this node begins to fire in a term
   * @param nanos a clock that is never set
   * @param concession how long this node waits for the holder to write again what Redis has lost,
   *     before it takes what Redis has
   */
  ScheduleRound(
      String lease,
      ScheduleStore redis,
      ScheduleReader reader,
      ScheduleWriter writer,
      ScheduleRestorer restorer,
      FirePath firing,
      FiringResults results,
      RunMarks marks,
      MarkKeeper keeper,
      RunNotes notes,
      Function<Map<TriggerKey, Progress>, Takeover> takeover,
      Runnable opened,
      LongSupplier nanos,
      Duration concession) {
    this.lease = lease;
    this.redis = redis;
    this.reader = reader;
    this.writer = writer;
    this.restorer = restorer;
    this.firing = firing;
    this.results = results;
    this.marks = marks;
    this.keeper = keeper;
    this.notes = notes;
    this.takeover = takeover;
    this.opened = opened;
    this.nanos = nanos;
    this.concession = concession;
  }

  /** Looks once. Returns whether there is more to do at once. */
  boolean run() {
    try {
      keeper.keep();
      boolean isMore = look();
      keeper.keep();
      notes.tell();
      return isMore;
    } catch (JobPersistenceException e) {
      tellOfTrouble(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      if (!inTrouble) {
        inTrouble = true;
        log.error("{}: following the shared schedule failed, and is tried again", lease, e);
      }
    }
    return false;
  }

  /** The last firings may have left job data, which nobody else has. */
  void tellLast() {
    try {
      tellOutcomes();
      keeper.keep();
      notes.tell();
    } catch (JobPersistenceException | RuntimeException e) {
      log.warn("{}: the last firings left changes that Redis did not take", lease, e);
    }
  }

  private boolean look() throws JobPersistenceException {
    ScheduleReader.Result read = reader.read();
    if (read == ScheduleReader.Result.UNKNOWN) {
      tellOfTrouble(reader.trouble());
      return false;
    }
    if (read != ScheduleReader.Result.UP_TO_DATE) {
      restore(read == ScheduleReader.Result.LOST_AND_HELD);
      return false;
    }
    lostNanos = OptionalLong.empty();
    if (inTrouble) {
      inTrouble = false;
      log.info("{}: the shared schedule is followed again", lease);
    }
    // First: the takeover goes by what Redis has, and would undo an end that it does not know.
    tellOutcomes();
    OptionalLong term = firing.toBeOpened();
    if (term.isPresent() && !open(term.getAsLong())) {
      return true;
    }
    if (firing.isOpen()) {
      if (hasLostProgress) {
        results.tellAll();
        hasLostProgress = false;
      }
      if (firing.isWaiting()) {
        seeOthers();
      }
      return tellProgress();
    }
    return false;
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

  private void restore(boolean isHeld) throws JobPersistenceException {
    OptionalLong term = firing.term();
    if (term.isPresent()) {
      // Also if the reply is lost: the schedule is read as a whole then.
      hasLostProgress = true;
      boolean unused = restorer.restore(term.getAsLong());
      return;
    }
    tellOfTrouble("Redis has lost it, and the node that holds the lease has to write it again");
    long now = nanos.getAsLong();
    if (!isHeld || lostNanos.isEmpty()) {
      lostNanos = isHeld ? OptionalLong.of(now) : OptionalLong.empty();
    } else if (now - lostNanos.getAsLong() >= concession.toNanos() && reader.takeOver()) {
      log.warn(
          "{}: Redis has lost changes that this node had, and the node that holds the lease has"
              + " not: this node takes what Redis has",
          lease);
    }
  }

  /** Returns whether that is not to be tried again at once. */
  private boolean open(long term) throws JobPersistenceException {
    // In this order: what a run has left was written before its mark went.
    Optional<Set<JobKey>> elsewhere = marks.ofOthers();
    if (elsewhere.isEmpty() || reader.read() != ScheduleReader.Result.UP_TO_DATE) {
      return true;
    }
    Optional<Map<TriggerKey, Progress>> progress = redis.progress();
    if (progress.isEmpty()) {
      return true;
    }
    boolean isOpen = firing.open(term, takeover.apply(progress.get()), elsewhere.get());
    if (isOpen) {
      opened.run();
    }
    return isOpen;
  }

  private void tellOutcomes() throws JobPersistenceException {
    List<Outcome> outcomes = results.outcomes();
    if (!outcomes.isEmpty()) {
      ScheduleWriter.Made<Integer> unused =
          writer.makeDone(
              draft -> {
                outcomes.forEach(outcome -> outcome.edit().make(draft));
                return outcomes.size();
              });
      results.told(outcomes);
    }
  }

  private boolean tellProgress() throws JobPersistenceException {
    OptionalLong term = firing.term();
    Map<TriggerKey, Progress> progress = results.takeProgress(MOST_PROGRESS);
    if (progress.isEmpty()) {
      return false;
    }
    if (term.isEmpty()
        || !(redis.note(term.getAsLong(), progress) instanceof ScheduleAnswer.Done)) {
      results.notTold(progress.keySet());
      return false;
    }
    return progress.size() == MOST_PROGRESS;
  }
}
