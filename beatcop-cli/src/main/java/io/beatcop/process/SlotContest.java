package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.LeaseGroupListener;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.Loss;
import io.beatcop.lease.Slice;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contest for one of the slots of a group, of which a node has one at most. Which one, the
 * balance of the group decides; a node keeps the one that it has.
 */
public final class SlotContest implements Contest {

  private static final Logger log = LoggerFactory.getLogger(SlotContest.class);

  /** Longer than any process is up. */
  private static final Duration FOR_GOOD = Duration.ofDays(10_000);

  private final LeaseGroup group;
  private final LeaseSettings settings;

  /** The slot that was held last: while it is held, no other one counts. */
  private volatile @Nullable Slice last;

  /**
   * Makes the contest.
   *
   * @param group the slots, not started yet; a node may have one at most
   * @param settings the times of each slot, with the name of the group
   */
  public SlotContest(LeaseGroup group, LeaseSettings settings) {
    this.group = group;
    this.settings = settings;
    group.addListener(
        new LeaseGroupListener() {
          @Override
          public void acquired(Slice slice, Grant grant) {
            log.info(
                "{}: has slot {} of {}", settings.name(), slice.number(), group.slices().size());
          }

          @Override
          public void asked(Slice slice, Grant grant, String why) {
            // The supervisor hears it as well, and gives the slot up when the child has ended.
          }
        });
  }

  private Optional<Slice> held() {
    Slice kept = last;
    if (kept != null && kept.isHeld()) {
      return Optional.of(kept);
    }
    Optional<Slice> other = group.slices().stream().filter(Slice::isHeld).findFirst();
    other.ifPresent(slice -> last = slice);
    return other;
  }

  @Override
  public LeaseSettings settings() {
    return settings;
  }

  @Override
  public void addListener(LeaseListener listener) {
    group.addListener(new SlotNews(listener));
  }

  @Override
  public void start() {
    group.start();
  }

  @Override
  public boolean isAlive() {
    return group.isAlive();
  }

  @Override
  public Optional<Grant> grant() {
    return held().flatMap(Slice::grant);
  }

  @Override
  public boolean isHeldFor(Duration longer) {
    return held().filter(slice -> slice.isHeldFor(longer)).isPresent();
  }

  @Override
  public OptionalInt slot(Grant grant) {
    return held()
        .filter(slice -> slice.token().orElse(-1) == grant.token())
        .map(slice -> OptionalInt.of(slice.number()))
        .orElse(OptionalInt.empty());
  }

  @Override
  public void stop() {
    group.abstain(FOR_GOOD);
    group.held().forEach(Slice::release);
  }

  @Override
  public void stepDown() {
    group.abstain(settings.ttl());
    group.held().forEach(Slice::release);
  }

  @Override
  public void campaign() {
    group.abstain(Duration.ZERO);
  }

  @Override
  public void close() {
    group.close();
  }

  /** Tells a listener of the slot that this node has as of a lease. */
  private record SlotNews(LeaseListener listener) implements LeaseGroupListener {

    @Override
    public void acquired(Slice slice, Grant grant) {
      listener.acquired(grant);
    }

    @Override
    public void extended(Slice slice, Grant grant) {
      listener.extended(grant);
    }

    @Override
    public void asked(Slice slice, Grant grant, String why) {
      listener.asked(grant, why);
    }

    @Override
    public void expiring(Slice slice, Grant grant, Duration left) {
      listener.expiring(grant, left);
    }

    @Override
    public void lost(Slice slice, Grant grant, Loss loss) {
      listener.lost(grant, loss);
    }

    @Override
    public void released(Slice slice, Grant grant) {
      listener.released(grant);
    }

    @Override
    public void ended(Throwable reason) {
      listener.ended(reason);
    }
  }
}
