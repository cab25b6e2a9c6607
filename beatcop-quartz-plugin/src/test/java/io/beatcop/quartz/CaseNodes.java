package io.beatcop.quartz;

import static org.awaitility.Awaitility.await;
import static org.quartz.CronScheduleBuilder.cronSchedule;

import io.beatcop.testing.LogLines;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.ScheduleBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/** Nodes in this JVM, which share a lease of a test's own on a real Redis. */
abstract class CaseNodes {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  static final String GROUP = "g";

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final String lease = getClass().getSimpleName() + "-" + NAMES.incrementAndGet();
  final LogLines log = new LogLines();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void startRedis() {
    redis.start();
  }

  @AfterEach
  void closeNodes() {
    log.close();
    redis.start();
    nodes.forEach(Node::close);
  }

  /** A node with a ttl that a busy machine can't starve away, and further properties. */
  final Node node(String... more) throws SchedulerException {
    String[] common = {"redis", redis.uri(), "lease", lease, "trustabsence", "true", "ttl", "4s"};
    Node node =
        Node.with(
            "node-" + NAMES.incrementAndGet(),
            Stream.concat(Arrays.stream(common), Arrays.stream(more)).toArray(String[]::new));
    nodes.add(node);
    return node;
  }

  final String key(String what) {
    return "{" + lease + "}:" + what;
  }

  static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  static void untilItIs(long millis) {
    until(() -> System.currentTimeMillis() >= millis);
  }

  /** Waits until a node has fired a trigger so many times more. */
  static void untilFiresAgain(Node node, String name, int more) {
    int before = node.times(GROUP, name).size();
    until(() -> node.times(GROUP, name).size() >= before + more);
  }

  /** Lets a while go by, in which something might happen that must not. */
  static void aWhile() {
    long end = System.currentTimeMillis() + 1_300;
    untilItIs(end);
  }

  static TriggerBuilder<Trigger> trigger(String name) {
    return TriggerBuilder.newTrigger().withIdentity(name, GROUP);
  }

  static Trigger at(String name, long millis) {
    return trigger(name).startAt(new Date(millis)).build();
  }

  static Trigger eachSecond(String name) {
    return trigger(name).withSchedule(eachSecond()).build();
  }

  static ScheduleBuilder<?> eachSecond() {
    return cronSchedule("* * * * * ?").withMisfireHandlingInstructionIgnoreMisfires();
  }

  /** Schedules a trigger of a durable job of its own. */
  static void schedule(Node node, Class<? extends Job> job, Trigger trigger)
      throws SchedulerException {
    node.scheduler()
        .scheduleJob(
            JobBuilder.newJob(job)
                .withIdentity(trigger.getKey().getName(), GROUP)
                .storeDurably()
                .build(),
            trigger);
  }

  static boolean has(Node node, String name) throws SchedulerException {
    Scheduler scheduler = node.scheduler();
    return scheduler.checkExists(new TriggerKey(name, GROUP));
  }

  static List<Long> times(String name, Node... nodes) {
    return Stream.of(nodes).flatMap(node -> node.times(GROUP, name).stream()).toList();
  }

  /** All times from the first to the last one that was fired, some way apart. */
  static List<Long> allTimes(List<Long> fired, long step) {
    long first = fired.stream().mapToLong(Long::longValue).min().orElseThrow();
    long last = fired.stream().mapToLong(Long::longValue).max().orElseThrow();
    return Stream.iterate(first, time -> time <= last, time -> time + step).toList();
  }
}
