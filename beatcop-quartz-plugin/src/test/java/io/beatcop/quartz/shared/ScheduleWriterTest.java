package io.beatcop.quartz.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.PauseEdits;
import io.beatcop.quartz.schedule.ScheduleEdits;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.copy.LocalSchedule;
import io.beatcop.quartz.shared.copy.LocalSchedules;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.impl.matchers.GroupMatcher;

/** Callers of one node that change the shared schedule at the same time. */
class ScheduleWriterTest {

  /** Redis: each write waits until the test says what becomes of it. */
  private static final class Store implements ScheduleStore {

    private final BlockingQueue<Change> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> replies = new LinkedBlockingQueue<>();
    private final List<Change> written = new ArrayList<>();
    // What is read as a whole since others have changed it.
    private volatile Optional<ScheduleState> whole = Optional.empty();

    @Override
    public ScheduleAnswer write(Version base, Change change) {
      // Before a test hears of the write, and lets others change the schedule.
      Optional<ScheduleState> then = whole;
      asked.add(change);
      if (then.isPresent() && !base.equals(then.get().version())) {
        return new ScheduleAnswer.Elsewhere();
      }
      try {
        boolean isReplied = replies.take();
        if (written.stream().noneMatch(its -> its.id().equals(change.id()))) {
          written.add(change);
        }
        return isReplied ? new ScheduleAnswer.Done() : new ScheduleAnswer.Unknown("silent");
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public ScheduleAnswer since(Version known) {
      if (whole.isPresent() && !known.equals(whole.get().version())) {
        return new ScheduleAnswer.Gap();
      }
      return new ScheduleAnswer.Changes(List.of(), known.number() + 1);
    }

    @Override
    public Optional<Loaded> load() {
      return Optional.of(new Loaded(whole.orElseGet(ScheduleState::new), false));
    }

    @Override
    public ScheduleAnswer restore(long token, Version found, ScheduleState state) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduleAnswer note(long token, Map<TriggerKey, Progress> progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduleAnswer noteRuns(long token, Map<JobKey, Progress> runs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Map<TriggerKey, Progress>> progress() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Map<TriggerKey, Progress>> progressOf(List<TriggerKey> triggers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private final Store store = new Store();
  private final AtomicInteger patience = new AtomicInteger(Integer.MAX_VALUE);
  private final List<CompletableFuture<?>> calls = new ArrayList<>();
  private LocalSchedule local;
  private ScheduleWriter writer;

  @BeforeEach
  void aNode() throws Exception {
    local = LocalSchedules.empty();
    writer =
        new ScheduleWriter(
            "lease",
            store,
            local,
            new ScheduleReader("lease", store, local),
            "node",
            new Patience() {
              @Override
              public Wait begin() {
                return () -> patience.getAndDecrement() <= 0;
              }

              @Override
              public void close() {}
            });
  }

  @AfterEach
  void endCalls() {
    for (int i = 0; i < 100; i++) {
      store.replies.add(true);
    }
    calls.forEach(call -> call.handle((made, failure) -> made).join());
  }

  private CompletableFuture<List<JobKey>> call(ScheduleWriter.Edit<?> edit) {
    CompletableFuture<List<JobKey>> call =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return writer.make(edit).deletedJobs();
              } catch (JobPersistenceException e) {
                throw new CompletionException(e);
              }
            },
            task -> new Thread(task).start());
    calls.add(call);
    return call;
  }

  private CompletableFuture<List<JobKey>> storing(String job) {
    return call(
        draft -> {
          new ScheduleEdits(0, false, JavaValues.NONE)
              .storeJob(
                  draft,
                  JobBuilder.newJob(LocalSchedules.Idle.class)
                      .withIdentity(job)
                      .storeDurably()
                      .build(),
                  false);
          return job;
        });
  }

  private CompletableFuture<List<JobKey>> deleting(String job) {
    return call(draft -> ScheduleEdits.removeJob(draft, new JobKey(job)));
  }

  private void awaitWaiting(int callers) {
    await().until(() -> writer.waiting() == callers);
  }

  private boolean has(String job) throws JobPersistenceException {
    return local.with((state, ram) -> ram.checkExists(new JobKey(job)));
  }

  @Test
  void whatCallersAskForWhileOneIsWrittenTravelsTogether() throws Exception {
    CompletableFuture<List<JobKey>> first = storing("first");
    Change alone = store.asked.take();
    CompletableFuture<List<JobKey>> second = storing("second");
    CompletableFuture<List<JobKey>> third = storing("third");
    awaitWaiting(2);

    store.replies.add(true);
    Change together = store.asked.take();
    store.replies.add(true);

    first.join();
    second.join();
    third.join();
    assertThat(alone.items()).hasSize(1);
    assertThat(together.items()).hasSize(2);
    assertThat(has("first") && has("second") && has("third")).isTrue();
    assertThat(local.version().number()).isEqualTo(2);
  }

  @Test
  void aRefusalIsItsCallersAlone() throws Exception {
    CompletableFuture<List<JobKey>> first = storing("first");
    store.asked.take();
    CompletableFuture<List<JobKey>> refused = storing("first");
    CompletableFuture<List<JobKey>> third = storing("third");
    awaitWaiting(2);

    store.replies.add(true);
    store.replies.add(true);

    first.join();
    third.join();
    assertThatThrownBy(refused::join).hasCauseInstanceOf(ObjectAlreadyExistsException.class);
    assertThat(has("third")).isTrue();
  }

  /** In UTF-8 each half of a character is the same question mark. */
  @Test
  void aNameWithHalfACharacterIsRefused() {
    String half = "half \ud83d";
    // For a change that is written after all.
    store.replies.addAll(List.of(true, true, true));

    List<CompletableFuture<List<JobKey>>> refused =
        List.of(
            storing(half),
            call(draft -> PauseEdits.pauseTriggers(draft, GroupMatcher.triggerGroupEquals(half))),
            call(draft -> storedCalendar(draft, half)));

    for (CompletableFuture<List<JobKey>> call : refused) {
      assertThatThrownBy(call::join)
          .hasCauseInstanceOf(JobPersistenceException.class)
          .hasMessageContaining("unpaired surrogate")
          .hasMessageContaining("half ");
    }
    assertThat(store.asked).isEmpty();
    CompletableFuture<List<JobKey>> whole = storing("whole \ud83d\ude00");
    store.replies.add(true);
    assertThat(whole.join()).isEmpty();
  }

  private static String storedCalendar(Draft draft, String name) throws JobPersistenceException {
    ScheduleEdits.storeCalendar(draft, name, new BaseCalendar(), false, false);
    return name;
  }

  @Test
  void eachCallerIsToldOfTheJobsThatItDeleted() throws Exception {
    CompletableFuture<List<JobKey>> first = storing("first");
    store.asked.take();
    CompletableFuture<List<JobKey>> deleting = deleting("first");
    awaitWaiting(1);
    CompletableFuture<List<JobKey>> second = storing("second");
    awaitWaiting(2);

    store.replies.add(true);
    store.replies.add(true);

    assertThat(first.join()).isEmpty();
    assertThat(deleting.join()).containsExactly(new JobKey("first"));
    assertThat(second.join()).isEmpty();
  }

  @Test
  void whoHasMorePatienceLearnsWhatBecameOfAChangeThatAnotherOneGaveUp() throws Exception {
    CompletableFuture<List<JobKey>> first = storing("first");
    store.asked.take();
    CompletableFuture<List<JobKey>> second = storing("second");
    awaitWaiting(1);
    CompletableFuture<List<JobKey>> third = storing("third");
    awaitWaiting(2);
    store.replies.add(true);
    first.join();
    Change asked = store.asked.take();

    patience.set(0);
    store.replies.add(false);
    Change askedAgain = store.asked.take();
    patience.set(Integer.MAX_VALUE);
    store.replies.add(true);

    assertThat(askedAgain).isEqualTo(asked);
    assertThatThrownBy(CompletableFuture.anyOf(failed(second), failed(third))::join)
        .hasMessageContaining("not confirmed");
    assertThat(store.written).hasSize(2);
    await().until(() -> second.isDone() && third.isDone());
    assertThat(second.isCompletedExceptionally()).isNotEqualTo(third.isCompletedExceptionally());
    assertThat(has("second") && has("third")).isTrue();
  }

  @Test
  void aChangeWithoutAnAnswerIsNotConfirmedIfRedisNoLongerTellsWhichChangesWereMade()
      throws Exception {
    CompletableFuture<List<JobKey>> first = storing("first");
    store.asked.take();
    ScheduleState later = new ScheduleState();
    later.is(new Version(100, "other-1"));

    store.whole = Optional.of(later);
    store.replies.add(false);
    // It would make the change once more.
    store.replies.add(true);

    assertThatThrownBy(first::join).hasMessageContaining("look before you repeat it");
    assertThat(store.written).hasSize(1);
    assertThat(local.version()).isEqualTo(later.version());
  }

  @Test
  void aChangeThatRedisHasRefusedIsMadeOnTopOfWhatIsReadAsAWhole() throws Exception {
    ScheduleState later = new ScheduleState();
    later.is(new Version(100, "other-1"));
    CompletableFuture<List<JobKey>> first = storing("first");
    store.asked.take();
    store.replies.add(true);
    first.join();
    store.whole = Optional.of(later);

    CompletableFuture<List<JobKey>> second = storing("second");
    store.replies.add(true);

    second.join();
    assertThat(has("second")).isTrue();
    assertThat(local.version().number()).isEqualTo(101);
  }

  /** Ends as a call does that fails; a call that succeeds leaves it open. */
  private static CompletableFuture<Object> failed(CompletableFuture<?> call) {
    CompletableFuture<Object> failed = new CompletableFuture<>();
    CompletableFuture<?> unused =
        call.whenComplete(
            (made, failure) -> {
              if (failure != null) {
                failed.completeExceptionally(failure);
              }
            });
    return failed;
  }
}
