package io.beatcop.lease;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is cut into slices, which the live nodes of a cluster share evenly. Each slice is a
 * lease: at no instant do two nodes hold it.
 *
 * <p>Any thread may call any method, and so may a {@link LeaseGroupListener}. All leases share the
 * threads of one; the group has one thread more, which looks at the other nodes each sixth of a
 * ttl, and obeys the balance. While the store does not answer, the slices stay where they are.
 *
 * <p>End the work on a slice before you release it, and all work before you close the group.
 */
public final class LeaseGroup implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaseGroup.class);

  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(10);
  private static final Duration LONGEST_LEAVING = Duration.ofMillis(250);

  private final GroupSettings settings;
  private final GroupStore store;
  private final List<Slice> slices;
  private final List<LeaseGroupListener> listeners = new CopyOnWriteArrayList<>();
  private final SliceMoves moves;
  private final GroupLooks looks;

  /**
   * Makes a group that takes no part yet. Users take the builder, {@code
   * io.beatcop.redis.RedisLeaseGroup}.
   *
   * @param settings the slices, and this node
   * @param stores makes the store of the lease of a slice
   * @param store what the nodes know of each other, which is closed with the group
   */
  @Internal
  public LeaseGroup(
      GroupSettings settings, Function<LeaseSettings, LeaseStore> stores, GroupStore store) {
    this.settings = settings;
    this.store = store;
    this.looks = new GroupLooks(settings.name(), settings.ttl(), this::look, this::ended);
    this.slices =
        settings
            .numbers()
            .mapToObj(number -> slice(number, settings.slices().get(number), stores))
            .toList();
    this.moves = new SliceMoves(settings, store, slices);
  }

  private GroupLooks.Next look() {
    return moves.look();
  }

  private Slice slice(int number, LeaseSettings lease, Function<LeaseSettings, LeaseStore> stores) {
    Slice slice = new Slice(number, new Lease(lease, stores.apply(lease)), () -> looks.soon());
    slice.lease().addListener(new SliceNews(slice, listeners));
    return slice;
  }

  /**
   * Adds a listener. It hears of all changes from now on.
   *
   * @param listener the listener to call
   */
  public void addListener(LeaseGroupListener listener) {
    listeners.add(listener);
  }

  /**
   * Takes part from now on: looks once, and campaigns for this node's slices. Returns without an
   * answer if there is none within two timeouts, one to connect and one to ask; the group goes on.
   *
   * @throws SettingException if the store refuses for a reason that only another setting can fix;
   *     close the group then
   * @throws IllegalStateException if the group is closed, or has {@linkplain #isAlive() ended}
   */
  public void start() {
    if (!looks.begin()) {
      return;
    }
    store.onNews(looks::soon);
    looks.awaitFirst(settings.timeout().multipliedBy(2));
    Optional<SettingException> refusal = moves.refusal();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /**
   * Waits until each slice that this node campaigns for has had an answer, or the time is over. So
   * a node that is alone holds its slices then, unless it has to wait for an unknown holder (L7).
   *
   * @param patience how long to wait at most
   */
  @Internal
  public void awaitAnswers(Duration patience) {
    long endNanos = Clock.SYSTEM.nanos() + patience.toNanos();
    for (Slice slice : slices) {
      slice.awaitAnswer(Duration.ofNanos(Math.max(0, endNanos - Clock.SYSTEM.nanos())));
    }
  }

  /**
   * The slices, held or not, by their numbers.
   *
   * @return the slices
   */
  public List<Slice> slices() {
    return slices;
  }

  /**
   * The slices that this node holds at this moment.
   *
   * @return the slices
   */
  public List<Slice> held() {
    return slices.stream().filter(Slice::isHeld).toList();
  }

  /** {@return the name of the group} */
  public String name() {
    return settings.name();
  }

  /** {@return the identity of this node, which is the holder of its slices} */
  public String holder() {
    return settings.holder();
  }

  /**
   * Whether this group works: it is neither closed, nor has it {@linkplain LeaseGroupListener#ended
   * ended}. This says nothing about the store, which may be unreachable for a long time.
   *
   * @return whether it does
   */
  public boolean isAlive() {
    return looks.isAlive() && slices.stream().allMatch(slice -> slice.lease().isAlive());
  }

  /**
   * Drains this node, for good: it gets no slice any more, and gives those that it holds to others,
   * one after the other (P6). What nobody else may have it keeps until it is closed.
   *
   * @param patience how long to wait at most until it holds none; zero not to wait
   * @return whether it holds none
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean drain(Duration patience) throws InterruptedException {
    moves.drain();
    looks.soon();
    return looks.await(() -> held().isEmpty(), patience);
  }

  /**
   * Wants no slice for a while. What this node holds it gives to others, if they may have it.
   *
   * @param length how long; zero to want slices again
   */
  public void abstain(Duration length) {
    moves.abstain(length);
    looks.soon();
  }

  private void ended(Throwable reason) {
    FailureLog.bug(log, settings.name() + ": no slice moves any more; restart this node", reason);
    listeners.forEach(listener -> FailureLog.quietly(() -> listener.ended(reason)));
  }

  /**
   * Leaves the group for good, and releases all slices. Waits for that as long as the timeouts of
   * one lease allow, at most 10 s. A slice that could not be released expires by itself. End the
   * work first.
   */
  @Override
  public void close() {
    @Nullable Thread looking = looks.end();
    if (looking == null) {
      return;
    }
    if (looking != Thread.currentThread()) {
      TimedWait.untilEnd(looking, settings.timeout().multipliedBy(2));
    }
    // Before the slices are free: a node that looks must not take them for this node's.
    store.leave(settings.holder());
    slices.forEach(slice -> slice.lease().beginToClose());
    Duration allowed = settings.timeout().multipliedBy(4);
    long untilNanos = Clock.SYSTEM.nanos() + Math.min(allowed.toNanos(), LONGEST_RELEASE.toNanos());
    boolean released = true;
    for (Slice slice : slices) {
      Duration left = Duration.ofNanos(Math.max(0, untilNanos - Clock.SYSTEM.nanos()));
      released &= slice.lease().exit().awaitReleased(left);
    }
    if (!released) {
      log.warn(
          "{}: could not release all slices: no answer; they expire by themselves within {}",
          settings.name(),
          Durations.format(settings.ttl()));
    }
    Duration patience = released ? settings.timeout().multipliedBy(2) : LONGEST_LEAVING;
    long endNanos = Clock.SYSTEM.nanos() + patience.toNanos();
    for (Slice slice : slices) {
      slice.lease().exit().close(Duration.ofNanos(Math.max(0, endNanos - Clock.SYSTEM.nanos())));
    }
    store.close();
  }
}
