package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.LeaseGroupListener;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.Slice;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contest for the slices of an entry, where the balance of their group decides who has which.
 */
final class GroupContest implements Contest {

  private static final Logger log = LoggerFactory.getLogger(GroupContest.class);

  /** Longer than any process is up. */
  private static final Duration FOR_GOOD = Duration.ofDays(10_000);

  /** How many ttls a node that can't fire stays away. */
  private static final int AVOIDED_TTLS = 6;

  private final LeaseGroup group;
  private final Duration ttl;
  private final Duration timeout;
  private volatile boolean away;
  private volatile long joinedNanos;

  GroupContest(LeaseGroup group, Duration ttl, Duration timeout) {
    this.group = group;
    this.ttl = ttl;
    this.timeout = timeout;
    group.addListener(
        new LeaseGroupListener() {
          @Override
          public void acquired(Slice slice, Grant grant) {
            if (away) {
              // A look that had begun before may still have campaigned.
              slice.release();
            }
          }

          @Override
          public void asked(Slice slice, Grant grant, String why) {
            // The listener of the slice hears it as well, and gives it up after the last job.
          }

          @Override
          public void ended(Throwable reason) {
            log.debug("{}: has ended", group.name(), reason);
          }
        });
  }

  @Override
  public synchronized void join() {
    away = false;
    joinedNanos = System.nanoTime();
    group.abstain(Duration.ZERO);
    try {
      group.start();
    } catch (SettingException e) {
      // The group has logged this, and goes on looking: somebody may fix it at Redis.
      log.debug("{}: refused", group.name(), e);
    }
  }

  @Override
  public boolean isAwaited() {
    return true;
  }

  @Override
  public void awaitAnswer() {
    group.awaitAnswers(patience());
  }

  @Override
  public Duration patience() {
    long leftNanos = joinedNanos + timeout.multipliedBy(4).toNanos() - System.nanoTime();
    return Duration.ofNanos(Math.max(0, leftNanos));
  }

  @Override
  public synchronized void withdraw() {
    away = true;
    group.abstain(FOR_GOOD);
  }

  @Override
  public void close() {
    group.close();
  }

  /** Unless this node is away anyhow, and for longer. */
  private synchronized void abstainForNow() {
    if (!away) {
      group.abstain(ttl.multipliedBy(AVOIDED_TTLS));
    }
  }

  Seat seat(Slice slice) {
    return new SliceSeat(slice);
  }

  /** The place of this node in the contest for a slice: whoever is to have it, the group says. */
  private final class SliceSeat implements Seat {

    private final Slice slice;

    SliceSeat(Slice slice) {
      this.slice = slice;
    }

    @Override
    public Lease lease() {
      return slice.lease();
    }

    @Override
    public void stop() {
      slice.release();
    }

    @Override
    public void stepDown() {
      slice.release();
    }

    @Override
    public void stopAndAskAgain() {
      slice.release();
    }

    /**
     * Wants no slice for a while. So others get them one by one, and this one keeps them if it is
     * alone.
     */
    @Override
    public void avoid(Runnable ask) {
      abstainForNow();
    }

    @Override
    public boolean hasSeenAnother() {
      return slice.hasSeenAnother();
    }

    @Override
    public Optional<String> otherHolder() {
      return slice.isHeld() ? Optional.empty() : slice.holder();
    }
  }
}
