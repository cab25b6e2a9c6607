package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A supervisor with a guard that only answers, and a lease that fails. */
class SupervisorTest {

  private static final Duration TTL = Duration.ofMillis(200);

  private final List<String> broken = new CopyOnWriteArrayList<>();
  private final AtomicInteger turnsAfterwards = new AtomicInteger();

  private final SupervisorListener listener =
      new SupervisorListener() {
        @Override
        public void broken(String reason) {
          broken.add(reason);
        }

        @Override
        public void alive() {
          if (!broken.isEmpty()) {
            turnsAfterwards.incrementAndGet();
          }
        }
      };

  private Supervisor supervisor(Lease lease) throws IOException {
    Guard guard = new PlayedGuard().guard();
    return new Supervisor(
        new SupervisorSettings(
            List.of("true"),
            Duration.ofMillis(20),
            Restart.NEVER,
            OnLost.WAIT,
            Optional.empty(),
            false),
        Contest.of(lease),
        guard,
        listener);
  }

  /** L-b: the node would wait for a lease that it can never have again. */
  @Test
  @Timeout(30)
  void aLeaseThatHasEndedEndsTheNode() throws IOException {
    Lease lease = new Lease(LeaseSettings.of("nightly", TTL), new EndingStore());

    int code = supervisor(lease).run();

    assertThat(code).isEqualTo(70);
    assertThat(broken)
        .singleElement()
        .asString()
        .startsWith("a bug of BeatCop, please report it: ");
    assertThat(turnsAfterwards).as("answers to a watchdog").hasValue(0);
  }

  /** L-b: what can't tell any more is seen at the next turn. */
  @Test
  @Timeout(30)
  void aLeaseThatCanNotTellItsEndEndsTheNodeToo() throws IOException {
    Lease lease = new Lease(LeaseSettings.of("nightly", TTL), new EndingStore());
    lease.close();

    assertThat(supervisor(lease).run()).isEqualTo(70);
    assertThat(broken).containsExactly(Breakdown.ofLease().sentence());
  }
}
