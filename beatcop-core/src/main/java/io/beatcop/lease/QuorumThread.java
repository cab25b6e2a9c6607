package io.beatcop.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that asks one member of a {@link QuorumGroup}, for all of its leases. */
final class QuorumThread implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(QuorumThread.class);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

  private final QuorumGroup group;
  private final int index;
  private final String name;
  private final Thread thread;

  QuorumThread(QuorumGroup group, int index, String name, ThreadFactory starting) {
    this.group = group;
    this.index = index;
    this.name = name;
    this.thread = starting.newThread(this);
    thread.setName("beatcop-" + group.name() + "-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int index() {
    return index;
  }

  /** Waits for the end of the thread, for a limited time. */
  void join(Duration patience) {
    TimedWait.untilEnd(thread, patience);
  }

  @Override
  public void run() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        List<QuorumStore.Sent> sent = group.awaitRequests(this);
        goesOn = !sent.isEmpty();
        List<LeaseAnswer> answers =
            LeaseQuestion.ask(
                sent.stream().map(QuorumStore.Sent::member).toList(),
                sent.stream().map(each -> each.request().request()).toList());
        for (int i = 0; i < sent.size(); i++) {
          pass(sent.get(i), answers.get(i));
        }
      } catch (InterruptedException e) {
        // An interrupt does not end this thread: it ends when it is told to.
        log.debug("{}: interrupted, and going on", name);
      } catch (Throwable failure) {
        pause(failure);
      }
    }
  }

  private void pass(QuorumStore.Sent sent, LeaseAnswer answer) {
    try {
      sent.answer(answer);
    } catch (Throwable failure) {
      // The answers to other leases must come all the same.
      pause(failure);
    }
  }

  /** Without this thread, its member would never be asked again: so it goes on. */
  private void pause(Throwable failure) {
    FailureLog.bug(log, group.name() + ": " + name + " is not asked for a moment", failure);
    group.rest(this, PAUSE_AFTER_FAILURE);
  }
}
