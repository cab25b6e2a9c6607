package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The claims that wait for the journal, and its next write (M3): one write at a time, for all
 * claims that wait by then.
 *
 * <pre>
 *   Write, answered:     its claims have their verdicts, or are in the next write
 *   Write, not answered: Pause; then the same claims are in the next write, until their time is over
 * </pre>
 *
 * <p>It has no thread and no lock. Callers hold the lock of the machine around every call, take a
 * turn whenever somebody waits, and take the next one when the last has ended.
 */
public final class ClaimQueue {

  /** The next thing to do. */
  public sealed interface Turn {

    /** Write this, and say what was answered. */
    record Write(JournalWrite write) implements Turn {}

    /** Take the next turn in a moment. */
    record Pause() implements Turn {}

    /** Nobody waits. */
    record Nothing() implements Turn {}
  }

  private record Waiting(Firing firing, long endNanos, Consumer<Verdict> answer) {}

  /**
   * Somebody who wants the journal to know all.
   *
   * @param writes how many writes had begun before
   */
  private record Flush(long writes, Consumer<Boolean> answer) {}

  private final FireMachine machine;
  private final boolean firesUnsure;
  private final Supplier<OptionalLong> held;

  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private final List<Flush> flushes = new ArrayList<>();
  private Optional<JournalWrite> unanswered = Optional.empty();
  private boolean hasPaused;
  private long writes;
  private long reading;

  /**
   * Makes an empty queue.
   *
   * @param firesUnsure whether to fire what nobody answers
   * @param held the term that this node holds now, if it holds one
   */
  public ClaimQueue(FireMachine machine, boolean firesUnsure, Supplier<OptionalLong> held) {
    this.machine = machine;
    this.firesUnsure = firesUnsure;
    this.held = held;
  }

  /**
   * Asks the machine about a firing, and queues its claim if it is to be claimed.
   *
   * @param term the term that this node holds
   * @param endNanos when to give up if nobody answers
   * @param answer told once, if it is to be claimed
   */
  public FireMachine.Decision ask(
      Firing firing, long term, long endNanos, Moment now, Consumer<Verdict> answer) {
    FireMachine.Decision decision = machine.ask(firing, term, now);
    if (decision == FireMachine.Decision.CLAIM) {
      waiting.put(machine.lastClaim(), new Waiting(firing, endNanos, answer));
    }
    return decision;
  }

  /**
   * Adds somebody who wants the journal to know all that it does not know yet.
   *
   * @param answer told once whether it knows
   */
  public void addFlush(Consumer<Boolean> answer) {
    flushes.add(new Flush(writes, answer));
  }

  /** Says what is to be done next. Not to be called while a write or a pause goes on. */
  public Turn turn(Moment now) {
    settleAbandoned();
    if (unanswered.isPresent() && isOverdue(now)) {
      giveUp(unanswered.get());
    }
    if (unanswered.isPresent() && !waiting.isEmpty() && !hasPaused) {
      hasPaused = true;
      return new Turn.Pause();
    }
    hasPaused = false;
    if (waiting.isEmpty() && flushes.isEmpty()) {
      return new Turn.Nothing();
    }
    Optional<JournalWrite> next = machine.nextWrite();
    if (next.isPresent()) {
      writes++;
      return new Turn.Write(next.get());
    }
    endFlushes(machine.term().isPresent() && unanswered.isEmpty());
    return waiting.isEmpty() ? new Turn.Nothing() : new Turn.Pause();
  }

  /**
   * The write of the last turn has ended.
   *
   * @return how many triggers the journal is told again, since it has forgotten them
   */
  public int answered(JournalWrite write, JournalAnswer answer, Moment now) {
    unanswered = Optional.empty();
    int forgotten = 0;
    if (answer instanceof JournalAnswer.Written written) {
      settle(write, machine.written(write, written.redisMillis(), now));
    } else if (answer instanceof JournalAnswer.NotHeld) {
      machine.refused(write);
    } else if (answer instanceof JournalAnswer.Forgotten) {
      forgotten = machine.forgotten(now);
    } else if (answer instanceof JournalAnswer.Withdrawn withdrawn) {
      tell(machine.withdraw(withdrawn.text()), Verdict.DUPLICATE);
    } else {
      unanswered = Optional.of(write);
      endFlushes(false);
    }
    settleAbandoned();
    return forgotten;
  }

  private void settle(JournalWrite write, List<Claim> claims) {
    boolean fires = holds(write.token());
    if (!fires) {
      claims.forEach(claim -> machine.unfired(claim, write.token()));
    }
    tell(claims, fires ? Verdict.FIRE : Verdict.NOT_NOW);
    // While claims go on coming, there is always something that the journal does not know.
    if (machine.hadAll(write)) {
      endFlushes(true);
    }
  }

  private boolean holds(long token) {
    return held.get().equals(OptionalLong.of(token));
  }

  private boolean isOverdue(Moment now) {
    return waiting.values().stream().anyMatch(each -> each.endNanos - now.nanos() <= 0);
  }

  private void giveUp(JournalWrite write) {
    unanswered = Optional.empty();
    boolean fires = firesUnsure && holds(write.token());
    if (fires) {
      machine.fireUnanswered(write);
    } else {
      machine.giveUp(write);
    }
    tell(write.claims(), fires ? Verdict.FIRE_UNSURE : Verdict.UNSURE);
  }

  /** Answers the claims that the machine has dropped: it drops all of them when it reads anew. */
  public void settleAbandoned() {
    if (reading == machine.reading()) {
      return;
    }
    reading = machine.reading();
    List<Waiting> abandoned = new ArrayList<>(0);
    waiting
        .entrySet()
        .removeIf(
            each -> {
              boolean isLeft = !machine.isUnderWay(each.getValue().firing, each.getKey());
              if (isLeft) {
                abandoned.add(each.getValue());
              }
              return isLeft;
            });
    abandoned.forEach(each -> each.answer.accept(Verdict.NOT_NOW));
  }

  private void tell(Collection<Claim> claims, Verdict verdict) {
    for (Claim claim : claims) {
      Waiting told = waiting.remove(claim.number());
      if (told != null) {
        told.answer.accept(verdict);
      }
    }
  }

  /** Answers those who came before the last write began, or all if nothing is to be written. */
  private void endFlushes(boolean isTold) {
    long begun = machine.hasWrite() ? writes - 1 : writes;
    List<Flush> ended = flushes.stream().filter(flush -> flush.writes <= begun).toList();
    flushes.removeAll(ended);
    ended.forEach(flush -> flush.answer.accept(isTold));
  }
}
