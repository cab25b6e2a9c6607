package io.beatcop.quartz.shared;

import io.beatcop.lease.VisibleText;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.shared.ScheduleWriter.Edit;
import io.beatcop.quartz.shared.ScheduleWriter.Made;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobPersistenceException;

/**
 * A change that a caller asked for, and what becomes of it. The writer's lock guards it.
 *
 * @param <T> the type of the result
 */
final class ScheduleRequest<T> {

  private interface Answer<T> {
    Made<T> get() throws JobPersistenceException;
  }

  private final Edit<T> edit;
  private final boolean isDone;
  private @Nullable Answer<T> answer;
  private Answer<T> drafted =
      () -> {
        throw new IllegalStateException("not drafted yet");
      };

  /**
   * Asks for a change.
   *
   * @param isDone whether the RAMJobStore has it already, since it comes from a firing there
   */
  ScheduleRequest(Edit<T> edit, boolean isDone) {
    this.edit = edit;
    this.isDone = isDone;
  }

  boolean isDone() {
    return isDone;
  }

  /** Adds its change to those before it. A change that is refused is answered, and adds none. */
  Draft addTo(Draft before) {
    Draft after = new Draft(before);
    try {
      T result = edit.make(after);
      checkNames(after);
      Made<T> made = new Made<>(result, after.jobsGoneSince(before));
      drafted = () -> made;
      return after;
    } catch (JobPersistenceException e) {
      fail(e);
    } catch (RuntimeException e) {
      answer =
          () -> {
            throw e;
          };
    }
    return before;
  }

  private static void checkNames(Draft draft) throws JobPersistenceException {
    Optional<Item> wrong = draft.unwritable();
    if (wrong.isPresent()) {
      throw new JobPersistenceException(
          VisibleText.of(wrong.get().field().substring(2))
              + ": a name or a group must be Unicode text, and this has half a character (an"
              + " unpaired surrogate)");
    }
  }

  /** What it added is written. */
  void succeed() {
    answer = drafted;
  }

  void fail(JobPersistenceException reason) {
    answer =
        () -> {
          throw reason;
        };
  }

  boolean isAnswered() {
    return answer != null;
  }

  /**
   * What became of it, once it is answered.
   *
   * @throws JobPersistenceException if it was refused, or nobody knows whether it is written
   */
  Made<T> made() throws JobPersistenceException {
    return (answer == null ? drafted : answer).get();
  }
}
