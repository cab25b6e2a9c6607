package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.process.Node.Part;
import io.beatcop.testing.Ledger;
import io.beatcop.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is done to the processes of the node whose child runs, and whatever kind of child it is:
 * never do two children run at one instant, and another node's child runs within a ttl and a
 * second.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProcessFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(1);

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

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
    Ticks.lasting(TTL.dividedBy(4));

    Ledger ledger = cluster.ticks().ledger();
    assertThat(ledger.violations()).as(cluster::log).isEmpty();
    assertThat(ledger.longestGap()).as(cluster::log).isLessThan(TTL.plusSeconds(1));
  }
}
