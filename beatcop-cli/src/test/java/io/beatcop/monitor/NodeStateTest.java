package io.beatcop.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.process.Contest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node is in trouble with. */
class NodeStateTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Lease lease =
      new Lease(LeaseSettings.of("nightly", Duration.ofSeconds(10)), new GrantingStore());
  private final NodeState state = new NodeState(Contest.of(lease), nanos::get);

  @AfterEach
  void close() {
    lease.close();
  }

  @Test
  void aNodeWhoseLeaseTakesPartIsWell() {
    lease.start();

    assertThat(state.trouble()).isEmpty();
  }

  /** L-b: it would take part for nothing, and nobody would restart it. */
  @Test
  void aNodeWhoseLeaseHasEndedIsNotWell() {
    lease.close();

    assertThat(state.trouble()).contains("the lease has ended");
  }

  @Test
  void aNodeThatLeavesIsWellToTheEnd() {
    state.leaving();
    lease.close();

    assertThat(state.trouble()).isEmpty();
  }

  @Test
  void whatIsBrokenIsTold() {
    state.broken("out of memory");

    assertThat(state.trouble()).contains("out of memory");
  }

  @Test
  void aSupervisorThatDoesNotTurnIsStuck() {
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(5));

    assertThat(state.trouble()).contains("the supervisor is stuck");
  }
}
