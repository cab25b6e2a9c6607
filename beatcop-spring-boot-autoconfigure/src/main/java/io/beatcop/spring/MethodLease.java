package io.beatcop.spring;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseControl;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.util.function.SingletonSupplier;

/**
 * The lease of some methods: they run while this node holds it, and it goes when the last run has
 * ended (L8).
 */
final class MethodLease implements LeaseListener {

  private static final String PAUSED = "paused ";

  private final Lease lease;
  private final Supplier<LeaseControl> control;
  private final SingletonSupplier<RedisHandledTimes> handled;
  private final UnaryOperator<String> origin;
  private volatile boolean catchesUp;
  private volatile Runnable whenAcquired = () -> {};
  private int runs;
  private long begun;
  private long skipped;
  private volatile Optional<String> holder = Optional.empty();
  private boolean closing;
  private volatile boolean leaving;
  private volatile boolean paused;

  /**
   * Makes one that is not asked for yet.
   *
   * @param control makes what an operator may ask of it
   * @param handled makes what knows the handled times of methods
   * @param origin where the user wrote a setting
   */
  MethodLease(
      Lease lease,
      Supplier<LeaseControl> control,
      Supplier<RedisHandledTimes> handled,
      UnaryOperator<String> origin) {
    this.lease = lease;
    this.control = control;
    this.handled = SingletonSupplier.of(handled);
    this.origin = origin;
    lease.addListener(this);
  }

  /** Joins the contest. Waits for the first answer, so that a node that is alone runs at once. */
  void open() {
    synchronized (this) {
      closing = false;
    }
    try {
      lease.start();
    } catch (SettingException e) {
      throw e.withName(origin.apply(e.setting()));
    }
  }

  /** Has this done at the begin of each term, and now if one goes on. It must not block. */
  void whenAcquired(Runnable work) {
    whenAcquired = work;
    if (lease.isHeld()) {
      work.run();
    }
  }

  /** Prepares what a method that catches up needs. */
  void prepareCatchUp() {
    try {
      RedisHandledTimes unused = handled.obtain();
      catchesUp = true;
    } catch (SettingException e) {
      throw e.withName(origin.apply(e.setting()));
    }
  }

  /** Whether a run may begin. If so, {@link #end} must follow. */
  boolean begin(Optional<CatchUp> catchUp) {
    synchronized (this) {
      if (closing || !lease.isHeld() || lease.isAskedToLeave()) {
        skipped++;
        return false;
      }
      runs++;
      begun++;
    }
    // It asks Redis, so nothing else waits for it.
    boolean isDue = false;
    try {
      isDue =
          catchUp.isEmpty()
              || catchUp.get().begin(new CatchUp.Turn(name(), lease::grant, handled.obtain()));
    } finally {
      if (!isDue) {
        synchronized (this) {
          begun--;
          skipped++;
        }
        end();
      }
    }
    return isDue;
  }

  /** A run has ended. */
  void end(Optional<CatchUp> catchUp) {
    catchUp.ifPresent(CatchUp::end);
    end();
  }

  private void end() {
    synchronized (this) {
      runs--;
      notifyAll();
    }
    leaveIfAsked();
  }

  @Override
  public void observed(String other) {
    holder = Optional.of(other);
  }

  String name() {
    return lease.settings().name();
  }

  LeaseControl control() {
    return control.get();
  }

  boolean isAlive() {
    return lease.isAlive();
  }

  /** Its state in words, for the application's health. */
  String words() {
    if (!lease.isAlive()) {
      return "a bug has ended its thread: restart this node";
    }
    OptionalLong token = lease.token();
    if (token.isPresent()) {
      return lease.isAskedToLeave()
          ? "held by this node until its last run has ended"
          : "held by this node, token " + token.getAsLong();
    }
    return holder
        .map(other -> "asked for; held by " + other)
        .orElse("asked for; no holder seen yet");
  }

  /** What the endpoint shows of it. */
  synchronized LeaseView view() {
    OptionalLong token = lease.token();
    return new LeaseView(
        name(),
        null,
        lease.settings().holder(),
        token.isEmpty() ? "follower" : closing || lease.isAskedToLeave() ? "leaving" : "leader",
        token.isPresent() ? lease.settings().holder() : holder.orElse(null),
        token.isPresent() ? token.getAsLong() : null,
        lease.deadline().map(Object::toString).orElse(null),
        lease.isAlive(),
        Map.of("running", (long) runs, "fires", begun, "vetoes", skipped));
  }

  @Override
  public void acquired(Grant grant) {
    holder = Optional.empty();
    whenAcquired.run();
  }

  @Override
  public void asked(Grant grant, String why) {
    paused = why.startsWith(PAUSED);
    leaveIfAsked();
  }

  /**
   * Stays out for a ttl, so that another node can win the lease. In a pause nobody can: then this
   * node asks again at once, and the end of the pause wakes it. No run begins meanwhile, for the
   * lease is asked for, or is not held.
   */
  private void leaveIfAsked() {
    synchronized (this) {
      if (runs > 0 || closing || leaving || !lease.isAskedToLeave()) {
        return;
      }
      leaving = true;
    }
    if (paused) {
      lease.stop();
      lease.campaign();
    } else {
      lease.stepDown();
    }
    leaving = false;
  }

  /** Leaves the contest: begins no run any more, and waits for those under way. */
  void leave(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean isIdle;
    synchronized (this) {
      closing = true;
      long left = patience.toMillis();
      while (runs > 0 && left > 0) {
        try {
          wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
      isIdle = runs == 0;
    }
    // Else it goes on while the process lives, and expires after that.
    if (isIdle) {
      lease.stop();
    }
  }

  /** Ends the lease for good, unless a run is under way. */
  synchronized void close() {
    if (runs == 0) {
      lease.close();
      if (catchesUp) {
        handled.obtain().close();
      }
    }
  }
}
