package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.MeterTable;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What Actuator shows of the leases, and what it lets operators do. */
@Slow
class ActuatorIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String PATH = "/actuator/beatcop";

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "shown-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name;

  /** An application that looks at its observations, as a tracer does. */
  @Configuration(proxyBeanMethods = false)
  @Import(TestApplication.class)
  static class Observed {

    static final Queue<Observation.Context> RUNS = new ConcurrentLinkedQueue<>();

    @Bean
    ObservationHandler<Observation.Context> runs() {
      return new ObservationHandler<>() {
        @Override
        public void onStop(Observation.Context context) {
          RUNS.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
          return "beatcop.fire".equals(context.getName());
        }
      };
    }
  }

  @Test
  void anObservationTellsOfTheRunAndOfItsClaim() throws Exception {
    try (Instance instance = Instance.shown(name, Observed.class, redis.uri())) {
      await().until(() -> !Observed.RUNS.isEmpty());

      Observation.Context run = Observed.RUNS.element();
      assertThat(keys(run.getLowCardinalityKeyValues()))
          .containsExactlyInAnyOrder("job.group", "lease");
      assertThat(keys(run.getHighCardinalityKeyValues()))
          .containsExactlyInAnyOrder("claim", "job", "lag", "token", "trigger");
      assertThat(
              run.getHighCardinalityKeyValues().stream()
                  .filter(pair -> pair.getKey().equals("claim"))
                  .map(KeyValue::getValue))
          .singleElement()
          .asString()
          .matches("[1-9]\\d*us");

      // The meter of it is in the vocabulary.
      String meter = instance.get("/actuator/metrics/beatcop.fire");
      assertThat(
              Pattern.compile("\"tag\":\"([^\"]+)\"")
                  .matcher(meter)
                  .results()
                  .map(tag -> tag.group(1)))
          .containsExactlyInAnyOrderElementsOf(MeterTable.of("starter").get(0).tags());
      assertThat(meter).contains("\"baseUnit\":\"seconds\"");
    }
  }

  private static Stream<String> keys(KeyValues values) {
    return values.stream().map(KeyValue::getKey);
  }

  /** With what a user sets, and then some. */
  private Instance start(String... more) {
    return Instance.shown(name, TestApplication.class, redis.uri(), more);
  }

  @Test
  void operatorsSeeTheLease() throws Exception {
    try (Instance instance = start()) {
      await().until(instance::hasFired);

      assertThat(instance.get("/actuator/health"))
          .startsWith("{")
          .contains("\"beatcop\":{", "\"" + lease + "\":\"held by this node, token ");
      assertThat(instance.get("/actuator/info")).contains("\"lease\":\"" + lease + "\"");
      assertThat(instance.get("/actuator/metrics/beatcop.fires.overdue")).contains("\"value\":0.0");
      assertThat(instance.get(PATH))
          .contains("\"lease\":\"" + lease + "\"", "\"state\":\"leader\"", "\"fires\":");
      assertThat(instance.get("/actuator/metrics/beatcop.lease.held")).contains("\"value\":1.0");
      assertThat(instance.get("/actuator/metrics/beatcop.fire"))
          .contains("\"COUNT\"", "\"job.group\"");
    }
  }

  @Test
  void theySeeTheSlicesAndPauseOneByTheNameOfItsLease() throws Exception {
    try (Instance instance =
        start("beatcop.spread", "4", "management.endpoint.beatcop.access", "unrestricted")) {
      await().until(instance::hasFired);
      await()
          .untilAsserted(
              () ->
                  assertThat(instance.get("/actuator/health"))
                      .contains("\"" + lease + "\":\"4 of 4 slices held by this node"));

      assertThat(instance.post(PATH, "{\"action\": \"pause\", \"lease\": \"{" + lease + "}:0\"}"))
          .satisfies(answer -> assertThat(answer.body()).contains("\"paused\""));
      await()
          .untilAsserted(
              () ->
                  assertThat(instance.get("/actuator/health"))
                      .contains("\"" + lease + "\":\"3 of 4 slices held by this node"));
      assertThat(instance.post(PATH, "{\"action\": \"pause\"}"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(400);
    }
  }

  @Test
  void theyChangeNothingUnlessTheApplicationLetsThem() throws Exception {
    try (Instance instance = start()) {
      HttpResponse<String> answer = instance.post(PATH, "{\"action\": \"pause\"}");

      assertThat(answer.statusCode()).isEqualTo(405);
    }
  }

  @Test
  void theyPauseResumeAndMoveTheLease() throws Exception {
    try (Instance instance = start("management.endpoint.beatcop.access", "unrestricted")) {
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
