package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseWork;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.gson.GsonJsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** JobRunr on two nodes, of which the holder of a lease has the background job server. */
@Slow
class JobRunrIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final JdbcDataSource database = new JdbcDataSource();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void aDatabase() {
    database.setURL("jdbc:h2:mem:jobrunr;DB_CLOSE_DELAY=-1");
  }

  @AfterEach
  void end() {
    nodes.forEach(Node::close);
  }

  private Node node(String name) {
    Node node = new Node(name, database);
    nodes.add(node);
    return node;
  }

  /** What is to be done. JobRunr writes it as JSON, and finds its handler by the class. */
  public static final class Report implements JobRequest {

    private static final long serialVersionUID = 1;

    @Override
    public Class<ReportHandler> getJobRequestHandler() {
      return ReportHandler.class;
    }
  }

  /** Does it, and counts how often its node did. */
  public static final class ReportHandler implements JobRequestHandler<Report> {

    private final AtomicInteger runs = new AtomicInteger();

    @Override
    public void run(Report report) {
      runs.incrementAndGet();
    }
  }

  /** A node of an application. */
  private static final class Node implements AutoCloseable {

    private final ReportHandler handler = new ReportHandler();
    private final StorageProvider storage;
    private final Lease lease;
    private final LeaseWork work;

    Node(String name, JdbcDataSource database) {
      storage = SqlStorageProviderFactory.using(database);
      storage.setJobMapper(new org.jobrunr.jobs.mappers.JobMapper(new GsonJsonMapper()));
      lease =
          RedisLease.builder("background-jobs")
              .redis(redis.uri())
              .holder(name)
              .ttl(Duration.ofSeconds(2))
              .trustAbsence(true)
              .build();
      work = start();
    }

    LeaseWork start() {
      lease.campaign();
      return lease.whileHeld(
          grant -> {
            BackgroundJobServer server = newServer();
            server.start();
            try {
              // Until this node is to leave, or is about to lose the lease.
              new CountDownLatch(1).await();
            } finally {
              server.stop();
            }
          });
    }

    private BackgroundJobServer newServer() {
      return new BackgroundJobServer(
          storage,
          new GsonJsonMapper(),
          new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
              return type.cast(handler);
            }
          },
          usingStandardBackgroundJobServerConfiguration()
              .andPollIntervalInSeconds(5)
              .andWorkerCount(2));
    }

    /** From any node: a job is picked up where the lease is. */
    void enqueue() {
      new JobRequestScheduler(storage).enqueue(new Report());
    }

    @Override
    public void close() {
      work.close();
      lease.close();
      storage.close();
    }
  }

  private static void untilItRan(Node node, int runs) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(node.handler.runs).hasValue(runs));
  }

  @Test
  void onlyTheHolderRunsJobsAndAnotherOneGoesOn() {
    Node first = node("first");
    first.enqueue();
    untilItRan(first, 1);
    Node second = node("second");
    second.enqueue();
    untilItRan(first, 2);

    try (LeaseControl control =
        new LeaseControl(first.lease.settings(), RedisSettings.parse(redis.uri()))) {
      control.askToStepDown(new OperatorNote(Instant.now(), "ops", "a new kernel"));
    }
    await().until(second.lease::isHeld);
    first.enqueue();

    untilItRan(second, 1);
    assertThat(first.handler.runs).hasValue(2);
  }
}
