package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;
import org.quartz.SchedulerMetaData;
import org.quartz.impl.jdbcjobstore.JobStoreTX;

/**
 * The plugin in schedulers with a JobStoreTX that is not clustered: each keeps its jobs in a
 * database of its own, and only Redis is between them.
 */
class JdbcStoreIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String NEXT_FIRE_TIME = "SELECT NEXT_FIRE_TIME FROM QRTZ_TRIGGERS";

  private final String lease = "jdbc-" + NAMES.incrementAndGet();
  private QuartzDatabase firstDatabase;
  private QuartzDatabase secondDatabase;
  private Node first;
  private Node second;

  @BeforeEach
  void twoNodesOfWhichTheFirstFires() throws SQLException, SchedulerException {
    firstDatabase = QuartzDatabase.named(lease + "-a");
    secondDatabase = QuartzDatabase.named(lease + "-b");
    first = node("a", firstDatabase);
    second = node("b", secondDatabase);
    first.start();
    await().until(() -> first.fires().size() >= 5);
    second.start();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private Node node(String name, QuartzDatabase database) throws SchedulerException {
    return Node.withStore(
            database.jobStore(),
            lease + "-" + name,
            "redis",
            redis.uri(),
            "lease",
            lease,
            "ttl",
            "2s",
            "trustabsence",
            "true")
        .everyTenthOfASecond("g");
  }

  @Test
  void ofTwoNodesOneFiresAndTheTriggersOfTheOtherGoOn() throws SQLException, SchedulerException {
    SchedulerMetaData store = second.scheduler().getMetaData();
    assertThat(store.getJobStoreClass()).isEqualTo(JobStoreTX.class);
    assertThat(store.isJobStoreClustered()).isFalse();
    long next = secondDatabase.number(NEXT_FIRE_TIME);

    await().until(() -> secondDatabase.number(NEXT_FIRE_TIME) >= next + 1000);

    assertThat(second.fires()).isEmpty();
    assertThat(first.fires()).hasSizeGreaterThan(10);
  }

  @Test
  void standbyHandsOverAndNoTimeIsFiredTwiceOrMissed() throws SchedulerException {
    first.scheduler().standby();

    await().until(() -> second.fires().size() >= 10);

    assertThat(second.fires().get(0).token().getAsLong())
        .isGreaterThan(first.fires().get(0).token().getAsLong());
    List<Long> fired =
        Stream.concat(first.fires().stream(), second.fires().stream())
            .map(Fire::scheduledMillis)
            .sorted()
            .toList();
    assertThat(fired)
        .isEqualTo(Stream.iterate(fired.get(0), time -> time + 100).limit(fired.size()).toList());
  }
}
