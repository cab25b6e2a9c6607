package io.beatcop.quartz.rules;

import io.beatcop.quartz.rules.VetoedTriggers.Vetoed;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.Calendar;
import org.quartz.JobDetail;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * The rules of recovery (F4). They find the times of a trigger that nobody has fired, by the
 * journal, the trigger and the clock at one moment.
 *
 * <p>A trigger is wound back to the first missed time. The job store does the rest, as a clustered
 * one would have: it fires late, or obeys the misfire instruction. Times that were fired meanwhile
 * come again, and are vetoed as duplicates.
 */
public final class MissedFires {

  /** The highest count of missed times of one trigger. */
  static final int MOST_COUNTED = 1_000;

  /**
   * Nodes that reschedule a trigger together do it within this time. Clocks are not compared more
   * exactly.
   */
  private static final long AT_ONE_MOMENT_MILLIS = 500;

  private final long windowMillis;

  public MissedFires(Duration window) {
    this.windowMillis = window.toMillis();
  }

  /** The state of a trigger in its scheduler. */
  public enum State {
    /** It fires when its time comes. */
    WAITING,
    /** It is paused, so recovery leaves it alone until it is resumed. */
    PAUSED,
    /** Its last time was vetoed, or left out: the scheduler has ended it. */
    FINISHED
  }

  /**
   * A trigger to be recovered.
   *
   * @param trigger a copy of it
   * @param calendar the calendar that excludes times, if there is one
   * @param job its job, if the scheduler has deleted the trigger
   * @param scheduledMillis when it was scheduled on this node
   * @param meantStartMillis its start, if that lay ahead when it was scheduled: none of its times
   *     is before it. Otherwise {@link #NO_START}, since the start only says when this node has
   *     built the trigger
   * @param doneMillis the last time that was fired before there was a journal of it, by another job
   *     store; {@link #NOTHING_DONE} if none was
   * @param storedMillis when it was stored for all nodes, so that none has fired it before; {@link
   *     #LONG_AGO} if other nodes may have it from elsewhere
   */
  public record Candidate(
      OperableTrigger trigger,
      Optional<Calendar> calendar,
      State state,
      Optional<JobDetail> job,
      long scheduledMillis,
      long meantStartMillis,
      long doneMillis,
      long storedMillis) {

    public static final long NO_START = Long.MIN_VALUE;
    public static final long NOTHING_DONE = Long.MIN_VALUE;
    public static final long LONG_AGO = Long.MIN_VALUE;

    /** One of this node's own schedule, which other nodes may have from elsewhere. */
    public Candidate(
        OperableTrigger trigger,
        Optional<Calendar> calendar,
        State state,
        Optional<JobDetail> job,
        long scheduledMillis,
        long meantStartMillis) {
      this(
          trigger, calendar, state, job, scheduledMillis, meantStartMillis, NOTHING_DONE, LONG_AGO);
    }

    public TriggerKey key() {
      return trigger.getKey();
    }

    /** The same, as if it was scheduled last of all. */
    Candidate scheduledLast() {
      return new Candidate(
          trigger,
          calendar,
          state,
          job,
          Long.MAX_VALUE,
          meantStartMillis,
          doneMillis,
          storedMillis);
    }

    /** The same with its moment by another clock, which is ahead by this much. */
    Candidate byClockOf(long moreMillis) {
      return scheduledMillis == Long.MAX_VALUE
          ? this
          : new Candidate(
              trigger,
              calendar,
              state,
              job,
              scheduledMillis + moreMillis,
              meantStartMillis,
              doneMillis,
              storedMillis);
    }
  }

  /**
   * The outcome of a look at a trigger.
   *
   * @param fired the times that are done from now on
   * @param rewound the trigger as it was when the first missed time was its next one, if it has to
   *     be wound back
   * @param missed how many times were missed, {@link #MOST_COUNTED} at most
   * @param lost how many times are too old to be recovered, {@link #MOST_COUNTED} at most
   * @param isGone whether it was ended on the node that fired it, and has to be deleted
   */
  public record Outcome(
      FiredSlots fired,
      Optional<OperableTrigger> rewound,
      Optional<Date> firstMissed,
      int missed,
      int lost,
      boolean isGone) {

    private static Outcome nothingMissed(FiredSlots fired) {
      return new Outcome(fired, Optional.empty(), Optional.empty(), 0, 0, false);
    }
  }

