package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Actuator shows the leases of methods beside those of Quartz, and without any of Quartz. */
@Slow
class MethodLeasesShownIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String PATH = "/actuator/beatcop";

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "methods-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name + ":clean";

  /** An application with a method that needs a lease, and no job. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration",
        "org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration"
      })
  @EnableScheduling
  static class Methods {

    @Bean
    Cleaner cleaner() {
      return new Cleaner();
    }
  }

  /** Counts its runs. */
  static class Cleaner {

    final AtomicInteger runs = new AtomicInteger();

    @Scheduled(fixedRate = 100)
    @OnLease("clean")
    void clean() {
      runs.incrementAndGet();
    }
  }

  private Instance start() {
    return Instance.shown(
        name, Methods.class, redis.uri(), "management.endpoint.beatcop.access", "unrestricted");
  }

  @Test
  void operatorsSeeTheLeaseOfAMethodAndMayPauseIt() throws Exception {
    try (Instance instance = start()) {
      await().until(() -> instance.get(PATH).contains("\"state\":\"leader\""));

      assertThat(instance.get("/actuator/health"))
          .contains("\"beatcop\":{", "\"" + lease + "\":\"held by this node, token ");
      assertThat(instance.get("/actuator/info")).contains("\"lease\":\"" + lease + "\"");
      assertThat(instance.get(PATH)).contains("\"lease\":\"" + lease + "\"", "\"fires\":");

      HttpResponse<String> answer =
          instance.post(PATH, "{\"action\": \"pause\", \"lease\": \"" + lease + "\"}");
      assertThat(answer.body()).contains("\"paused\"");
      await().until(() -> instance.get("/actuator/health").contains("\"asked for; "));
      assertThat(instance.get("/actuator/health")).doesNotContain("DOWN");
      assertThat(instance.post(PATH, "{\"action\": \"resume\"}").body()).contains("\"resumed\"");
    }
  }
}
