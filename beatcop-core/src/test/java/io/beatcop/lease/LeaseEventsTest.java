package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What is told, when, and in which words. The test waits while the messenger tells; the clock moves
 * by a step with each look at it. A term lasts 9 s, and is told to be expiring at 7 s.
 */
class LeaseEventsTest {

  private static final LeaseSettings SETTINGS =
      LeaseSettings.of("nightly", Duration.ofSeconds(10))
          .withHolder("a")
          .withTimeout(Duration.ofSeconds(1))
          .withExpiringNotice(Duration.ofSeconds(2));
  private static final long EPOCH_MILLIS = 1_764_000_000_000L;
  private static final long MILLI = 1_000_000;
  private static final long STEP = MILLI / 10;
  private static final long DEADLINE = 9_000 * MILLI;
  private static final long NOTE = 7_000 * MILLI;
  private static final long GRACE = 20 * MILLI;
  private static final Grant GRANT = grant(42);

  private final List<String> heard = new ArrayList<>();
  private final List<Runnable> onLook = new ArrayList<>();
  private final List<Runnable> onOver = new ArrayList<>();
  private final List<Runnable> onExpiring = new ArrayList<>();
  private final SteppingClock clock = new SteppingClock();
  private final LeaseEvents events = new LeaseEvents(SETTINGS, clock);

  private static Grant grant(long token) {
    return new Grant(token, Deadline.of(new Moment(0, EPOCH_MILLIS), SETTINGS));
  }

  /** Tells these changes and what comes of them, up to the end, and hears it. */
  private void tell(Change... changes) {
    events.addListener(new Hearing());
    events.of(new Driver());
    events.add(List.of(changes));
    run();
  }

  /** Returns when there is nothing more to tell. */
  private void run() {
    Messenger messenger = new Messenger("nightly", SETTINGS.ttl(), Thread::new);
    messenger.add(events);
    messenger.awaitEnd(events, Duration.ofMinutes(1));
  }

  private void tellAndClose(Change... changes) {
    events.add(List.of(changes));
    events.close();
    tell();
  }

  @Nested
  class ATermThatIsNotRenewed {

    @Test
    void isToldToBeExpiringAtTheNoticeAndNotBefore() {
      clock.nanos = NOTE - 5 * STEP;
      onExpiring.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsExactly("acquired 42", "expiring 42, 2000 ms left");
      assertThat(clock.nanos).isBetween(NOTE, NOTE + 2 * STEP);
    }

    @Test
    void isToldToBeExpiringJustAtTheNotice() {
      clock.nanos = NOTE;
      clock.step = 0;
      onExpiring.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsExactly("acquired 42", "expiring 42, 2000 ms left");
    }

    @Test
    void isToldToBeExpiringOnceAndToBeLostAMomentAfterTheDeadline() {
      clock.nanos = NOTE;
      onExpiring.add(() -> clock.nanos = DEADLINE + GRACE - 5 * STEP);
      onOver.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard)
          .containsExactly(
              "acquired 42", "expiring 42, 1999 ms left", "over EXPIRED", "lost EXPIRED");
      assertThat(clock.nanos).isBetween(DEADLINE + GRACE, DEADLINE + GRACE + 2 * STEP);
    }

