package io.beatcop.examples.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import io.beatcop.testing.RedisServer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.context.support.GenericApplicationContext;

/** On the shared schedule in a real Redis. */
class SharedDeclaredScheduleIT extends DeclaredScheduleContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final String lease = UUID.randomUUID().toString();
  private String jobStoreType = "memory";

  @Override
  Map<String, Object> store() {
    String quartz = "spring.quartz.properties.org.quartz.";
    Map<String, Object> properties = new HashMap<>();
    properties.put("spring.quartz.job-store-type", jobStoreType);
    properties.put(quartz + "jobStore.class", SharedJobStore.class.getName());
    properties.put(quartz + "plugin.beatcop.class", BeatCopPlugin.class.getName());
    properties.put(quartz + "plugin.beatcop.redis", redis.uri());
    properties.put(quartz + "plugin.beatcop.lease", lease);
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
  void springsOwnJobStoreIsNotUsed(String type) throws SchedulerException {
    jobStoreType = type;

    Scheduler node = start(false, "old", 2090);

    assertThat(node.getMetaData().getJobStoreClass()).isEqualTo(SharedJobStore.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theSameDeclaredTwiceIsWrittenOnce(boolean overwrites) {
    Scheduler unusedFirst = start(overwrites, "old", 2090);
    Object version = version();

    Scheduler unusedSecond = start(overwrites, "old", 2090);

    assertThat(version()).isEqualTo(version);
  }

  private Object version() {
    return redis.command("HGET", "{" + lease + "}:schedule", "head").orElseThrow();
  }
}
