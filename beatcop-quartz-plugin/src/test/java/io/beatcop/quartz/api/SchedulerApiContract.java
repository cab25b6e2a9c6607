package io.beatcop.quartz.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.quartz.Scheduler;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Calls each method of {@code Scheduler} on one of two nodes, and compares what this node, the
 * other one, and a node that starts when all were stopped tell of it with the record. The record is
 * that of clustered JDBC stores; where the shared store differs, it says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchedulerApiContract {

  private static final String SHARED = "  SharedJobStore ";

  private final Map<String, String> seen = new LinkedHashMap<>();
  private Map<String, String> record = Map.of();

  /** The properties of a node's job store and plugins; nodes of one cluster have one schedule. */
  abstract Properties node(String cluster, String node) throws Exception;

  /** Called when the first node of a cluster has started. */
  void started(Scheduler first) throws Exception {}

  /** Whether the lines of the record that are for the shared store count. */
  boolean isShared() {
    return false;
  }

  /** Called before the first node is made. */
  void prepare() throws Exception {}

  @BeforeAll
  void callEachMethod() throws Exception {
    ApiJobs.forget();
    prepare();
    record = record(isShared());
    List<ApiRow> together = ApiRows.all().stream().filter(row -> !row.alone()).toList();
    cluster("together", together);
    int number = 0;
    for (ApiRow row : ApiRows.all()) {
      if (row.alone()) {
        cluster("alone" + number++, List.of(row));
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.write(
        Path.of("target", getClass().getSimpleName() + ".txt"),
        ApiRows.all().stream().map(row -> row.name() + "\n  " + seen.get(row.name())).toList());
  }

  private void cluster(String name, List<ApiRow> rows) throws Exception {
    Map<ApiRow, ApiThings> things = new LinkedHashMap<>();
    Map<ApiRow, String> outcomes = new LinkedHashMap<>();
    Scheduler holder = start(name, "a");
    started(holder);
    Scheduler caller = start(name, "b");
    for (ApiRow row : rows) {
      ApiThings its = new ApiThings("r" + things.size());
      things.put(row, its);
      String answer = row.answer(caller, its);
      settle(row, its, answer, List.of(caller, holder));
      String there = row.seen(caller, its);
      String other = row.seen(holder, its);
      outcomes.put(
          row, answer + " | " + there + (other.equals(there) ? "" : " | the other node: " + other));
    }
    caller.shutdown(true);
    holder.shutdown(true);
    Scheduler next = start(name, "c");
    started(next);
    for (ApiRow row : rows) {
      ApiThings its = Objects.requireNonNull(things.get(row));
      String outcome = Objects.requireNonNull(outcomes.get(row));
      String there = parts(outcome)[1];
      String last = parts(Objects.requireNonNullElse(record.get(row.name()), outcome))[1];
      until(() -> row.seen(next, its).equals(last));
      String again = row.seen(next, its);
      seen.put(row.name(), outcome + (again.equals(there) ? "" : " | after a restart: " + again));
    }
    next.shutdown(true);
  }

  private static String[] parts(String outcome) {
    return outcome.split(" \\| ", -1);
  }

  /** Waits until all nodes tell what is on record. */
  private void settle(ApiRow row, ApiThings its, String answer, List<Scheduler> nodes) {
    Optional<String> expected =
        Optional.ofNullable(record.get(row.name()))
            .map(SchedulerApiContract::parts)
            .filter(parts -> parts[0].equals(answer) && parts.length == 2)
            .map(parts -> parts[1]);
    until(
        () -> {
          Set<String> told = new TreeSet<>();
          nodes.forEach(node -> told.add(row.seen(node, its)));
          return told.size() == 1 && told.containsAll(expected.stream().toList());
        });
  }

  /** If it never comes, the comparison with the record says so, and says it better. */
  private void until(Callable<Boolean> condition) {
    try {
      await()
          // The tables of a database are the same for all nodes at once.
          .atMost(Duration.ofSeconds(isShared() ? 10 : 3))
          .pollInterval(Duration.ofMillis(10))
          // Another node may not have heard of the row's job yet.
          .ignoreExceptions()
          .until(condition);
    } catch (ConditionTimeoutException e) {
      // See above.
    }
  }

  private Scheduler start(String cluster, String node) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.putAll(node(cluster, node));
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    // The nodes of a JDBC cluster have one name.
    SchedulerRepository.getInstance().remove(scheduler.getSchedulerName());
    scheduler.start();
    return scheduler;
  }

  static Map<String, String> record(boolean isShared) throws IOException {
    Map<String, String> record = new LinkedHashMap<>();
    try (InputStream file =
        Objects.requireNonNull(
            SchedulerApiContract.class.getResourceAsStream("/scheduler-api.txt"))) {
      String row = "";
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("  ")) {
          row = line;
        } else if (!line.startsWith(SHARED)) {
          record.put(row, line.strip());
        } else if (isShared) {
          record.put(row, line.substring(SHARED.length()));
        }
      }
    }
    return record;
  }

  @TestFactory
  Stream<DynamicTest> eachRowIsAsOnRecord() {
    return ApiRows.all().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(),
                    () -> assertThat(seen.get(row.name())).isEqualTo(record.get(row.name()))));
  }

  /** Properties, given as name, value, …, without their {@code org.quartz.}. */
  static Properties properties(String... given) {
    Properties properties = new Properties();
    for (int i = 0; i < given.length; i += 2) {
      properties.setProperty("org.quartz." + given[i], given[i + 1]);
    }
    return properties;
  }
}