    @Test
    void isLostJustAMomentAfterTheDeadline() {
      clock.nanos = DEADLINE + GRACE;
      clock.step = 0;
      onOver.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).endsWith("over EXPIRED", "lost EXPIRED");
    }

    /** Two looks at the clock five times a second, and none in between. */
    @Test
    void isWatchedWithoutKeepingAProcessorBusy() {
      clock.step = 0;
      clock.mostLooks = 8;
      long begun = System.nanoTime();

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsOnly("acquired 42", "nothing");
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(300 * MILLI);
    }

    @Test
    void hasNothingLeftAfterItsDeadline() {
      clock.nanos = DEADLINE + 5 * MILLI;
      onExpiring.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsExactly("acquired 42", "expiring 42, 0 ms left");
    }

    @Test
    void isNotBlamedOnTheWallClockAtItsDeadline() {
      clock.nanos = DEADLINE;
      clock.step = 0;
      onExpiring.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsExactly("acquired 42", "expiring 42, 0 ms left");
    }

    @Test
    void isNotToldToBeLostTwice() {
      clock.nanos = DEADLINE + GRACE;
      onOver.add(() -> events.add(List.of(new Change.Lost(GRANT, Loss.gone()))));
      onOver.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard)
          .containsExactly("acquired 42", "expiring 42, 0 ms left", "over EXPIRED", "lost EXPIRED");
    }

    @Test
    void isNotToldToBeLostOnceMoreWhenTheLeaseEnds() {
      clock.nanos = DEADLINE + GRACE;
      onOver.add(() -> events.end(new IllegalStateException("on purpose")));

      tell(new Change.Acquired(GRANT));

      assertThat(heard).endsWith("over EXPIRED", "lost EXPIRED", "ended by on purpose");
    }

    @Test
    void staysLostWhateverTheLateAnswerToItsRenewalSays() {
      clock.nanos = DEADLINE + GRACE;
      onOver.add(() -> events.add(List.of(new Change.Extended(GRANT))));
      onOver.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).endsWith("over EXPIRED", "lost EXPIRED");
    }

    @Test
    void isFollowedByATermThatIsToldLikeAnyOther() {
      clock.nanos = DEADLINE + GRACE;
      Grant next = new Grant(43, Deadline.of(new Moment(DEADLINE, EPOCH_MILLIS + 9_000), SETTINGS));
      onOver.add(
          () ->
              events.add(
                  List.of(
                      new Change.Lost(GRANT, Loss.gone()),
                      new Change.Acquired(next),
                      new Change.Extended(next),
                      new Change.Lost(next, Loss.gone()))));
      onOver.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).endsWith("lost EXPIRED", "acquired 43", "extended 43", "lost GONE");
    }
  }

  @Nested
  class ATermThatIsRenewed {

    @Test
    void isToldToBeExpiringOnceMoreIfTheNextRenewalIsMissing() {
      clock.nanos = NOTE;
      Grant renewed = new Grant(42, Deadline.of(new Moment(0, EPOCH_MILLIS + 1), SETTINGS));
      onExpiring.add(() -> events.add(List.of(new Change.Extended(renewed))));
      onExpiring.add(events::close);

      tell(new Change.Acquired(GRANT));
      assertThat(heard).hasSize(3);
      tellAgain();

      assertThat(heard)
          .containsExactly(
              "acquired 42",
              "expiring 42, 1999 ms left",
              "extended 42",
              "expiring 42, 1999 ms left");
    }

    /** What is watched is still watched; the next look comes at the next call. */
    private void tellAgain() {
      onExpiring.add(events::close);
      run();
    }

    @Test
    void isNotToldToBeExpiringAnyMoreWhenItIsReleasedOrLost() {
      clock.nanos = NOTE - MILLI;

      tellAndClose(new Change.Acquired(GRANT), new Change.Released(GRANT));
      assertThat(heard).containsExactly("acquired 42", "released 42");
      events.end(new IllegalStateException("on purpose"));
      run();

      assertThat(heard).containsExactly("acquired 42", "released 42", "ended by on purpose");
    }

    @Test
    void isNotWatchedAnyMoreWhenItIsLost() {
      tellAndClose(new Change.Acquired(GRANT), new Change.Lost(GRANT, Loss.gone()));
      events.end(new IllegalStateException("on purpose"));
      run();

      assertThat(heard).containsExactly("acquired 42", "lost GONE", "ended by on purpose");
    }
  }

  @Nested
  class AWallClockThatIsSet {

    @Test
    void isFirstForTheLoopToJudge() {
      clock.nanos = NOTE - 100 * MILLI;
      clock.wallStepMillis = 3_600_000;
      Loss judged = new Loss(Loss.Reason.CLOCK, "judged by the loop");
      onLook.add(() -> events.add(List.of(new Change.Lost(GRANT, judged))));
      onLook.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsExactly("acquired 42", "look", "lost CLOCK");
    }

    @Test
    void isALossAtTheNextLookIfTheLoopIsStuck() {
      clock.nanos = NOTE - 100 * MILLI;
      clock.wallStepMillis = 3_600_000;
      onOver.add(events::close);

      tell(new Change.Acquired(GRANT));

      assertThat(heard).containsExactly("acquired 42", "look", "over CLOCK", "lost CLOCK", "look");
    }

    @Test
    void isJudgedAnewForARenewedTerm() {
      clock.nanos = NOTE - 100 * MILLI;
      clock.wallStepMillis = 3_600_000;
      onLook.add(() -> events.add(List.of(new Change.Extended(GRANT))));
      onLook.add(events::close);

      tell(new Change.Acquired(GRANT));
      onLook.add(events::close);
      run();

      assertThat(heard).containsExactly("acquired 42", "look", "extended 42", "look");
    }
  }

  @Nested
  class TheEnd {

    @Test
    void isToldAfterTheLossOfWhatIsHeld() {
      events.add(List.of(new Change.Acquired(GRANT)));
      events.end(new IllegalStateException("on purpose"));

      tell();

      assertThat(heard).containsExactly("acquired 42", "lost EXPIRED", "ended by on purpose");
    }

    @Test
    void ofALeaseThatHoldsNothingIsNoLoss() {
      events.end(new IllegalStateException("on purpose"));

      tell();

      assertThat(heard).containsExactly("ended by on purpose");
    }
  }

  /** L-b, L4. */
  @Nested
  class NewsThatCanNotBeTold {

    /** It has no grant, which there can't be. */
    @SuppressWarnings("NullAway")
    private static final Change BROKEN = new Change.Acquired(null);

    @Test
    void isLoggedAndTheNextIsTold() {
      try (LogLines log = new LogLines()) {
        tellAndClose(BROKEN, new Change.Paused("by ops"));

        assertThat(heard).containsExactly("paused: by ops");
        assertThat(log.with("ERROR", "nightly: news was lost, and the lease goes on")).hasSize(1);
      }
    }

    @Test
    void endsNothingAsLongAsOtherNewsComesBetween() {
      List<Change> changes = new ArrayList<>();
      for (int row = 0; row < 3; row++) {
        changes.addAll(Collections.nCopies(FailedSteps.ENOUGH - 1, BROKEN));
        changes.add(new Change.Paused("by ops"));
      }

      tellAndClose(changes.toArray(Change[]::new));

      assertThat(heard).containsExactly("paused: by ops", "paused: by ops", "paused: by ops");
    }

    @Test
    void endsTheLeaseIfThereIsNoOtherAnyMore() {
      try (LogLines log = new LogLines()) {
        tellAndClose(Collections.nCopies(FailedSteps.ENOUGH, BROKEN).toArray(Change[]::new));

        assertThat(heard).hasSize(2).startsWith("the lease has ended");
        assertThat(heard.get(1)).startsWith("ended by ");
        assertThat(
                log.with("ERROR", "nightly: no listener can be told any more; restart this node"))
            .hasSize(1);
      }
    }
  }

  @Nested
  class TheLog {

    @Test
    void tellsOfAListenerThatFails() {
      events.addListener(
          new LeaseListener() {
            @Override
            public void paused(String why) {
              throw new IllegalStateException("on purpose");
            }
          });

      List<String> lines = logged(new Change.Paused("by ops"));

      assertThat(lines.get(1)).contains("ERROR", "a listener failed, and hears the next news");
      assertThat(heard).containsExactly("paused: by ops");
    }

    @Test
    void tellsBothEndsOfATermAndItsToken() {
      List<String> lines = logged(new Change.Acquired(GRANT), new Change.Lost(GRANT, Loss.gone()));

      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).contains("INFO", "nightly: acquired by a, token 42, until 20");
      assertThat(lines.get(1))
          .contains("WARN", "nightly: lost, token 42: the key is gone: deleted, evicted");
    }

    @Test
    void warnsOfAHolderWithThisNodesOwnName() {
      assertThat(logged(new Change.Observed("a", Optional.of(Duration.ofSeconds(1)))))
          .singleElement()
          .asString()
          .contains("WARN", "nightly: held by a, which is this node's own name");
      assertThat(heard).containsExactly("observed a");
    }

    @Test
    void namesAnotherHolder() {
      assertThat(logged(new Change.Observed("b", Optional.of(Duration.ofSeconds(1)))))
          .singleElement()
          .asString()
          .contains("INFO")
          .endsWith("nightly: held by b");
      assertThat(heard).containsExactly("observed b");
    }

    @Test
    void warnsOfAKeyThatNeverExpires() {
      assertThat(logged(new Change.Observed("b", Optional.empty())))
          .singleElement()
          .asString()
          .contains("WARN", "nightly: held by b, by a key that never expires");
    }

    @Test
    void tellsWhyANodeHasToWait() {
      assertThat(logged(new Change.Postponed(Duration.ofSeconds(10), false)))
          .singleElement()
          .asString()
          .contains("free, but no release is on record", "acting on it in 10s");
      assertThat(heard).containsExactly("postponed by 10000 ms");
    }

    @Test
    void tellsThatRedisMayHaveForgottenAHolder() {
      assertThat(logged(new Change.Postponed(Duration.ofSeconds(6), true)))
          .singleElement()
          .asString()
          .contains("free, but Redis restarted less than a ttl ago", "acting on it in 6s");
    }

    @Test
    void tellsWhatTheUserMustMendAsAnError() {
      Refused refused = new Refused(new SettingException("redis", "x", "needs a password"));

      assertThat(logged(new Change.StoreFailed(refused)))
          .singleElement()
          .asString()
          .contains("ERROR", "nightly: redis = x: needs a password; asking again");
    }

    @Test
    void tellsTheBeginningAndTheEndOfTroubleWithRedis() {
      List<String> lines =
          logged(new Change.StoreFailed(new Unavailable("timeout")), new Change.StoreAnswers());

      assertThat(lines.get(0)).contains("WARN", "nightly: no answer from Redis: timeout");
      assertThat(lines.get(1)).contains("INFO", "nightly: Redis answers again");
    }

    @Test
    void tellsWhatAnOperatorAsksFor() {
      List<String> lines =
          logged(new Change.Asked(GRANT, "by ops"), new Change.Paused("paused by ops"));

      assertThat(lines.get(0)).contains("nightly: asked to leave, token 42: by ops");
      assertThat(lines.get(1)).contains("nightly: nobody may hold it: paused by ops");
      assertThat(heard).containsExactly("asked 42: by ops", "paused: paused by ops");
    }

    private List<String> logged(Change... changes) {
      try (LogLines log = new LogLines()) {
        tellAndClose(changes);
        return log.with("nightly");
      }
    }
  }

  /** Moves by a step with each look. A thousand looks are too many: then the test has failed. */
  private final class SteppingClock implements Clock {

    private long nanos;
    private long step = STEP;
    private long wallStepMillis;
    private int looks;
    private int mostLooks = 1_000;

    @Override
    public long nanos() {
      looks++;
      if (looks > mostLooks) {
        heard.add("nothing");
        events.close();
      }
      long shown = nanos;
      nanos += step;
      return shown;
    }

    @Override
    public long epochMillis() {
      return EPOCH_MILLIS + nanos / MILLI + wallStepMillis;
    }
  }

  private static void runAll(List<Runnable> duties) {
    List.copyOf(duties).forEach(Runnable::run);
    duties.clear();
  }

  private final class Driver implements LeaseEvents.Loop {

    @Override
    public void look() {
      heard.add("look");
      runAll(onLook);
    }

    @Override
    public void over(Grant grant, Loss loss) {
      heard.add("over " + loss.reason());
      runAll(onOver);
    }

    @Override
    public void ended(Throwable reason) {
      heard.add("the lease has ended");
    }
  }

  private final class Hearing implements LeaseListener {

    @Override
    public void acquired(Grant grant) {
      heard.add("acquired " + grant.token());
    }

    @Override
    public void extended(Grant grant) {
      heard.add("extended " + grant.token());
    }

    @Override
    public void observed(String holder) {
      heard.add("observed " + holder);
    }

    @Override
    public void asked(Grant grant, String why) {
      heard.add("asked " + grant.token() + ": " + why);
    }

    @Override
    public void paused(String why) {
      heard.add("paused: " + why);
    }

    @Override
    public void postponed(Duration pause) {
      heard.add("postponed by " + pause.toMillis() + " ms");
    }

    @Override
    public void expiring(Grant grant, Duration left) {
      heard.add("expiring " + grant.token() + ", " + left.toMillis() + " ms left");
      runAll(onExpiring);
    }

    @Override
    public void lost(Grant grant, Loss loss) {
      heard.add("lost " + loss.reason());
    }

    @Override
    public void released(Grant grant) {
      heard.add("released " + grant.token());
    }

    @Override
    public void ended(Throwable reason) {
      heard.add("ended by " + reason.getMessage());
    }
  }
}
