package io.beatcop.lease;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log and the listeners of the changes of a lease, in order, on the thread of a {@link
 * Messenger}.
 *
 * <p>It also watches the clocks during a term. So it warns that the deadline is near, and tells
 * that it has passed, even while the loop is stuck in a request.
 */
final class LeaseEvents {

  private static final Logger log = LoggerFactory.getLogger("io.beatcop.lease.Lease");

  /**
   * How long to wait past the deadline for the loop to report the loss, since it knows the reason.
   */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * How often to look at the wall clock: it may be set at any time, and then the term is over. Java
   * hears of that in no other way. The loss is promised within 250 ms (L-g), and on a node at rest
   * each look costs as much as all else between two of them.
   */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** The end of the queue. */
  private record Closed() {}

  /** The end of the lease. */
  private record Ended(Throwable reason) {}

  /** The driver of the lease, with what the events tell it. */
  interface Loop {

    /** The clocks show that the term may be over: look at them. */
    default void look() {}

    /** The listeners were told that this term is over. */
    default void over(Grant grant, Loss loss) {}

    /** The events thread can't go on: no listener hears of anything any more. */
    default void ended(Throwable reason) {}
  }

  private final LeaseSettings settings;
  private final Clock clock;
  private final List<LeaseListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Object> queue = new ConcurrentLinkedQueue<>();
  private final FailedSteps failedSteps;

  private @Nullable Grant watched;
  private boolean warned;
  private boolean overdue;
  private boolean reported;
  private Loop loop = new Loop() {};
  private volatile Runnable onNews = () -> {};

  LeaseEvents(LeaseSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.failedSteps = new FailedSteps(settings.ttl());
  }

  /** Sets the driver. Call it before the first news is told. */
  void of(Loop driver) {
    loop = driver;
  }

  /** Sets what to call from now on when there is news to be told. */
  void onNews(Runnable action) {
    onNews = action;
  }

  void addListener(LeaseListener listener) {
    listeners.add(listener);
  }

  void add(List<Change> changes) {
    if (!changes.isEmpty()) {
      queue.addAll(changes);
      onNews.run();
    }
  }

  /** Ends the telling, after the changes added so far are told. */
  void close() {
    queue.add(new Closed());
    onNews.run();
  }

  /** Tells as the last news that the lease has ended. */
  void end(Throwable reason) {
    queue.add(new Ended(reason));
    onNews.run();
  }

  /**
   * Tells the next news, or looks at the clocks if there is none. A step that fails loses its news.
   * After too many in a row, the lease ends.
   *
   * @return whether there may be more to tell
   */
  boolean step() {
    try {
      Object item = queue.poll();
      if (item instanceof Closed) {
        return false;
      } else if (item instanceof Ended ended) {
        tellEnd(ended.reason());
        return false;
      } else if (item instanceof Change change) {
        tell(change);
      } else if (watched != null && !reported) {
        checkTime(watched);
      }
      failedSteps.over();
      return true;
    } catch (Throwable failure) {
      if (failedSteps.add()) {
        FailureLog.bug(log, settings.name() + ": news was lost, and the lease goes on", failure);
        return true;
      }
      FailureLog.bug(
          log, settings.name() + ": no listener can be told any more; restart this node", failure);
      broken(failure);
      return false;
    }
  }

  /** Ends the lease, since nobody would hear of it any more. */
  void broken(Throwable reason) {
    FailureLog.quietly(() -> loop.ended(reason));
    FailureLog.quietly(() -> tellEnd(reason));
  }

  /** How long the next step has time, unless news comes before. */
  long restNanos() {
    Grant grant = watched;
    if (!queue.isEmpty()) {
      return 0;
    } else if (grant == null || reported) {
      return Long.MAX_VALUE;
    }
    long deadline = grant.deadline().nanos();
    long at = warned ? deadline + GRACE_NANOS : deadline - settings.expiringNotice().toNanos();
    long left;
    try {
      left = at - clock.nanos();
    } catch (Throwable failure) {
      // checkTime reads the clock again soon, and then the failure counts.
      left = GLANCE_NANOS;
    }
    return Math.min(left, overdue ? GRACE_NANOS : untilGlance());
  }

  /** All leases glance at the same moments, so that one thread wakes up once for all of them. */
  private static long untilGlance() {
    return GLANCE_NANOS - Math.floorMod(Clock.SYSTEM.nanos(), GLANCE_NANOS);
  }

  private void checkTime(Grant grant) {
    Moment now = clock.now();
    long left = grant.deadline().nanos() - now.nanos();
    if (left > 0 && !grant.deadline().covers(now)) {
      // The wall clock was set. The loop reports the loss, unless it is stuck.
      if (overdue) {
        reportLost(grant, new Loss(Loss.Reason.CLOCK, "the wall clock was set"));
      }
      overdue = true;
      loop.look();
    } else if (!warned && left <= settings.expiringNotice().toNanos()) {
      warned = true;
      Duration rest = Duration.ofNanos(Math.max(0, left));
      log.warn(
          "{}: not renewed yet, {} left until the deadline; is Redis slow or away?",
          settings.name(),
          Durations.format(rest));
      notify(listener -> listener.expiring(grant, rest));
    } else if (left + GRACE_NANOS <= 0) {
      reportLost(grant, new Loss(Loss.Reason.EXPIRED, "no answer to the renewal by the deadline"));
    }
  }

  /** Reports a loss while the loop is stuck, and tells the loop, so that the term stays over. */
  private void reportLost(Grant grant, Loss loss) {
    reported = true;
    loop.over(grant, loss);
    tellLoss(grant, loss);
  }

  /** Tells the last news: a term that is held is lost, and the lease has ended. */
  private void tellEnd(Throwable reason) {
    Grant grant = watched;
    watched = null;
    if (grant != null && !reported) {
      String why = "this lease has ended: " + FailureLog.words(reason);
      tellLoss(grant, new Loss(Loss.Reason.EXPIRED, why));
    }
    notify(listener -> listener.ended(reason));
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
      if (reported && watched != null && watched.token() == extended.grant().token()) {
        // The listeners were told that this term is over; the loop hears of it next.
        return;
      }
      watch(extended.grant());
      log.debug("{}: renewed until {}", settings.name(), extended.grant().deadline().instant());
      notify(listener -> listener.extended(extended.grant()));
    } else if (change instanceof Change.Lost lost) {
      boolean known = reported;
      watched = null;
      if (!known) {
        tellLoss(lost.grant(), lost.loss());
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
    overdue = false;
    reported = false;
  }

  private void tellLoss(Grant grant, Loss loss) {
    log.warn("{}: lost, token {}: {}", settings.name(), grant.token(), loss.explanation());
    notify(listener -> listener.lost(grant, loss));
  }

  private void tellOther(Change change) {
    if (change instanceof Change.Observed observed) {
      if (observed.holder().equals(settings.holder())) {
        log.warn(
            "{}: held by {}, which is this node's own name; unless it has just restarted, give each"
                + " node a name of its own",
            settings.name(),
            observed.holder());
      } else if (observed.expiresIn().isPresent()) {
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
    } else if (change instanceof Change.StoreFailed failed) {
      if (failed.failure() instanceof LeaseAnswer.Refused refused) {
        log.error("{}: {}; asking again", settings.name(), refused.message());
      } else if (failed.failure() instanceof LeaseAnswer.Unavailable unavailable) {
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
      } catch (Throwable failure) {
        FailureLog.error(
            log, settings.name() + ": a listener failed, and hears the next news", failure);
      } finally {
        // Clears an interrupt that the listener left behind.
        boolean unused = Thread.interrupted();
      }
    }
  }
}
