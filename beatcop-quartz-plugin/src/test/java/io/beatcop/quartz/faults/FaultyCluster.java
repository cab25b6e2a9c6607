package io.beatcop.quartz.faults;

import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.TriggerFields;
import io.beatcop.quartz.rules.UnsettledClaim;
import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.quartz.TriggerKey;

/**
 * Nodes in processes of their own, with a Redis of their own and a link to it each, to which faults
 * happen; and a ledger of what they fired.
 */
final class FaultyCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LEASE = "beatcop:faults";

  /** A node runs the firings that it has claimed within this time, unless it dies. */
  private static final long CLAIMED_MILLIS = 3_000;

  /**
   * How a cluster is made.
   *
   * @param nodes how many
   * @param workers how many threads each node has for jobs
   * @param ttlMillis of the lease
   * @param misfireThresholdMillis what is later is a misfire
   * @param scenario what is scheduled
   * @param logs where each node logs to
   */
  record Plan(
      int nodes,
      int workers,
      int ttlMillis,
      int misfireThresholdMillis,
      Scenario scenario,
      Path logs) {}

  /** A place for a process: its link and its log stay when another process takes it. */
  private static final class Seat {
    private final String name;
    private final FaultyLink link;
    private NodeProcess node;
    private int recorded;

    Seat(String name, FaultyLink link, NodeProcess node) {
      this.name = name;
      this.link = link;
      this.node = node;
    }
  }

  private final Plan plan;
  private final RedisServer redis = RedisServer.local();
  private final FireLedger ledger;
  private final List<Seat> seats = new ArrayList<>();
  private final Set<FireLedger.Missing> claimedByDead = new HashSet<>();

  private FaultyCluster(Plan plan, FireLedger ledger) {
    this.plan = plan;
    this.ledger = ledger;
  }

  /** Starts a cluster, and waits until each trigger has fired: none is in a misfire any more. */
  static FaultyCluster start(Plan plan) throws SQLException, IOException {
    FaultyCluster cluster = new FaultyCluster(plan, FireLedger.empty());
    Files.createDirectories(plan.logs());
    cluster.redis.start();
    for (int i = 0; i < plan.nodes(); i++) {
      FaultyLink link = FaultyLink.to(cluster.redis.port());
      String name = "n" + (i + 1);
      cluster.seats.add(new Seat(name, link, cluster.launch(name, link)));
    }
    cluster.seats.forEach(seat -> cluster.begin(seat.node));
    cluster.until(cluster::hasFiredAll);
    return cluster;
  }

  private NodeProcess launch(String name, FaultyLink link) {
    return NodeProcess.launch(
        Map.of(),
        List.of(
            "faults",
            "threadPool.threadCount=" + plan.workers(),
            "jobStore.misfireThreshold=" + plan.misfireThresholdMillis(),
            "plugin.beatcop.class=" + BeatCopPlugin.class.getName(),
            "plugin.beatcop.redis=" + link.uri(),
            "plugin.beatcop.lease=" + LEASE,
            "plugin.beatcop.ttl=" + plan.ttlMillis() + "ms"),
        ProcessBuilder.Redirect.appendTo(log(name).toFile()));
  }

  private Path log(String name) {
    return plan.logs().resolve(name + ".txt");
  }

  private void begin(NodeProcess node) {
    node.awaitReady().tell("schedule " + plan.scenario() + " 0");
    node.order("start");
  }

  int ttlMillis() {
    return plan.ttlMillis();
  }

  int misfireThresholdMillis() {
    return plan.misfireThresholdMillis();
  }

  RedisServer redis() {
    return redis;
  }

  FireLedger ledger() {
    return ledger;
  }

  private void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  /** Lets time go by. */
  void pass(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    await()
        .atMost(Duration.ofMillis(millis).plus(PATIENCE))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> System.nanoTime() - end >= 0);
  }

  /** The holder of the lease according to Redis; waits until there is one. */
  private Seat holder() {
    List<Seat> found = new ArrayList<>();
    until(
        () -> {
          String holder = redis.command("GET", LEASE).map(Object::toString).orElse("");
          found.clear();
          seats.stream()
              .filter(seat -> holder.contains("-" + seat.node.pid() + "-"))
              .forEach(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  private Seat other() {
    Seat holder = holder();
    return seats.stream().filter(seat -> seat != holder).findFirst().orElseThrow();
  }

  String holderName() {
    return holder().name;
  }

  /** The holder gives the lease up in standby, and joins again when the fault is over. */
  void whileItMoves(Runnable fault) {
    NodeProcess holder = holder().node;
    holder.order("standby");
    fault.run();
    holder.order("start");
  }

  void silence(long millis) {
    FaultyLink link = holder().link;
    link.fallSilent();
    pass(millis);
    link.thaw();
  }

  void freezeHolder(long millis) {
    NodeProcess holder = holder().node;
    holder.freeze();
    pass(millis);
    holder.thaw();
  }

  /** Kills a node, and starts another in its place. */
  void kill(boolean theHolder) throws SQLException {
    Seat seat = theHolder ? holder() : other();
    seat.node.kill();
    record();
    noteClaims();
    seat.node = launch(seat.name, seat.link);
    seat.recorded = 0;
    begin(seat.node);
  }

  /** Notes the firings that the dead node had claimed and not run: the next holder can't know. */
  private void noteClaims() throws SQLException {
    long now = System.currentTimeMillis();
    String fires = "{" + LEASE + "}:fires";
    for (String field : List.of("claims", "unsettled")) {
      String text = redis.command("HGET", fires, field).map(Object::toString).orElse("");
      for (UnsettledClaim claim : UnsettledClaim.decoded(text)) {
        claimedByDead.add(
            new FireLedger.Missing(claim.trigger().toString(), claim.slot().millis()));
      }
    }
    // A claim that a later write has settled may have been on its way to its job still.
    for (FireLedger.Due due :
        Stream.concat(dues().stream(), duesThatMayMisfire().stream()).toList()) {
      int dot = due.trigger().indexOf('.');
      TriggerKey key =
          new TriggerKey(due.trigger().substring(dot + 1), due.trigger().substring(0, dot));
      String field = TriggerFields.field(key);
      FiredSlots fired =
          redis
              .command("HGET", fires, field)
              .flatMap(text -> FiredSlots.decoded(text.toString()))
              .orElse(FiredSlots.until("", 0));
      ledger.missing(due, now - CLAIMED_MILLIS, now).stream()
          .filter(missing -> fired.has(missing.millis()))
          .forEach(claimedByDead::add);
    }
  }

  /** The triggers of the scenario that fire all their times, however late. */
  List<FireLedger.Due> dues() {
    return List.of(new FireLedger.Due("cron.one", 1), new FireLedger.Due("cron.two", 2));
  }

  /** The triggers of the scenario that leave out what is too late. */
  List<FireLedger.Due> duesThatMayMisfire() {
    return plan.scenario() == Scenario.ALSO_WITH_MISFIRES
        ? List.of(
            new FireLedger.Due("cron.one-late-once", 1),
            new FireLedger.Due("cron.two-never-late", 2))
        : List.of();
  }

  /** Whether the node that had claimed it was killed before it ran it. */
  boolean isClaimedByDead(FireLedger.Missing missing) {
    return claimedByDead.contains(missing);
  }

  /** Writes what the nodes have said to the ledger. */
  void record() throws SQLException {
    for (Seat seat : seats) {
      List<NodeProcess.Said> said = seat.node.fires();
      for (NodeProcess.Said fire : said.subList(seat.recorded, said.size())) {
        ledger.add(seat.name + "/" + seat.node.pid(), fire);
      }
      seat.recorded = said.size();
    }
  }

  /** How often the triggers that fire all their times were fired. */
  long fired() throws SQLException {
    record();
    long fired = 0;
    for (FireLedger.Due due : dues()) {
      fired += ledger.count(due.trigger());
    }
    return fired;
  }

  private boolean hasFiredAll() throws SQLException {
    record();
    for (FireLedger.Due due :
        Stream.concat(dues().stream(), duesThatMayMisfire().stream()).toList()) {
      if (ledger.count(due.trigger()) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The firings that were due in this time and are missing, after having waited for them for a
   * while.
   */
  List<FireLedger.Missing> missing(long fromMillis, long toMillis, Duration patience)
      throws SQLException {
    long end = System.nanoTime() + patience.toNanos();
    List<FireLedger.Missing> missing = missingNow(fromMillis, toMillis);
    while (!missing.isEmpty() && System.nanoTime() - end < 0) {
      pass(100);
      missing = missingNow(fromMillis, toMillis);
    }
    return missing;
  }

  private List<FireLedger.Missing> missingNow(long fromMillis, long toMillis) throws SQLException {
    record();
    List<FireLedger.Missing> missing = new ArrayList<>();
    for (FireLedger.Due due : dues()) {
      ledger.missing(due, fromMillis, toMillis).stream()
          .filter(each -> !isClaimedByDead(each))
          .forEach(missing::add);
    }
    return missing;
  }

  /** The last lines that the nodes logged. */
  String lastLines(int count) {
    StringBuilder text = new StringBuilder();
    for (Seat seat : seats) {
      try (Stream<String> lines = Files.lines(log(seat.name))) {
        List<String> all = lines.toList();
        all.subList(Math.max(0, all.size() - count), all.size())
            .forEach(line -> text.append(seat.name).append(": ").append(line).append('\n'));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws SQLException {
    seats.forEach(seat -> seat.node.close());
    seats.forEach(seat -> seat.link.close());
    redis.close();
    ledger.close();
  }
}
