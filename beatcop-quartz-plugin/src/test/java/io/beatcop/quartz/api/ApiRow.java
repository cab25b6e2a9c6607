package io.beatcop.quartz.api;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * One row of the table: a method of {@code Scheduler}, and a case of it.
 *
 * @param method its name, and the simple names of its parameters
 * @param alone whether the case needs a schedule of its own, since it is about all that there is
 */
record ApiRow(String method, String what, boolean alone, Call call, Look look) {

  /** Prepares what it needs, and calls the method; all in the row's own groups. */
  interface Call {
    @Nullable Object on(Scheduler scheduler, ApiThings things) throws Exception;
  }

  /** What a node tells of the row's groups. */
  interface Look {
    Object at(Scheduler scheduler, ApiThings things) throws SchedulerException;
  }

  String name() {
    return method + ": " + what;
  }

  /** What the call answers; an exception is an answer, too. */
  String answer(Scheduler scheduler, ApiThings things) {
    try {
      return things.text(call.on(scheduler, things));
    } catch (Exception e) {
      return "throws " + e.getClass().getSimpleName();
    }
  }

  String seen(Scheduler scheduler, ApiThings things) {
    try {
      Object seen = look.at(scheduler, things);
      return seen instanceof TreeSet<?> set
          ? set.isEmpty()
              ? "nothing"
              : String.join("; ", set.stream().map(String::valueOf).toList())
          : things.text(seen);
    } catch (SchedulerException e) {
      return "throws " + e.getClass().getSimpleName();
    }
  }
}
