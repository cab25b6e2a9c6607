package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.process.Node.Part;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two children never run at one instant, and another node's child runs within a ttl and a second,
 * whatever is done to the processes of the node whose child runs, and whatever kind of child it is.
 */
@Execution(ExecutionMode.CONCURRENT)
@Slow
class ProcessFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(3);

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  /** What is done to a node. */
  private record Fault(String deed, List<Part> parts) {

    static Fault kill(Part... parts) {
      return new Fault("kill", List.of(parts));
    }

    static Fault freeze(Part... parts) {
      return new Fault("freeze", List.of(parts));
    }

    void strike(Node node) {
      if (deed.equals("kill")) {
        node.kill(parts);
      } else {
        node.freeze(parts);
      }
    }
  }

  private static Stream<Fault> faults() {
    return Stream.of(
        Fault.kill(Part.FRONT),
        Fault.kill(Part.JVM),
        Fault.kill(Part.KEEPER),
        Fault.kill(Part.FRONT, Part.JVM),
        Fault.kill(Part.JVM, Part.KEEPER),
        Fault.freeze(Part.FRONT),
        Fault.freeze(Part.JVM),
        Fault.freeze(Part.KEEPER),
        Fault.freeze(Part.FRONT, Part.JVM),
        Fault.freeze(Part.JVM, Part.KEEPER),
        Fault.freeze(Part.FRONT, Part.KEEPER));
  }

  static Stream<Arguments> faultsAndKinds() {
    return Stream.concat(
        faults().flatMap(fault -> kinds().map(kind -> Arguments.of(fault, kind))),
        Stream.concat(
            kinds()
                .filter(kind -> kind != ChildKind.NAMELESS)
                .map(kind -> Arguments.of(Fault.kill(Part.FRONT, Part.KEEPER), kind)),
            kinds()
                .filter(ChildKind::isOneProcess)
                .map(kind -> Arguments.of(Fault.kill(Part.values()), kind))));
  }

  private static Stream<ChildKind> kinds() {
    return Arrays.stream(ChildKind.values()).filter(ChildKind::isPossible);
  }

  @BeforeEach
  void aFreeLease() {
    cluster = Cluster.of(directory, redis, TTL);
  }

  @AfterEach
  void endNodes() {
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("faultsAndKinds")
  void theChildDiesWithItsLeaseAndOneRunsAgain(Fault fault, ChildKind kind) {
    Node holder = cluster.start("holder", kind);
    cluster.ticks().awaitChildOf("holder");
    cluster.start("other", kind).awaitWaiting();

    long struck = Ticks.now();
    fault.strike(holder);
    cluster.ticks().awaitAnyChildAfter(struck + TTL.toNanos());
    holder.thaw();
    Ticks.letTimePass(TTL.dividedBy(4));

    cluster.assertNeverTwo();
    cluster.assertGapsWithin(TTL.plusSeconds(1));
  }

  @Test
  void aNodeThatWaitsWithAFrozenGuardLeavesTheLeaseToAnother() {
    Node holder = cluster.start("holder", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("holder");
    Node frozen = cluster.start("frozen", ChildKind.PLAIN);
    frozen.awaitWaiting();
    frozen.freeze(List.of(Part.FRONT));
    holder.signal("TERM");
    holder.exitCode();
    frozen.awaitLog("the guard is silent");

    cluster.start("other", ChildKind.PLAIN);
    cluster.ticks().awaitChildOf("other");
    frozen.thaw();
    frozen.awaitLog("the guard answers again");
    cluster.node("other").signal("TERM");

    cluster.ticks().awaitChildOf("frozen");
    cluster.assertNeverTwo();
  }

  @Test
  void aWholeNodeThatIsFrozenAndThawsEndsItsChildAlmostAtOnce() {
    Node frozen = cluster.start("frozen", ChildKind.DEAF);
    cluster.ticks().awaitChildOf("frozen");
    cluster.start("other", ChildKind.DEAF).awaitWaiting();

    List<ProcessHandle> all = frozen.all();
    Node.signal("STOP", all.stream());
    cluster.ticks().awaitChildOf("other");
    long before = cluster.ticks().last("frozen").orElseThrow();
    long thawed = Ticks.now();
    Node.signal("CONT", all.stream());
    Ticks.letTimePass(Duration.ofMillis(500));

    // Only a fencing token can refuse its acts in this moment.
    long last = cluster.ticks().last("frozen").orElseThrow();
    long atOnce = cluster.allow(Duration.ofMillis(100)).toNanos();
    assertThat(last).isLessThanOrEqualTo(Math.max(before, thawed + atOnce));
  }
}