  /**
   * Recovers one trigger.
   *
   * @param known its record, if there is one
   * @param veto its times that this node vetoed since it was last recovered
   * @param misfired its first time that misfired here and led to no firing yet
   * @param unknownUntil the moment until which others may have fired triggers that the journal does
   *     not know; empty if none has
   */
  Outcome recover(
      Candidate candidate,
      Optional<FiredSlots> known,
      Optional<Vetoed> veto,
      Optional<Date> misfired,
      OptionalLong unknownUntil,
      Moment now) {
    Schedule schedule = new Schedule(candidate.trigger(), candidate.calendar());
    if (isGone(candidate, known)) {
      return new Outcome(known.get(), Optional.empty(), Optional.empty(), 0, 0, true);
    }
    boolean isSame = isSame(schedule, known);
    FiredSlots fired = fired(candidate, schedule, isSame, known, veto, misfired, unknownUntil, now);
    return candidate.state() == State.PAUSED
        ? Outcome.nothingMissed(fired)
        : recover(candidate, schedule, fired, isSame, veto, now);
  }

  /**
   * The first time of a trigger that nobody has fired: one that recovery would find, or one that
   * its scheduler will hand out by itself. Empty if there is none, or the trigger is paused or
   * gone. Parameters as for {@link #recover}.
   */
  Optional<Date> firstOpen(
      Candidate candidate,
      Optional<FiredSlots> known,
      Optional<Vetoed> veto,
      Optional<Date> misfired,
      OptionalLong unknownUntil,
      Moment now) {
    if (candidate.state() == State.PAUSED || isGone(candidate, known)) {
      return Optional.empty();
    }
    Schedule schedule = new Schedule(candidate.trigger(), candidate.calendar());
    boolean isSame = isSame(schedule, known);
    FiredSlots fired =
        inWindow(
            candidate,
            fired(candidate, schedule, isSame, known, veto, misfired, unknownUntil, now),
            now);
    return firstOpen(schedule, fired, after(candidate, fired));
  }

  /** Whether it was ended on the node that fired it, after it was scheduled here. */
  private static boolean isGone(Candidate candidate, Optional<FiredSlots> known) {
    OptionalLong ended = known.map(FiredSlots::ended).orElseGet(OptionalLong::empty);
    return ended.isPresent()
        && candidate.scheduledMillis() < ended.getAsLong() - AT_ONE_MOMENT_MILLIS;
  }

  /** A trigger that has ended, but is here, was scheduled again: a new one of the same name. */
  private static boolean isSame(Schedule schedule, Optional<FiredSlots> known) {
    return known
        .filter(of -> of.ended().isEmpty() && of.schedule().equals(schedule.fingerprint()))
        .isPresent();
  }

  private static FiredSlots fired(
      Candidate candidate,
      Schedule schedule,
      boolean isSame,
      Optional<FiredSlots> known,
      Optional<Vetoed> veto,
      Optional<Date> misfired,
      OptionalLong unknownUntil,
      Moment now) {
    return isSame
        ? known.get()
        : FiredSlots.until(
            schedule.fingerprint(),
            Math.max(
                Math.max(
                    candidate.doneMillis(), beginning(candidate, schedule, veto, misfired, now)),
                unknownUntil(candidate, known, unknownUntil)));
  }

  /** A moment before all times of a trigger that this node's scheduler has handed out, or will. */
  private static long beginning(
      Candidate candidate,
      Schedule schedule,
      Optional<Vetoed> veto,
      Optional<Date> misfired,
      Moment now) {
    OperableTrigger trigger = schedule.trigger();
    Date next = trigger.getNextFireTime();
    Optional<Long> first =
        veto.filter(Vetoed::isFromTheFirst)
            .map(Vetoed::first)
            .filter(millis -> candidate.scheduledMillis() <= millis);
    if (first.isPresent()) {
      // Times between a start long ago and the first veto were not missed: the scheduler left them
      // out.
      return Math.min(now.millis(), first.get() - 1);
    }
    if (trigger.getPreviousFireTime() != null || veto.isPresent()) {
      // Workers may hold times that they have not asked about yet.
      return Math.min(now.millis(), schedule.startMillis() - 1);
    }
    if (misfired.isPresent()) {
      // The trigger has the time at which its misfire is fired; the firing is for an earlier one.
      return Math.min(now.millis(), misfired.get().getTime() - 1);
    }
    return next == null ? now.millis() : Math.min(now.millis(), next.getTime() - 1);
  }

