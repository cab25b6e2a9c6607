package io.beatcop.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease: at most one node of a cluster holds it at a time, and one does as long as one campaigns.
 *
 * <p>Ask {@link #isHeld()} before each piece of work, as often as you like. Any thread may call any
 * method, and so may a {@link LeaseListener}.
 *
 * <p>End the work before you release the lease: {@link #stop()}, {@link #stepDown()} and {@link
 * #close()} let another node start within milliseconds (L8).
 */
public final class Lease implements AutoCloseable {

  private static final long NOT_ASKED = Long.MIN_VALUE;

  private final LeaseSettings settings;
  private final LeaseStore store;
  private final Clock clock;
  private final LeaseLoop loop;
  private final LeaseEvents events;
  private final LeaseExit exit;
  private final Object lifecycle = new Object();
  private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
  private volatile @Nullable LeaseDriver driver;
  private volatile boolean closed;
  private volatile long askedToken = NOT_ASKED;
  private long askedForToken = NOT_ASKED;

  /**
   * Makes a lease that is not in the contest yet. Users take the builder, {@code
   * io.beatcop.redis.RedisLease}.
   *
   * @param settings what to hold, and how
   * @param store the store, which is closed with the lease
   */
  @Internal
  public Lease(LeaseSettings settings, LeaseStore store) {
    this(settings, store, Clock.SYSTEM);
  }

  Lease(LeaseSettings settings, LeaseStore store, Clock clock) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.events = new LeaseEvents(settings, clock);
    events.addListener(
        new LeaseListener() {
          @Override
          public void asked(Grant grant, String why) {
            askedToken = grant.token();
          }
        });
    LeaseMachine machine = new LeaseMachine(settings, new SplittableRandom());
    this.loop = new LeaseLoop(settings, machine, store, clock, events, this::ended);
    this.exit =
        new LeaseExit(settings, store, loop, events, () -> Optional.ofNullable(this.driver));
    events.of(
        new LeaseEvents.Loop() {
          @Override
          public void look() {
            loop.tell((unused, now) -> {});
          }

          @Override
          public void over(Grant grant, Loss loss) {
            loop.tell((rules, now) -> rules.over(grant, loss, now));
          }

          @Override
          public void ended(Throwable reason) {
            Lease.this.ended(reason);
          }
        });
  }

  /**
   * Ends the lease since one of its threads can't go on: closes the loop, and tells the listeners.
   */
  private void ended(Throwable reason) {
    if (end.compareAndSet(null, reason)) {
      loop.close();
      events.end(reason);
    }
  }

  /**
   * Whether this lease works: it is neither closed, nor has it {@linkplain LeaseListener#ended
   * ended}. This says nothing about Redis, which may be unreachable for a long time. A lease that
   * is not alive is not held, and never will be.
   *
   * @return whether it is
   */
  public boolean isAlive() {
    LeaseDriver driving = driver;
    return !closed && end.get() == null && (driving == null || driving.isAlive());
  }

  /**
   * Adds a listener. It hears of all changes from now on.
   *
   * @param listener the listener to call
   */
  public void addListener(LeaseListener listener) {
    events.addListener(listener);
  }

  /**
   * Joins the contest, and waits for the first answer. So a node that is alone holds the lease when
   * this returns, unless it has to wait for an unknown holder (L7). Returns without an answer if
   * there is none within the deference and two timeouts, one to connect and one to ask; the contest
   * goes on.
   *
   * @throws SettingException if the store refuses for a reason that only another setting can fix,
   *     such as a wrong password; the lease has left the contest then
   * @throws IllegalStateException if the lease is closed, or has {@linkplain #isAlive() ended}
   */
  public void start() {
    campaign();
    Optional<LeaseAnswer> answer =
        loop.awaitAnswer(settings.timeout().multipliedBy(2).plus(settings.deference()));
    checkNotEnded();
    if (answer.orElse(null) instanceof LeaseAnswer.Refused refused) {
      stop();
      throw refused.reason();
    }
  }

  /**
   * Joins the contest if this node wins it now, and leaves again if it does not. Waits for the
   * first answer as {@link #start()} does, and then for a ttl at most if this node has the key but
   * an earlier holder may be left (L7).
   *
   * @return whether this node holds the lease, and is in the contest
   * @throws SettingException as {@link #start()} does
   * @throws IllegalStateException if the lease is closed, or has {@linkplain #isAlive() ended}
   */
  public boolean tryStart() {
    start();
    if (!isHeld()) {
      loop.awaitEndOfPause(settings.ttl().plus(settings.timeout().multipliedBy(2)));
    }
    if (!isHeld()) {
      stop();
      return false;
    }
    return true;
  }

  /**
   * Joins the contest, and returns at once. An error that would make {@link #start()} throw is
   * logged instead, and the node asks again. Does nothing if this node is in the contest.
   *
   * @throws IllegalStateException if the lease is closed, or has {@linkplain #isAlive() ended}
   */
  public void campaign() {
    synchronized (lifecycle) {
      checkOpen();
      if (driver == null) {
        LeaseDriver driving = store.driver().orElseGet(() -> LeaseDriver.ofOne(settings));
        driving.join(loop, events);
        driver = driving;
        store.onRelease(() -> loop.tell(LeaseMachine::wake));
      }
    }
    loop.campaign();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("lease " + settings.name() + " is closed");
    }
    checkNotEnded();
  }

  private void checkNotEnded() {
    Throwable reason = end.get();
    if (reason != null) {
      throw new IllegalStateException(
          "lease %s has ended, make another one: %s"
              .formatted(settings.name(), FailureLog.words(reason)),
          reason);
    }
  }

  /**
   * Whether this node holds the lease at this moment. Costs a volatile read and two clock reads,
   * allocates nothing, needs no other thread, and turns false at the deadline whatever happens.
   *
   * @return whether it does
   */
  public boolean isHeld() {
    return heldGrant() != null;
  }

  /**
   * Whether this node holds the lease, and will hold it for that much longer even if it can't renew
   * it. Ask this before work that must be finished within the term.
   *
   * @param longer how long
   * @return whether it does; false for a negative duration, and for a ttl or longer: no term lasts
   *     so long
   */
  public boolean isHeldFor(Duration longer) {
    if (longer.isNegative() || longer.compareTo(settings.ttl()) >= 0) {
      return false;
    }
    Grant grant = loop.grant();
    return grant != null
        && grant
            .deadline()
            .covers(clock.nanos() + longer.toNanos(), clock.epochMillis() + longer.toMillis());
  }

  /**
   * The term that this node holds.
   *
   * @return the term, or empty if {@link #isHeld()} is false
   */
  public Optional<Grant> grant() {
    return Optional.ofNullable(heldGrant());
  }

  /**
   * The fencing token of the term that this node holds. Send it with each write of the work, and
   * let the storage refuse lower tokens.
   *
   * @return the token, or empty if {@link #isHeld()} is false
   */
  public OptionalLong token() {
    Grant grant = heldGrant();
    return grant == null ? OptionalLong.empty() : OptionalLong.of(grant.token());
  }

  /**
   * The time until which this node holds the lease, unless it renews it.
   *
   * @return the deadline by the wall clock, or empty if {@link #isHeld()} is false
   */
  public Optional<Instant> deadline() {
    return grant().map(grant -> grant.deadline().instant());
  }

  private @Nullable Grant heldGrant() {
    Grant grant = loop.grant();
    return grant != null && grant.deadline().covers(clock.nanos(), clock.epochMillis())
        ? grant
        : null;
  }

  /**
   * The settings of this lease.
   *
   * @return the settings
   */
  public LeaseSettings settings() {
    return settings;
  }

  /**
   * Whether this node holds the lease and is asked to give it up: an operator has paused it, or
   * asks this node to step down. End the work then, and call {@link #stepDown()}. Costs a few clock
   * reads; any thread may call it.
   *
   * @return whether it is
   */
  public boolean isAskedToLeave() {
    Grant grant = heldGrant();
    return grant != null && grant.token() == askedToken;
  }

  /** Asks this node to leave, once in a term. */
  void ask(Grant grant, String why) {
    synchronized (lifecycle) {
      if (askedForToken == grant.token() || askedToken == grant.token()) {
        return;
      }
      askedForToken = grant.token();
    }
    events.add(List.of(new Change.Asked(grant, why)));
  }

  /**
   * Waits until this node holds the lease. Returns at once if it does.
   *
   * @param patience how long to wait at most
   * @return the term; empty if the time is over, or the lease is closed or has {@linkplain
   *     #isAlive() ended}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Optional<Grant> await(Duration patience) throws InterruptedException {
    loop.awaitGrant(() -> heldGrant() != null, patience);
    return grant();
  }

  /**
   * Begins work that goes on while this node holds the lease, on a thread of its own: {@link
   * LeaseWork} says when the task begins and when it is interrupted. It does not join the contest.
   *
   * <pre>{@code
   * try (Lease lease = RedisLease.builder("nightly").redis(uri).build();
   *     LeaseWork work = lease.whileHeld(grant -> importOrders(grant.token()))) {
   *   lease.start();
   *   shutdown.await();
   * }
   * }</pre>
   *
   * @param task what to do
   * @return the work, to be closed before the lease
   * @throws IllegalStateException if the lease is closed, or has {@linkplain #isAlive() ended}
   */
  public LeaseWork whileHeld(LeaseWork.Task task) {
    checkOpen();
    return new LeaseWork(this, task).begin();
  }

  /**
   * Asks this node to leave as an operator does, once it is not healthy any more: {@link
   * LeaseListener#asked} is called, {@link #isAskedToLeave()} is true, and the work of {@link
   * #whileHeld} ends and steps down. A node that holds nothing is not asked for its health.
   *
   * @param healthy asked each third of the ttl, on a thread of its own. If it says no, throws, or
   *     does not answer within a ttl, the node is not healthy
   * @throws IllegalStateException if the lease is closed, or has {@linkplain #isAlive() ended}
   */
  public void keepWhile(BooleanSupplier healthy) {
    checkOpen();
    new LeaseHealth(this, healthy, clock, this::ask).begin();
  }

  /**
   * Gives the lease up, if this node holds it, and joins the contest again after a ttl, so that
   * another node can win it. Waits for the release as long as the store's timeouts allow, at most
   * 10 s, and at most 250 ms if this node holds nothing. End the work first.
   */
  public void stepDown() {
    boolean unused = exit.leave(isHeld(), LeaseMachine::stepDown);
  }

  /**
   * Leaves the contest, and gives the lease up if this node holds it. Waits for the release as long
   * as the store's timeouts allow, at most 10 s, and at most 250 ms if this node holds nothing. A
   * lease that could not be released expires by itself. End the work first. {@link #start()} joins
   * again.
   */
  public void stop() {
    boolean unused = exit.leave(isHeld(), LeaseMachine::stop);
  }

  /** Leaves the contest as {@link #stop()} does, for good, and closes the store. */
  @Override
  public void close() {
    if (beginsToClose()) {
      exit.close(exit.leave(isHeld(), LeaseMachine::stop));
    }
  }

  private boolean beginsToClose() {
    synchronized (lifecycle) {
      boolean begins = !closed;
      closed = true;
      return begins;
    }
  }

  /**
   * Leaves as {@link #stop()} does, for good, and returns at once. A group waits at the {@link
   * #exit}.
   */
  void beginToClose() {
    if (beginsToClose()) {
      exit.leaveSoon();
    }
  }

  LeaseExit exit() {
    return exit;
  }

  /** Waits for the first answer since this node joined the contest. */
  void awaitAnswer(Duration patience) {
    Optional<LeaseAnswer> unused = loop.awaitAnswer(patience);
  }
}
