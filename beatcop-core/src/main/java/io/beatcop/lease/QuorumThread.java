package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that asks one member of a {@link QuorumStore}, and tells the log how it fares. */
final class QuorumThread implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(QuorumThread.class);

  private final QuorumStore quorum;
  private final int index;
  private final String name;
  private final LeaseStore store;
  private final Thread thread;
  private final Trouble trouble = new Trouble();

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

  /** Waits for the end of the thread, but not for long. */
  void join(Duration patience) {
    try {
      thread.join(Math.max(1, patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      for (Optional<Ballot> next = quorum.awaitBallot(index);
          next.isPresent();
          next = quorum.awaitBallot(index)) {
        Ballot ballot = next.get();
        LeaseAnswer answer = ask(ballot.request());
        tell(answer);
        quorum.answer(ballot, answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("{}: {} is not asked any more by a bug of BeatCop", quorum.lease(), name, e);
      throw e;
    }
  }

  private LeaseAnswer ask(LeaseRequest request) {
    try {
      return store.ask(request);
    } catch (RuntimeException | LinkageError e) {
      log.debug("{}: {} failed in an unexpected way", quorum.lease(), name, e);
      return new Unavailable("the store failed: " + e);
    }
  }

  private void tell(LeaseAnswer answer) {
    boolean failed = answer instanceof Unavailable || answer instanceof Refused;
    if (!failed && trouble.end()) {
      log.info("{}: {} answers again", quorum.lease(), name);
    } else if (failed && !quorum.isClosed() && trouble.add(answer)) {
      tellFailure(answer);
    }
  }

  private void tellFailure(LeaseAnswer failure) {
    if (failure instanceof Refused) {
      log.error("{}: {} does not count: {}", quorum.lease(), name, Poll.reason(failure));
    } else {
      log.warn(
          "{}: {} does not count for now: {}; a majority of the others is enough",
          quorum.lease(),
          name,
          Poll.reason(failure));
    }
  }
}
