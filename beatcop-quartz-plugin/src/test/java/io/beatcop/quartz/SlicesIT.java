package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.faults.FaultyLink;
import io.beatcop.quartz.settings.JobSlice;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;

/** The jobs of a scheduler are cut into slices, which the live nodes share. */
class SlicesIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final OperatorNote NOTE = new OperatorNote(Instant.EPOCH, "ops@host", "to see");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLICES = 16;
  private static final int NODES = 4;
  private static final int INTERVAL_MILLIS = 500;
  private static final int PHASE_MILLIS = 100;

  private final String lease = "slices-" + NAMES.incrementAndGet();
  private final List<Node> all = new ArrayList<>();
  private final List<FaultyLink> links = new ArrayList<>();
  private final CountDownLatch latch = new CountDownLatch(1);
  private LeaseControl control;

  @BeforeEach
  void anOperator() {
    control = control(lease);
  }

  private static LeaseControl control(String name) {
    return new LeaseControl(
        LeaseSettings.of(name, LeaseSettings.DEFAULT_TTL), RedisSettings.parse(redis.uri()));
  }

  @AfterEach
  void close() {
    latch.countDown();
    links.forEach(FaultyLink::thaw);
    all.forEach(Node::close);
    links.forEach(FaultyLink::close);
    control.close();
  }

  private Node node(String uri) throws SchedulerException {
    return node(uri, "true");
  }

  private Node node(String uri, String trustAbsence) throws SchedulerException {
    return nodeWith(uri, "trustabsence", trustAbsence);
  }

  private Node nodeWith(String uri, String... settings) throws SchedulerException {
    Node node = idle(uri, settings);
    for (int slice = 0; slice < SLICES; slice++) {
      ticking(node, jobIn(slice));
    }
    return node;
  }

  /** A node without a job. */
  private Node idle(String uri, String... settings) throws SchedulerException {
    List<String> properties =
        new ArrayList<>(
            List.of(
                "redis",
                uri,
                "lease",
                lease,
                "ttl",
                "2s",
                "spread",
                String.valueOf(SLICES),
                // No time is left to a misfire instruction, which may leave it out.
                "org.quartz.jobStore.misfireThreshold",
                "60000"));
    properties.addAll(List.of(settings));
    Node node = Node.with("slices-" + NAMES.incrementAndGet(), properties.toArray(String[]::new));
    all.add(node);
    return node;
  }

  private Node node() throws SchedulerException {
    return node(redis.uri());
  }

  /** A job that is in a slice. */
  private static JobKey jobIn(int slice) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> new JobKey("ticking-" + i, "jobs"))
        .filter(job -> JobSlice.of(job, SLICES) == slice)
        .findFirst()
        .orElseThrow();
  }

  private static void ticking(Node node, JobKey job) throws SchedulerException {
    node.scheduler()
        .scheduleJob(
            JobBuilder.newJob(Node.Ticking.class).withIdentity(job).build(),
            TriggerBuilder.newTrigger()
                .withIdentity(job.getName(), "ticks")
                .startAt(new Date(PHASE_MILLIS))
                .withSchedule(
                    SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(INTERVAL_MILLIS)
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build());
  }

  private static int held(Node node) {
    try {
      return node.entry("beatcop").getHeld();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each of these holds within one of its share, and so all slices together. */
  private static void awaitShares(List<Node> nodes) {
    int share = SLICES / nodes.size();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(nodes)
                  .allSatisfy(node -> assertThat(held(node)).isBetween(share, share + 1));
              assertThat(nodes.stream().mapToInt(SlicesIT::held).sum()).isEqualTo(SLICES);
            });
  }

  private static void awaitHeld(Node node, int slices) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(held(node)).isEqualTo(slices));
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** Each job at each of its times in [from, to), by some node. */
  private void awaitNothingLost(long fromMillis, long toMillis) {
    Set<String> due = new TreeSet<>();
    long first = Math.floorDiv(fromMillis, INTERVAL_MILLIS) * INTERVAL_MILLIS + PHASE_MILLIS;
    for (int slice = 0; slice < SLICES; slice++) {
      String name = jobIn(slice).getName();
      for (long time = first; time < toMillis; time += INTERVAL_MILLIS) {
        if (time >= fromMillis) {
          due.add(name + " " + time);
        }
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Set<String> missing = new TreeSet<>(due);
              times().forEach(missing::remove);
              assertThat(missing).isEmpty();
            });
  }

  private void assertNothingTwice() {
    Set<String> seen = new HashSet<>();
    List<String> twice = times().stream().filter(time -> !seen.add(time)).toList();
    assertThat(twice).isEmpty();
  }

  private List<String> times() {
    return all.stream()
        .flatMap(node -> node.fires().stream())
        .map(fire -> fire.trigger().getName() + " " + fire.scheduledMillis())
        .toList();
  }

  @Test
  void aNodeOfThriceTheWeightHasThriceTheSlices() throws SchedulerException {
    Node light = nodeWith(redis.uri(), "trustabsence", "true");
    Node heavy = nodeWith(redis.uri(), "trustabsence", "true", "weight", "3");
    light.start();
    heavy.start();

    awaitHeld(heavy, 12);
    awaitHeld(light, 4);
  }

  @Test
  void preferredNodesHaveAllSlicesWhileThereAreAny() throws SchedulerException {
    Node east = nodeWith(redis.uri(), "trustabsence", "true", "label", "east", "prefer", "east");
    Node west = nodeWith(redis.uri(), "trustabsence", "true", "label", "west", "prefer", "east");
    east.start();
    west.start();
    awaitHeld(east, SLICES);

    east.close();

    awaitHeld(west, SLICES);
  }

  @Test
  void workSpreadsOverTheNodesAndMovesAsTheyComeAndGo() throws SchedulerException {
    Node one = node().start();
    awaitShares(List.of(one));
    long begun = now();
    Node two = node().start();
    Node three = node().start();
    awaitShares(List.of(one, two, three));

    two.scheduler().standby();
    awaitShares(List.of(one, three));
    two.start();
    awaitShares(List.of(one, two, three));
    three.close();
    awaitShares(List.of(one, two));

    long ended = now();
    awaitNothingLost(begun, ended);
    assertNothingTwice();
    assertThat(two.fires()).isNotEmpty();
    assertThat(three.fires()).isNotEmpty();
  }

  /** Many changes, one every two seconds, and each of them possible in the middle of another. */
  @Slow
  @Test
  void noTimeIsLostOrFiredTwiceWhileNodesComeAndGoForTwoMinutes() throws SchedulerException {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < NODES - 1; i++) {
      nodes.add(node().start());
    }
    FaultyLink link = FaultyLink.to(redis.port());
    links.add(link);
    nodes.add(node(link.uri()).start());
    awaitShares(nodes);
    long begun = now();

    Random random = new Random(14);
    Set<Node> inStandby = new HashSet<>();
    boolean silent = false;
    for (int change = 0; change < 40; change++) {
      int at = random.nextInt(NODES);
      Node node = nodes.get(at);
      if (at == NODES - 1) {
        if (silent) {
          link.thaw();
        } else {
          link.fallSilent();
        }
        silent = !silent;
      } else if (inStandby.remove(node)) {
        node.start();
      } else if (random.nextBoolean()) {
        node.scheduler().standby();
        inStandby.add(node);
      } else {
        node.close();
        nodes.set(at, node().start());
      }
      pause(Duration.ofMillis(2_000 + random.nextInt(2_000)));
    }
    link.thaw();
    for (Node node : inStandby) {
      node.start();
    }
    awaitShares(nodes);

    long ended = now();
    awaitNothingLost(begun, ended);
    assertNothingTwice();
  }

  /** The cluster works meanwhile: what it does in this time is what is judged. */
  private static void pause(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    await().atMost(PATIENCE).until(() -> System.nanoTime() - end > 0);
  }

  @Test
  void aJobThatRunsEndsBeforeItsSliceMoves() throws SchedulerException {
    Node one = node();
    one.longJob(latch).start();
    int slice = JobSlice.of(new JobKey("waiting"), SLICES);
    await().atMost(PATIENCE).until(() -> view(one, slice).getRunning() == 1);
    one.scheduler().standby();
    Node two = node().start();

    await().atMost(PATIENCE).until(() -> held(two) == SLICES - 1);
    assertThat(view(one, slice).getState()).isEqualTo(LeaseState.LEAVING);
    assertThat(view(two, slice).getState()).isEqualTo(LeaseState.FOLLOWER);

    latch.countDown();
    awaitShares(List.of(two));
    assertThat(view(one, slice).getState()).isEqualTo(LeaseState.STANDBY);
  }

  @Test
  void aMoveWaitsForTheJobsOfItsSlice() throws SchedulerException {
    Node one =
        idle(
            redis.uri(),
            "trustabsence",
            "true",
            "org.quartz.threadPool.threadCount",
            String.valueOf(SLICES));
    one.longJobs(IntStream.range(0, SLICES).mapToObj(SlicesIT::jobIn).toList(), latch).start();
    await().atMost(PATIENCE).until(() -> one.entry("beatcop").getRunning() == SLICES);
    Node two = node().start();

    await().atMost(PATIENCE).until(() -> leaving(one) == 1);
    assertThat(held(one)).isEqualTo(SLICES);
    assertThat(held(two)).isZero();

    latch.countDown();
    awaitShares(List.of(one, two));
    assertThat(one.fires()).hasSize(SLICES);
  }

  private static long leaving(Node node) throws SchedulerException {
    return node.entry("beatcop").getSlices().stream()
        .filter(slice -> slice.getState() == LeaseState.LEAVING)
        .count();
  }

  /** The journals are gone with the leases, and so is the node that knows what it fired. */
  @Test
  void aNodeDoesNotRepeatWhatAnotherFiredOfASliceBeforeRedisForgotIt() throws SchedulerException {
    FaultyLink link = FaultyLink.to(redis.port());
    links.add(link);
    Node one = node(link.uri(), "false").start();
    Node two = node(redis.uri(), "false").start();
    awaitShares(List.of(one, two));
    int before = one.fires().size();
    await().atMost(PATIENCE).until(() -> one.fires().size() > before + 4 * SLICES);

    link.fallSilent();
    redis.command("FLUSHALL");

    awaitShares(List.of(two));
    long tookOver = now();
    await().atMost(PATIENCE).until(() -> !firedSince(two, tookOver).isEmpty());
    assertNothingTwice();
  }

  private static List<Fire> firedSince(Node node, long millis) {
    return node.fires().stream()
        .filter(fire -> fire.scheduledMillis() > millis + 2 * INTERVAL_MILLIS)
        .toList();
  }

  private static LeaseSliceView view(Node node, int slice) throws SchedulerException {
    return node.entry("beatcop").getSlices().get(slice);
  }

  @Test
  void anOperatorPausesOneSliceAndTheOthersGoOn() throws SchedulerException {
    Node one = node().start();
    awaitShares(List.of(one));
    try (LeaseControl ofSlice = control("{" + lease + "}:3")) {
      ofSlice.pause(NOTE);
      await().atMost(PATIENCE).until(() -> held(one) == SLICES - 1);
      assertThat(view(one, 3).getState()).isNotEqualTo(LeaseState.LEADER);
      long paused = now();

      ofSlice.resume();
      awaitShares(List.of(one));
      awaitNothingLost(paused, now());
    }
    assertNothingTwice();
  }

  @Test
  void operatorsSeeWhoHasWhichSlice() throws SchedulerException {
    Node one = node().start();
    awaitShares(List.of(one));

    assertThat(control.group().orElseThrow().holders())
        .hasSize(SLICES)
        .allSatisfy(
            holder -> assertThat(holder.orElseThrow()).isEqualTo(one.entry("beatcop").getNode()));
    assertThat(BeatCop.control(one.scheduler(), "{" + lease + "}:15")).isPresent();
    LeaseMXBean entry = one.entry("beatcop");
    assertThat(entry.getSpread()).isEqualTo(SLICES);
    assertThat(entry.getState()).isEqualTo(LeaseState.LEADER);
    assertThat(entry.getSlices())
        .allSatisfy(
            slice -> {
              assertThat(slice.getLease()).isEqualTo("{" + lease + "}:" + slice.getNumber());
              assertThat(slice.getHolder()).isEqualTo(entry.getNode());
              assertThat(slice.getToken()).isNotNull();
            });
  }
}
