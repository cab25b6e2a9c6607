package io.beatcop.lease;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the rounds of a thread that serves several leases. A pause follows a round that fails,
 * and the end follows too many in a row.
 */
final class Rounds {

  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private Rounds() {}

  /** One round. */
  @FunctionalInterface
  interface Round {

    /** Does what there is to do. Returns whether there may be more. */
    boolean goesOn() throws InterruptedException;
  }

  /**
   * Repeats a round until it says that there is no more to do.
   *
   * @param name of the thread, for the log
   * @param failed counts the failures, which are of no single lease
   * @param round what to repeat
   * @param onEnd takes the failure that was one too many
   */
  static void repeat(String name, FailedSteps failed, Round round, Consumer<Throwable> onEnd) {
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = round.goesOn();
        failed.over();
      } catch (InterruptedException e) {
        // An interrupt does not end this thread: it ends when there is no lease any more.
        log.debug("{}: interrupted, and going on", name);
      } catch (Throwable failure) {
        goesOn = failed.add();
        if (goesOn) {
          FailureLog.bug(log, name + ": a round failed, and the leases go on", failure);
          LockSupport.parkNanos(failed.pause().toNanos());
        } else {
          onEnd.accept(failure);
        }
      }
    }
  }
}
