package io.beatcop.quartz.rules;

import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import java.util.Date;
import java.util.Optional;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * Builds a {@link MissedFires.Candidate}: a trigger that fires every ten seconds, and was handed
 * out by its scheduler up to its next time. Times are in seconds, counted from a round moment.
 */
final class TestCandidate {

  static final TriggerKey KEY = new TriggerKey("t", "g");
  static final String SCHEDULE = new Schedule(trigger(KEY), Optional.empty()).fingerprint();

  private static final long ZERO_MILLIS = 1_800_000_000_000L;

  private final OperableTrigger trigger;
  private long scheduledMillis = millis(-1_000);

  private TestCandidate(TriggerKey key, long next) {
    trigger = trigger(key);
    trigger.setNextFireTime(new Date(millis(next)));
    trigger.setPreviousFireTime(new Date(millis(next - 10)));
  }

  static TestCandidate next(long second) {
    return of(KEY, second);
  }

  static TestCandidate of(TriggerKey key, long next) {
    return new TestCandidate(key, next);
  }

  static long millis(long second) {
    return ZERO_MILLIS + second * 1_000;
  }

  static OperableTrigger trigger(TriggerKey key) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob("j", "g")
                .startAt(new Date(millis(0)))
                .withSchedule(simpleSchedule().withIntervalInSeconds(10).repeatForever())
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  /** Scheduled on this node then. */
  TestCandidate scheduled(long second) {
    scheduledMillis = millis(second);
    return this;
  }

  MissedFires.Candidate build() {
    return new MissedFires.Candidate(
        trigger,
        Optional.empty(),
        MissedFires.State.WAITING,
        Optional.empty(),
        scheduledMillis,
        MissedFires.Candidate.NO_START);
  }
}
