package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that asks one member of a {@link QuorumStore}, and logs its failures. */
final class QuorumThread implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(QuorumThread.class);

  private final QuorumStore quorum;
  private final int index;
  private final String name;
  private final LeaseStore store;
  private final Thread thread;
  private final FailureStreak streak = new FailureStreak();

  QuorumThread(QuorumStore quorum, int index, QuorumStore.Member member) {
    this.quorum = quorum;
    this.index = index;
    this.name = member.name();
    this.store = member.store();
    this.thread = new Thread(this, "beatcop-" + quorum.lease() + "-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  LeaseStore store() {
    return store;
  }

  /** Waits for the end of the thread, for a limited time. */
  void join(Duration patience) {
    Joining.join(thread, patience);
  }

  @Override
  public void run() {
    while (true) {
      try {
        Optional<MemberRequest> next = quorum.awaitRequest(index);
        if (next.isEmpty()) {
          return;
        }
        LeaseAnswer answer = ask(next.get().request());
        FailureLog.quietly(() -> tell(answer));
        quorum.answer(next.get(), answer);
      } catch (InterruptedException e) {
        // An interrupt does not end this thread: it ends when it is told to.
        log.debug("{}: interrupted, and going on", name);
      } catch (Throwable failure) {
        // Without this thread, its member would never be asked again: so it goes on.
        FailureLog.error(
            log, quorum.lease() + ": " + name + " is not asked for now by a bug", failure);
        quorum.rest();
      }
    }
  }

  private LeaseAnswer ask(LeaseRequest request) {
    try {
      return Objects.requireNonNull(store.ask(request), "no answer");
    } catch (Throwable failure) {
      FailureLog.quietly(
          () -> log.debug("{}: {} failed unexpectedly", quorum.lease(), name, failure));
      return new Unavailable("the store failed: " + FailureLog.words(failure));
    } finally {
      // Clears an interrupt that the store left behind.
      boolean unused = Thread.interrupted();
    }
  }

  private void tell(LeaseAnswer answer) {
    boolean failed = answer instanceof Unavailable || answer instanceof Refused;
    if (!failed && streak.end()) {
      log.info("{}: {} answers again", quorum.lease(), name);
    } else if (failed && !quorum.isClosed() && streak.add(answer)) {
      tellFailure(answer);
    }
  }

  private void tellFailure(LeaseAnswer failure) {
    if (failure instanceof Refused) {
      log.error("{}: {} does not count: {}", quorum.lease(), name, Tally.reason(failure));
    } else {
      log.warn(
          "{}: {} does not count for now: {}; a majority of the others is enough",
          quorum.lease(),
          name,
          Tally.reason(failure));
    }
  }
}
