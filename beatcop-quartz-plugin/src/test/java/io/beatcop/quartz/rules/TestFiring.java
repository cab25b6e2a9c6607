package io.beatcop.quartz.rules;

import java.util.Optional;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** Builds a {@link Firing} of a trigger that fires every ten seconds. Times are in seconds. */
final class TestFiring {

  private final long slotMillis;
  private long coveredMillis;
  private long firedMillis;
  private long previous;
  private Optional<Schedule> misfired = Optional.empty();
  private TriggerKey trigger = TestCandidate.KEY;
  private String schedule = TestCandidate.SCHEDULE;
  private Optional<String> recoverable = Optional.empty();
  private Optional<String> repeats = Optional.empty();

  private TestFiring(long second) {
    slotMillis = TestCandidate.millis(second);
    coveredMillis = slotMillis;
    previous = slotMillis - 10_000;
  }

  static TestFiring of(long second) {
    return new TestFiring(second);
  }

  TestFiring by(TriggerKey key) {
    trigger = key;
    return this;
  }

  TestFiring schedule(String fingerprint) {
    schedule = fingerprint;
    return this;
  }

  TestFiring covering(long second) {
    coveredMillis = TestCandidate.millis(second);
    return this;
  }

  /** Handed out by its scheduler then, by this node's clock. */
  TestFiring handedOut(long second) {
    firedMillis = TestCandidate.millis(second);
    return this;
  }

  /** Fired after a misfire, for all that was missed up to then. */
  TestFiring afterAMisfire(long second) {
    misfired = Optional.of(new Schedule(TestCandidate.trigger(trigger), Optional.empty()));
    return covering(second);
  }

  /** The one before it was at that second. */
  TestFiring after(long second) {
    previous = TestCandidate.millis(second);
    return this;
  }

  /** Its trigger's first one on this node, as far as the trigger knows. */
  TestFiring first() {
    previous = FiredSlots.NO_PREVIOUS;
    return this;
  }

  /** To be run again if its node dies. */
  TestFiring recoverable(String id) {
    recoverable = Optional.of(id);
    return this;
  }

  /** Runs the firing of a dead node again. */
  TestFiring repeating(String id) {
    repeats = Optional.of(id);
    return this;
  }

  Firing build() {
    return new Firing(
        trigger,
        schedule,
        new Slot(slotMillis, coveredMillis),
        misfired,
        firedMillis,
        previous,
        recoverable.map(
            id ->
                new RecoverableFiring(
                    id, "n1", new JobKey("j", "g"), trigger, slotMillis, slotMillis)),
        repeats,
        Optional.empty());
  }
}
