package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.Loss;
import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A supervisor's part in the contest for its lease: it joins, hears of changes, leaves. */
final class LeaseMembership {

  /** How long an exit waits for the release of a lease that may just have been granted. */
  private static final Duration QUICK_RELEASE = Duration.ofMillis(100);

  /** The beginning of a request to leave that holds for all nodes. */
  private static final String PAUSED = "paused ";

  private final Contest lease;
  private volatile boolean paused;

  LeaseMembership(Contest lease) {
    this.lease = lease;
  }

  /**
   * Joins, and passes on the events. Returns at once, since signals must work while it connects.
   */
  void join(Consumer<Event> listener) {
    lease.addListener(
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            listener.accept(new Event.Renewed());
          }

          @Override
          public void extended(Grant grant) {
            listener.accept(new Event.Renewed());
          }

          @Override
          public void asked(Grant grant, String why) {
            paused = why.startsWith(PAUSED);
            listener.accept(new Event.Asked(why));
          }

          @Override
          public void lost(Grant grant, Loss loss) {
            listener.accept(new Event.Lost(loss));
          }

          @Override
          public void ended(Throwable reason) {
            listener.accept(new Event.Broken(Breakdown.of(reason)));
          }
        });
    try {
      onOwnThread("start", () -> start(listener));
    } catch (OutOfMemoryError e) {
      listener.accept(new Event.Broken(Breakdown.of(e)));
    }
  }

  private void start(Consumer<Event> listener) {
    try {
      lease.start();
    } catch (SettingException e) {
      listener.accept(new Event.Refused(e));
    } catch (IllegalStateException e) {
      // The lease was closed before it began: this node is about to end.
      listener.accept(new Event.Renewed());
    } catch (RuntimeException | Error e) {
      // A thread of the lease can't be made, or there is a bug: this node takes no part.
      listener.accept(new Event.Broken(Breakdown.of(e)));
    }
  }

  LeaseSettings settings() {
    return lease.settings();
  }

  private Thread onOwnThread(String duty, Runnable work) {
    Thread thread = new Thread(work, "beatcop-" + lease.settings().name() + "-" + duty);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Whether the lease works; if not, this node is of no use. */
  boolean isAlive() {
    return lease.isAlive();
  }

  boolean isHeld() {
    return lease.isHeld();
  }

  boolean isHeldFor(Duration longer) {
    return lease.isHeldFor(longer);
  }

  Optional<Grant> grant() {
    return lease.grant();
  }

  /** The slot of a term, if there are slots. */
  OptionalInt slot(Grant grant) {
    return lease.slot(grant);
  }

  /** Whether the term with this token is held. */
  boolean isHeld(long token) {
    return lease.grant().filter(grant -> grant.token() == token).isPresent();
  }

  /**
   * Whether others may act on the lease at once after this loss. If the key is gone, they wait for
   * a ttl, so our deadline stands (L7).
   */
  boolean isOpenToOthers(Loss loss) {
    return loss.reason() != Loss.Reason.GONE || lease.settings().trustAbsence();
  }

  /** Gives the lease up, if it is held, and keeps out until {@link #rejoin}. */
  void leave() {
    lease.stop();
  }

  /**
   * Gives the lease up, if it is held, and stays out for a ttl, so that another node can win it. In
   * a pause nobody can: then this node asks again at once, and the end of the pause wakes it.
   */
  void stepDown() {
    if (paused) {
      lease.stop();
      lease.campaign();
    } else {
      lease.stepDown();
    }
  }

  void rejoin() {
    lease.campaign();
  }

  /** Leaves for good. Waits for the release, but not long for a Redis that does not answer. */
  void end() {
    Duration patience = lease.isHeld() ? lease.settings().timeout().multipliedBy(2) : QUICK_RELEASE;
    try {
      onOwnThread("close", lease::close).join(Math.max(1, patience.toMillis()));
    } catch (OutOfMemoryError e) {
      // No thread can be made, so the exit waits for Redis as long as the lease's timeouts allow.
      lease.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
