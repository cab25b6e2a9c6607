package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator's commands where three servers decide by majority. */
class QuorumCommandsIT {

  @RegisterExtension static final RedisServer first = RedisServer.forTests();
  @RegisterExtension static final RedisServer second = RedisServer.forTests();
  @RegisterExtension static final RedisServer third = RedisServer.forTests();

  private static final List<RedisServer> SERVERS = List.of(first, second, third);

  @BeforeEach
  void twoOfThreeNameAHolder() {
    SERVERS.forEach(RedisServer::start);
    SERVERS.forEach(server -> server.command("FLUSHALL"));
    hold(first, "a");
    hold(second, "b");
    hold(third, "a");
  }

  private static void hold(RedisServer server, String holder) {
    server.command("SET", "nightly", holder, "PX", "60000");
    server.command("SET", "{nightly}:term", "held " + holder + " 1 1");
    server.command("SET", "{nightly}:token", "1764000000000");
  }

  private static Beatcop beatcop(String... command) {
    String uri =
        SERVERS.stream()
            .map(server -> server.host() + ":" + server.port())
            .collect(Collectors.joining(",", "redis+quorum://", ""));
    return Beatcop.run(
        Map.of("BEATCOP_REDIS", uri),
        Stream.concat(Stream.of(command), Stream.of("--lease", "nightly")).toArray(String[]::new));
  }

  @Test
  void theStatusIsTheMajoritys() {
    Beatcop status = beatcop("status", "--json");

    assertThat(status.out()).contains("\"holder\":\"a\"");
    assertThat(status.err()).isEmpty();
  }

  @Test
  void whoMissedAPauseIsNamed() {
    third.stop();

    Beatcop pause = beatcop("pause", "--wait", "100ms");

    assertThat(pause.out()).startsWith("nightly: paused");
    assertThat(pause.err())
        .contains("beatcop: nightly: " + third.host() + ":" + third.port() + ": ")
        .contains(": not done; repeat the command once this server answers");
    assertThat(beatcop("resume").out()).startsWith("nightly: resumed");
  }

  @Test
  void withoutAMajorityNothingIsSaid() {
    second.stop();
    third.stop();

    Beatcop status = beatcop("status");

    assertThat(status.code()).isEqualTo(68);
    assertThat(status.err()).contains("no majority of the 3 servers: ").hasLineCount(1);
  }

  @Test
  void theDoctorLooksAtEachServer() {
    third.stop();

    Beatcop doctor = beatcop("doctor");

    assertThat(doctor.out())
        .contains(first.host() + ":" + first.port() + ": ")
        .contains(second.host() + ":" + second.port() + ": ")
        .contains("by most servers nobody has it");
    assertThat(doctor.out().lines())
        .anyMatch(line -> line.startsWith("fail") && line.contains(":" + third.port()));
    assertThat(doctor.code()).isEqualTo(2);
  }
}
