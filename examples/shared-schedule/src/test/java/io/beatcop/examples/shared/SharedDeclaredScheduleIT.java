package io.beatcop.examples.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.SharedJobStore;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;
import org.springframework.context.support.GenericApplicationContext;

/** On the shared schedule in a real Redis. */
@Slow
class SharedDeclaredScheduleIT extends DeclaredScheduleContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final String lease = UUID.randomUUID().toString();
  private String jobStoreType = "memory";

  /** As the documents say, but for Redis and the lease. */
  @Override
  Map<String, Object> store() throws IOException {
    Map<String, Object> properties = new HashMap<>();
    try (Reader text =
        Files.newBufferedReader(Path.of("src/test/resources/docs/shared.properties"))) {
      Properties documented = new Properties();
      documented.load(text);
      documented.forEach((name, value) -> properties.put((String) name, value));
    }
    String plugin = "spring.quartz.properties.org.quartz.plugin.beatcop.";
    properties.put(plugin + "redis", redis.uri());
    properties.put(plugin + "lease", lease);
    properties.put("spring.quartz.job-store-type", jobStoreType);
    return properties;
  }

  /** An application may well have a database for other things. */
  @Override
  void prepare(GenericApplicationContext context) {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:");
    context.registerBean(DataSource.class, () -> database);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "jdbc"})
  void springsOwnJobStoreIsNotUsed(String type) throws Exception {
    jobStoreType = type;

    Scheduler node = start(false, "old", 2090);

    assertThat(node.getMetaData().getJobStoreClass()).isEqualTo(SharedJobStore.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theSameDeclaredTwiceIsWrittenOnce(boolean overwrites) throws Exception {
    Scheduler unusedFirst = start(overwrites, "old", 2090);
    Object version = version();

    Scheduler unusedSecond = start(overwrites, "old", 2090);

    assertThat(version()).isEqualTo(version);
  }

  private Object version() {
    return redis.command("HGET", "{" + lease + "}:schedule", "head").orElseThrow();
  }
}
