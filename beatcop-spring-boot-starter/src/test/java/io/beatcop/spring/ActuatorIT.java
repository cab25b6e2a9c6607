package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Actuator shows of the leases, and what it lets operators do. */
@Slow
class ActuatorIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String PATH = "/actuator/beatcop";

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "shown-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name;

  private Instance start(String access) {
    return Instance.of(
        TestApplication.class,
        true,
        "server.port",
        "0",
        "server.address",
        "127.0.0.1",
        "spring.application.name",
        name,
        "beatcop.redis",
        redis.uri(),
        "beatcop.ttl",
        "2s",
        "management.endpoints.web.exposure.include",
        "*",
        "management.endpoint.health.show-details",
        "always",
        "management.endpoint.beatcop.access",
        access);
  }

  @Test
  void operatorsSeeTheLease() throws Exception {
    try (Instance instance = start("read-only")) {
      await().until(instance::hasFired);

      assertThat(instance.get("/actuator/health"))
          .startsWith("{")
          .contains("\"beatcop\":{", "\"" + lease + "\":\"held by this node, token ");
      assertThat(instance.get("/actuator/info")).contains("\"lease\":\"" + lease + "\"");
      assertThat(instance.get(PATH))
          .contains("\"lease\":\"" + lease + "\"", "\"state\":\"leader\"", "\"fires\":");
      assertThat(instance.get("/actuator/metrics/beatcop.lease.held")).contains("\"value\":1.0");
      assertThat(instance.get("/actuator/metrics/beatcop.fire"))
          .contains("\"COUNT\"", "\"job.group\"");
    }
  }

  @Test
  void theyChangeNothingUnlessTheApplicationLetsThem() throws Exception {
    try (Instance instance = start("read-only")) {
      HttpResponse<String> answer = instance.post(PATH, "{\"action\": \"pause\"}");

      assertThat(answer.statusCode()).isEqualTo(405);
    }
  }

  @Test
  void theyPauseResumeAndMoveTheLease() throws Exception {
    try (Instance instance = start("unrestricted")) {
      await().until(instance::hasFired);

      assertThat(instance.post(PATH, "{\"action\": \"step-down\", \"lease\": \"" + lease + "\"}"))
          .satisfies(answer -> assertThat(answer.body()).contains(" is asked"));
      assertThat(
              instance.post(
                  PATH, "{\"action\": \"pause\", \"reason\": \"upgrade\", \"length\": \"30m\"}"))
          .satisfies(answer -> assertThat(answer.body()).contains("\"paused for PT30M\""));
      await().until(() -> instance.get(PATH).contains("\"state\":\"follower\""));
      assertThat(instance.get("/actuator/health"))
          .contains("\"" + lease + "\":\"asked for; ")
          .doesNotContain("DOWN");
      assertThat(instance.post(PATH, "{\"action\": \"resume\"}"))
          .satisfies(answer -> assertThat(answer.body()).contains("\"resumed\""));
      await().until(() -> instance.get(PATH).contains("\"state\":\"leader\""));
      assertThat(instance.post(PATH, "{\"action\": \"pause\", \"lease\": \"other\"}"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(400);
    }
  }
}
