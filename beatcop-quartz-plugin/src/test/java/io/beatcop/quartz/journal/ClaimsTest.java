package io.beatcop.quartz.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import io.beatcop.quartz.rules.ClockCheck;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.Slot;
import io.beatcop.quartz.rules.TriggerRecovery;
import io.beatcop.quartz.rules.UnsettledClaim;
import io.beatcop.quartz.rules.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quartz.JobKey;
import org.quartz.TriggerKey;
import org.quartz.impl.triggers.SimpleTriggerImpl;

/** How workers share the way to the journal: each answer is given by the test. */
@Timeout(30)
class ClaimsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int WORKERS = 10;

  private final HeldJournal journal = new HeldJournal();
  private final Lease lease =
      new Lease(LeaseSettings.of("nightly", Duration.ofMinutes(1)), new Granting());
  private final Claims claims =
      new Claims(
          lease,
          journal,
          new FireMachine(
              new TriggerRecovery(new MissedFires(Duration.ofDays(1)), new ClockCheck(5_000))),
          false,
          () -> new Moment(System.currentTimeMillis(), System.nanoTime()));
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);

  /** A store that grants whatever is asked for. */
  private static final class Granting implements LeaseStore {

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      return request instanceof LeaseRequest.Release
          ? new LeaseAnswer.Released()
          : new LeaseAnswer.Granted(7, "e", Optional.empty(), Optional.empty());
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }

  /** A journal that answers a write when the test says what. */
  private static final class HeldJournal implements Journal {

    private final List<JournalWrite> writes = new CopyOnWriteArrayList<>();
    private final BlockingQueue<JournalAnswer> answers = new LinkedBlockingQueue<>();
    private volatile boolean fails;

    @Override
    public Duration timeout() {
      return TIMEOUT;
    }

    @Override
    public JournalAnswer write(JournalWrite write) {
      writes.add(write);
      if (fails) {
        throw new IllegalStateException("a bug");
      }
      // It is waited for however often its thread is interrupted, as with a socket.
      Optional<JournalAnswer> answer = Optional.empty();
      while (answer.isEmpty()) {
        try {
          answer = Optional.of(answers.take());
        } catch (InterruptedException e) {
          answer = Optional.empty();
        }
      }
      return answer.get();
    }

    void answer() {
      answers.add(new JournalAnswer.Written(System.currentTimeMillis()));
    }

    @Override
    public Optional<JournalPage> read(Collection<TriggerKey> triggers) {
      return Optional.of(
          new JournalPage(
              OptionalLong.of(0),
              List.of(),
              "",
              System.currentTimeMillis(),
              Set.copyOf(triggers),
              Map.of()));
    }

    @Override
    public Optional<List<RecoverableFiring>> running(int most) {
      return Optional.of(List.of());
    }

    @Override
    public boolean ended(Collection<String> firings) {
      return true;
    }

    @Override
    public boolean withdraw(Collection<UnsettledClaim> claims) {
      return true;
    }

    @Override
    public boolean remember(Map<TriggerKey, FiredSlots> fired) {
      return true;
    }
  }

  @BeforeEach
  void aTermThatIsOpen() {
    lease.start();
    claims.tell(rules -> rules.begin(token(), claims.now()));
    assertThat(claims.read(List.of())).isTrue();
    journal.answer();
    assertThat(claims.flush()).isTrue();
    journal.writes.clear();
  }

  @AfterEach
  void close() {
    // Workers that still wait get their answers.
    for (int i = 0; i < WORKERS; i++) {
      journal.answer();
    }
    workers.shutdownNow();
    lease.close();
  }

  private long token() {
    return lease.token().orElseThrow();
  }

  private static TriggerKey key(int number) {
    return new TriggerKey("t" + number, "g");
  }

  private Verdict claim(int number, long millis) throws InterruptedException {
    Firing firing =
        new Firing(
            key(number),
            "s",
            Slot.at(millis),
            Optional.empty(),
            millis,
            FiredSlots.NO_PREVIOUS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return claims.claim(firing, lease.grant().orElseThrow(), () -> candidate(number, millis));
  }

  private static MissedFires.Candidate candidate(int number, long millis) {
    SimpleTriggerImpl trigger = new SimpleTriggerImpl();
    trigger.setKey(key(number));
    trigger.setJobKey(new JobKey("job", "g"));
    trigger.setStartTime(new Date(millis));
    trigger.setNextFireTime(new Date(millis));
    return new MissedFires.Candidate(
        trigger,
        Optional.empty(),
        MissedFires.State.WAITING,
        Optional.empty(),
        Long.MAX_VALUE,
        MissedFires.Candidate.NO_START);
  }

  private List<Future<Verdict>> claimAll(int from, int to) {
    long now = System.currentTimeMillis() + 1_000;
    List<Future<Verdict>> verdicts = new ArrayList<>();
    for (int number = from; number < to; number++) {
      int each = number;
      verdicts.add(workers.submit(() -> claim(each, now)));
    }
    return verdicts;
  }

  private void awaitWrites(int number) {
    await().until(() -> journal.writes.size() == number);
  }

  private void awaitClaims(int number) {
    await()
        .until(
            () ->
                claims.with(
                        rules ->
                            rules.known().keySet().stream()
                                .filter(rules.recovery()::isOpen)
                                .count())
                    == number);
  }

  private static void assertFires(List<Future<Verdict>> verdicts) throws Exception {
    for (Future<Verdict> verdict : verdicts) {
      assertThat(verdict.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.FIRE);
    }
  }

  @Test
  void workersThatComeDuringAWriteShareTheNext() throws Exception {
    List<Future<Verdict>> verdicts = new ArrayList<>(claimAll(0, 1));
    awaitWrites(1);
    verdicts.addAll(claimAll(1, WORKERS));
    awaitClaims(WORKERS);

    journal.answer();
    journal.answer();
    assertFires(verdicts);
    assertThat(journal.writes).hasSize(2);
    assertThat(journal.writes.get(1).claims()).hasSize(WORKERS - 1);
  }

  @Test
  void aWorkerIsAnsweredThoughThoseWhoCameLaterWait() throws Exception {
    List<Future<Verdict>> first = claimAll(0, 1);
    awaitWrites(1);
    List<Future<Verdict>> others = claimAll(1, WORKERS);
    awaitClaims(WORKERS);

    journal.answer();
    assertFires(first);
    awaitWrites(2);
    assertThat(others).noneMatch(Future::isDone);
    journal.answer();
    assertFires(others);
  }

  @Test
  void whoeverIsInterruptedWaitsForTheAnswerAndStaysInterrupted() throws Exception {
    List<Future<Verdict>> first = claimAll(0, 1);
    awaitWrites(1);
    BlockingQueue<Thread> thread = new LinkedBlockingQueue<>();
    long now = System.currentTimeMillis() + 1_000;
    Future<Boolean> second =
        workers.submit(
            () -> {
              thread.add(Thread.currentThread());
              return claim(1, now) == Verdict.FIRE && Thread.interrupted();
            });
    awaitClaims(2);

    thread.take().interrupt();
    journal.answer();
    assertFires(first);
    awaitWrites(2);
    journal.answer();
    assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTermThatEndsFreesThoseWhoWait() throws Exception {
    List<Future<Verdict>> verdicts = new ArrayList<>(claimAll(0, 1));
    awaitWrites(1);
    verdicts.addAll(claimAll(1, WORKERS));
    awaitClaims(WORKERS);

    long token = token();
    claims.tell(rules -> rules.end(token));
    for (Future<Verdict> verdict : verdicts.subList(1, WORKERS)) {
      assertThat(verdict.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.NOT_NOW);
    }
    journal.answer();
    assertThat(verdicts.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.NOT_NOW);
  }

  @Test
  void aJournalThatFailsByABugKeepsNobodyWaiting() throws Exception {
    journal.fails = true;
    List<Future<Verdict>> verdicts = claimAll(0, 2);
    awaitClaims(2);
    await().until(() -> journal.writes.size() > 2);

    journal.fails = false;
    journal.answer();
    journal.answer();
    assertFires(verdicts);
  }
}