  /**
   * The moment until which another node may have fired times of this trigger that the journal does
   * not have.
   */
  private static long unknownUntil(
      Candidate candidate, Optional<FiredSlots> otherSchedule, OptionalLong unknownUntil) {
    // The record is of another schedule, which had other times.
    long until =
        otherSchedule.isPresent()
            ? otherSchedule.get().last()
            : unknownUntil.orElse(Long.MIN_VALUE);
    return candidate.storedMillis() > until ? Long.MIN_VALUE : until;
  }

  private Outcome recover(
      Candidate candidate,
      Schedule schedule,
      FiredSlots known,
      boolean isSame,
      Optional<Vetoed> veto,
      Moment now) {
    long oldest = now.millis() - windowMillis;
    int lost = isSame && isOld(candidate, known, now) ? count(schedule, known, oldest) : 0;
    FiredSlots fired = inWindow(candidate, known, now);
    Optional<Date> first = firstOpen(schedule, fired, after(candidate, fired));
    if (first.isEmpty() || comesByItself(candidate, first.get(), fired, veto, now)) {
      return new Outcome(fired, Optional.empty(), Optional.empty(), 0, lost, false);
    }
    OperableTrigger rewound = schedule.rewoundTo(first.get());
    // As in a clustered job store. It also tells that no time before this firing is open.
    rewound.setPreviousFireTime(new Date(fired.until()));
    return new Outcome(
        fired, Optional.of(rewound), first, count(schedule, fired, now.millis()), lost, false);
  }

  /** The same without times that are too old to be recovered. */
  private FiredSlots inWindow(Candidate candidate, FiredSlots fired, Moment now) {
    return isOld(candidate, fired, now) ? fired.withAllUntil(now.millis() - windowMillis) : fired;
  }

  /** Times before a trigger was stored were not missed: its start asks for them. */
  private boolean isOld(Candidate candidate, FiredSlots fired, Moment now) {
    long oldest = now.millis() - windowMillis;
    return fired.until() < oldest && candidate.storedMillis() <= oldest;
  }

  /** The trigger's own start is of no use here: it was moved if the trigger was wound back. */
  private static long after(Candidate candidate, FiredSlots fired) {
    return candidate.meantStartMillis() == Candidate.NO_START
        ? fired.until()
        : Math.max(fired.until(), candidate.meantStartMillis() - 1);
  }

  private static boolean comesByItself(
      Candidate candidate, Date first, FiredSlots fired, Optional<Vetoed> veto, Moment now) {
    Date next = candidate.trigger().getNextFireTime();
    if (candidate.state() == State.FINISHED || next == null) {
      return false;
    }
    // Otherwise its misfire instruction would leave out the open time with those fired long ago.
    boolean lagsBehind = next.getTime() <= now.millis() && fired.has(next.getTime());
    boolean wasVetoed = veto.filter(vetoed -> vetoed.has(first.getTime())).isPresent();
    return !lagsBehind && !wasVetoed && !first.before(next);
  }

  private static Optional<Date> firstOpen(Schedule schedule, FiredSlots fired, long after) {
    Optional<Date> time = schedule.firstAfter(after);
    while (time.isPresent() && fired.has(time.get().getTime())) {
      time = schedule.firstAfter(fired.endOfSpanAt(time.get().getTime()));
    }
    return time;
  }

  private static int count(Schedule schedule, FiredSlots fired, long end) {
    int open = 0;
    Optional<Date> time = firstOpen(schedule, fired, fired.until());
    while (time.isPresent() && time.get().getTime() <= end && open < MOST_COUNTED) {
      open++;
      time = firstOpen(schedule, fired, time.get().getTime());
    }
    return open;
  }
}
