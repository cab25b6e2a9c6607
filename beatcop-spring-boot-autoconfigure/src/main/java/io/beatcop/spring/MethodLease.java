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

/**
 * The lease of some methods: they run while this node holds it, and it goes when the last run has
 * ended (L8).
 */
final class MethodLease implements LeaseListener {

  private static final String PAUSED = "paused ";

  private final Lease lease;
  private final Supplier<LeaseControl> control;
  private final UnaryOperator<String> origin;
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
   * @param origin where the user wrote a setting
   */
  MethodLease(Lease lease, Supplier<LeaseControl> control, UnaryOperator<String> origin) {
    this.lease = lease;
    this.control = control;
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

  /** Whether a run may begin. If so, {@link #end} must follow. */
  synchronized boolean begin() {
    if (closing || !lease.isHeld() || lease.isAskedToLeave()) {
      skipped++;
      return false;
    }
    runs++;
    begun++;
    return true;
  }

  /** A run has ended. */
  void end() {
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
    }
  }
}
