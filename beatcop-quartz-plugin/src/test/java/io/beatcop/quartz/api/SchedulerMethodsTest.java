package io.beatcop.quartz.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

/** The table is complete. */
class SchedulerMethodsTest {

  /** Quartz answers these without its job store: they are about the node that is asked. */
  private static final Set<String> OF_THE_NODE =
      Set.of(
          "getContext()",
          "getCurrentlyExecutingJobs()",
          "getListenerManager()",
          "getMetaData()",
          "getSchedulerInstanceId()",
          "getSchedulerName()",
          "interrupt(JobKey)",
          "interrupt(String)",
          "isInStandbyMode()",
          "isShutdown()",
          "isStarted()",
          "setJobFactory(JobFactory)",
          "shutdown()",
          "shutdown(boolean)",
          "standby()",
          "start()",
          "startDelayed(int)");

  /** No method before Quartz 2.5. */
  private static final String JOB_DETAILS = "getJobDetails(GroupMatcher)";

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"));
  }

  @Test
  void eachMethodOfTheSchedulerHasARow() {
    Set<String> methods = new TreeSet<>();
    for (Method method : Scheduler.class.getMethods()) {
      methods.add(signature(method));
    }
    methods.remove(JOB_DETAILS);
    Set<String> known = new TreeSet<>(OF_THE_NODE);
    ApiRows.all().forEach(row -> known.add(row.method()));

    assertThat(known).isEqualTo(methods);
  }

  @Test
  void eachRowIsOnRecordAndNoOther() throws IOException {
    assertThat(SchedulerApiContract.record(true).keySet())
        .isEqualTo(ApiRows.all().stream().map(ApiRow::name).collect(Collectors.toSet()));
  }
}
