package io.beatcop.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.ApplicationProcess;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the application, configured as containers are: by their environment. */
@Slow
class ApplicationIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String LEASE = "quarkus-example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern FIRED = Pattern.compile("fired (\\S+)");

  private final List<ApplicationProcess> instances = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endWhatFailed() {
    instances.forEach(ApplicationProcess::close);
  }

  private ApplicationProcess start(String name) {
    ApplicationProcess instance =
        ApplicationProcess.start(
            folder.resolve(name + ".log"), Map.of("REDIS_URL", redis.uri(), "LEASE_TTL", "2s"));
    instances.add(instance);
    return instance;
  }

  private static List<String> fires(ApplicationProcess instance) {
    return instance.logged(FIRED).stream().map(MatchResult::group).toList();
  }

  private static void untilFires(ApplicationProcess instance) {
    await().atMost(PATIENCE).until(() -> fires(instance).size() >= 3);
  }

  @Test
  void oneInstanceFiresAndWhenItIsKilledTheOther() throws Exception {
    ApplicationProcess first = start("first");
    untilFires(first);
    ApplicationProcess second = start("second");
    await().atMost(PATIENCE).until(() -> second.output().contains(LEASE + ": held by"));
    assertThat(fires(second)).isEmpty();

    first.process().destroyForcibly();

    untilFires(second);
    second.process().destroy();
    assertThat(second.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(redis.command("EXISTS", LEASE)).contains(0L);
    List<String> fires = new ArrayList<>(fires(first));
    fires.addAll(fires(second));
    assertThat(fires).doesNotHaveDuplicates();
  }
}
