package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.InterruptableJob;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;

/** Jobs that run on a node while it loses its lease (Q4). */
class LosingTheLeaseIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String OBSERVED = "observed";

  private final String lease = "losing-" + NAMES.incrementAndGet();
  private final Observed observed = new Observed();
  private @Nullable Node node;

  /** The observations of the job. */
  private static final class Observed {
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
    private final AtomicReference<@Nullable Boolean> heldWhenInterrupted = new AtomicReference<>();
    private final CountDownLatch end = new CountDownLatch(1);
  }

  @BeforeEach
  void aNodeThatRunsAJob() throws SchedulerException {
    redis.start();
    node =
        Node.with(lease, "redis", redis.uri(), "lease", lease, "ttl", "6s", "trustabsence", "true");
    node.scheduler().getContext().put(OBSERVED, observed);
    node.scheduler()
        .scheduleJob(
            JobBuilder.newJob(Interruptable.class).withIdentity("interruptable").build(),
            TriggerBuilder.newTrigger().withIdentity("now").startNow().build());
    node.everyTenthOfASecond("g").start();
    await().until(() -> observed.lease.get() != null);
  }

  @AfterEach
  void end() {
    observed.end.countDown();
    redis.start();
    if (node != null) {
      node.close();
    }
  }

  /** Runs until it is interrupted, or the test ends. */
  public static final class Interruptable implements InterruptableJob {

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile @Nullable Observed observed;

    /** Made by Quartz. */
    public Interruptable() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        Observed here =
            (Observed) Objects.requireNonNull(context.getScheduler().getContext().get(OBSERVED));
        observed = here;
        here.lease.set(BeatCop.lease(context).orElseThrow());
        while (here.end.getCount() > 0 && !interrupted.await(10, TimeUnit.MILLISECONDS)) {}
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }

    @Override
    public void interrupt() {
      Observed here = Objects.requireNonNull(observed);
      here.heldWhenInterrupted.compareAndSet(
          null, Objects.requireNonNull(here.lease.get()).isHeld());
      interrupted.countDown();
    }
  }

  private void nothingIsFiredAnyMore() {
    Node here = Objects.requireNonNull(node);
    int fires = here.fires().size();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(() -> here.fires().size() == fires);
  }

  @Test
  void aRedisThatFallsSilentHasTheJobInterruptedBeforeTheDeadline() {
    redis.freeze();

    await().until(() -> observed.heldWhenInterrupted.get() != null);

    assertThat(observed.heldWhenInterrupted.get()).isTrue();
    await().until(() -> !Objects.requireNonNull(observed.lease.get()).isHeld());
    nothingIsFiredAnyMore();
  }

  @Test
  void aStolenLeaseHasTheJobInterruptedWhenItIsNoticed() {
    redis.command("SET", lease, "a thief", "PX", "60000");

    await().until(() -> observed.heldWhenInterrupted.get() != null);

    assertThat(Objects.requireNonNull(observed.lease.get()).isHeld()).isFalse();
    nothingIsFiredAnyMore();
  }

  @Test
  void aRedisThatIsThereInTimeAgainInterruptsNothing() {
    redis.kill();
    redis.start();

    Node here = Objects.requireNonNull(node);
    int fires = here.fires().size();
    await().until(() -> here.fires().size() >= fires + 10);
    assertThat(observed.heldWhenInterrupted.get()).isNull();
  }
}
