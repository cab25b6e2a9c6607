package io.beatcop.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log and the listeners of the changes of a lease, in order, on a thread of its own.
 *
 * <p>It watches the time of the current term too: so the warning that the deadline is near, and the
 * news that it has passed, come even while the loop is stuck in a request.
 */
final class LeaseEvents implements Runnable {

  private static final Logger log = LoggerFactory.getLogger("io.beatcop.lease.Lease");

  /** How long past the deadline the loop may take to report the loss, since it knows the reason. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The end of the queue. */
  private record Closed() {}

  private final LeaseSettings settings;
  private final Clock clock;
  private final List<LeaseListener> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

  private @Nullable Grant watched;
  private boolean warned;
  private boolean reported;

  LeaseEvents(LeaseSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  void addListener(LeaseListener listener) {
    listeners.add(listener);
  }

  void add(List<Change> changes) {
    queue.addAll(changes);
  }

  /** Ends the thread, once it has told what it was given so far. */
  void close() {
    queue.add(new Closed());
  }

  @Override
  public void run() {
    try {
      while (true) {
        Object item = watched == null || reported ? queue.take() : takeInTime(watched);
        if (item instanceof Closed) {
          return;
        } else if (item instanceof Change change) {
          tell(change);
        } else if (watched != null) {
          checkTime(watched);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next change, or null when the time has come to look at the deadline. */
  private @Nullable Object takeInTime(Grant grant) throws InterruptedException {
    long deadline = grant.deadline().nanos();
    long at = warned ? deadline + GRACE_NANOS : deadline - settings.expiringNotice().toNanos();
    return queue.poll(at - clock.nanos(), TimeUnit.NANOSECONDS);
  }

  private void checkTime(Grant grant) {
    long left = grant.deadline().nanos() - clock.nanos();
    if (!warned) {
      warned = true;
      Duration rest = Duration.ofNanos(Math.max(0, left));
      log.warn(
          "{}: not renewed yet, {} left until the deadline; is Redis slow or away?",
          settings.name(),
          Durations.format(rest));
      notify(listener -> listener.expiring(grant, rest));
    } else if (left + GRACE_NANOS <= 0) {
      lost(grant, new Loss(Loss.Reason.EXPIRED, "no answer to the renewal by the deadline"));
      reported = true;
    }
  }

  private void tell(Change change) {
    if (change instanceof Change.Acquired acquired) {
      watch(acquired.grant());
      log.info(
          "{}: acquired by {}, token {}, until {}",
          settings.name(),
          settings.holder(),
          acquired.grant().token(),
          acquired.grant().deadline().instant());
      notify(listener -> listener.acquired(acquired.grant()));
    } else if (change instanceof Change.Extended extended) {
      watch(extended.grant());
      log.debug("{}: renewed until {}", settings.name(), extended.grant().deadline().instant());
      notify(listener -> listener.extended(extended.grant()));
    } else if (change instanceof Change.Lost lost) {
      boolean known = reported;
      watched = null;
      if (!known) {
        lost(lost.grant(), lost.loss());
      }
    } else if (change instanceof Change.Released released) {
      watched = null;
      log.info("{}: released, token {}", settings.name(), released.grant().token());
      notify(listener -> listener.released(released.grant()));
    } else {
      tellOther(change);
    }
  }

  private void watch(Grant grant) {
    watched = grant;
    warned = false;
    reported = false;
  }

  private void lost(Grant grant, Loss loss) {
    log.warn(
        "{}: lost, token {}: {}; campaigning again",
        settings.name(),
        grant.token(),
        loss.explanation());
    notify(listener -> listener.lost(grant, loss));
  }

  private void tellOther(Change change) {
    if (change instanceof Change.Observed observed) {
      if (observed.expiresIn().isPresent()) {
        log.info("{}: held by {}", settings.name(), observed.holder());
      } else {
        log.warn(
            "{}: held by {}, by a key that never expires; if nobody renews it, delete the key",
            settings.name(),
            observed.holder());
      }
      notify(listener -> listener.observed(observed.holder()));
    } else if (change instanceof Change.Asked asked) {
      log.info(
          "{}: asked to leave, token {}: {}", settings.name(), asked.grant().token(), asked.why());
      notify(listener -> listener.asked(asked.grant(), asked.why()));
    } else if (change instanceof Change.Paused paused) {
      log.info("{}: nobody may hold it: {}", settings.name(), paused.why());
      notify(listener -> listener.paused(paused.why()));
    } else if (change instanceof Change.Postponed postponed) {
      log.info(
          postponed.restarted()
              ? "{}: free, but Redis restarted less than a ttl ago and may have forgotten a holder:"
                  + " acting on it in {}"
              : "{}: free, but no release is on record (first use, or the key was deleted or Redis"
                  + " lost its memory), so a holder may be left: acting on it in {}",
          settings.name(),
          Durations.format(postponed.pause()));
      notify(listener -> listener.postponed(postponed.pause()));
    } else if (change instanceof Change.Troubled troubled) {
      if (troubled.failure() instanceof LeaseAnswer.Refused refused) {
        log.error("{}: {}; asking again", settings.name(), refused.message());
      } else if (troubled.failure() instanceof LeaseAnswer.Unavailable unavailable) {
        log.warn(
            "{}: no answer from Redis: {}; asking again", settings.name(), unavailable.reason());
      }
    } else {
      log.info("{}: Redis answers again", settings.name());
    }
  }

  private void notify(Consumer<LeaseListener> call) {
    for (LeaseListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        log.warn("{}: a listener failed: {}", settings.name(), listener, e);
      }
    }
  }
}
