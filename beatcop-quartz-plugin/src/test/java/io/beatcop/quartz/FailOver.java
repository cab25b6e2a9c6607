package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;

/** Two schedulers through a fail-over of the Redis that keeps their lease and their journal. */
final class FailOver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Node> nodes = new ArrayList<>();
  private final Set<JobKey> changes = new HashSet<>();

  private FailOver(List<Node> both) {
    nodes.addAll(both);
  }

  /** Starts both, with one schedule. */
  static FailOver ofOneSchedule(String uri) throws SchedulerException {
    List<Node> both = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      both.add(
          node(Map.of("class", SharedJobStore.class.getName()), "shared-" + name, uri).start());
    }
    both.get(1).everyTenthOfASecond("g");
    return new FailOver(both);
  }

  /** Each node changes the shared schedule, as soon as Redis lets it. */
  void changes(String name) throws SchedulerException {
    for (Node node : nodes) {
      JobKey key = new JobKey(name, node.scheduler().getSchedulerName());
      changes.add(key);
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(JobPersistenceException.class)
          .until(
              () -> {
                node.scheduler()
                    .addJob(
                        JobBuilder.newJob(Node.Ticking.class)
                            .withIdentity(key)
                            .storeDurably()
                            .build(),
                        true);
                return node.scheduler().checkExists(key);
              });
    }
  }

  /**
   * After a fail-over it goes on, with another leader as well, and nothing was lost or repeated.
   */
  void goesOnWithAllChanges() throws SchedulerException {
    changes("after");
    goesOn();
    changesLeader();
    goesOn();
    hasAllChanges();
    firedNothingTwice();
  }

  /** The node that is left knows of all changes. */
  private void hasAllChanges() throws SchedulerException {
    Node left =
        nodes.stream().filter(node -> node.fires().contains(lastFire())).findFirst().orElseThrow();
    assertThat(left.scheduler().getJobKeys(GroupMatcher.anyJobGroup())).containsAll(changes);
  }

  /**
   * Starts both.
   *
   * @param uri where Redis is; each grant and each claim waits for a replica
   */
  FailOver(String uri) throws SchedulerException {
    for (String name : List.of("a", "b")) {
      nodes.add(node(Map.of(), name, uri).everyTenthOfASecond("g").start());
    }
  }

  private static Node node(Map<String, String> jobStore, String name, String uri)
      throws SchedulerException {
    return Node.withStore(
        jobStore,
        "fail-over-" + name,
        "redis",
        uri,
        "lease",
        "fail-over",
        "ttl",
        "1s",
        "wait",
        "1",
        "trustabsence",
        "true");
  }

  private List<Fire> fires() {
    return nodes.stream().flatMap(node -> node.fires().stream()).toList();
  }

  /** Waits for ten more firings, by whichever node. */
  void goesOn() {
    int before = fires().size();
    await().atMost(PATIENCE).until(() -> fires().size() >= before + 10);
  }

  /** Stops the scheduler that fires; the other one takes over. */
  void changesLeader() {
    Fire last = lastFire();
    nodes.stream().filter(node -> node.fires().contains(last)).findFirst().orElseThrow().close();
  }

  private Fire lastFire() {
    return fires().stream()
        .max((one, other) -> Long.compare(one.scheduledMillis(), other.scheduledMillis()))
        .orElseThrow();
  }

  /** No scheduled time was fired twice, by one node or by both. */
  void firedNothingTwice() {
    assertThat(fires()).extracting(Fire::scheduledMillis).doesNotHaveDuplicates();
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
