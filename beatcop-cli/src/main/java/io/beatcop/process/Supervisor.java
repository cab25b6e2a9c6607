package io.beatcop.process;

import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a child live exactly as long as this node holds a lease.
 *
 * <p>One thread, that of {@link #run}, takes one event after the other, and then does what is due;
 * {@link SupervisorMachine} has the rules. A child ends in time even without this thread: see
 * {@link Guard}.
 */
public final class Supervisor {

  private final String name;
  private final LeaseMembership membership;
  private final Guard guard;
  private final SupervisorListener listener;
  private final SupervisorMachine machine;
  private final Duration heartbeat;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /**
   * Makes a supervisor. It begins when it is run.
   *
   * @param settings what to run, and how
   * @param lease what to compete for, not started yet; the supervisor starts it and closes it
   * @param guard the child's keeper
   * @param listener the listener to call
   * @throws SettingException if the child could not be stopped within the lease
   */
  public Supervisor(
      SupervisorSettings settings, Contest lease, Guard guard, SupervisorListener listener) {
    this.name = lease.settings().name();
    this.membership = new LeaseMembership(lease);
    this.guard = guard;
    this.listener = listener;
    this.heartbeat = listener.heartbeat();
    this.machine = new SupervisorMachine(settings, membership, guard, listener, events::add);
  }

  /**
   * Runs until the child has ended for good, a loss of the lease ends this node, or a signal does.
   * Call it once.
   *
   * @return the exit code of this process
   * @throws SettingException if the lease can't be had with its settings
   */
  public int run() {
    guard.listen(name, events::add);
    membership.join(events::add);
    listener.waiting();
    try {
      while (machine.exitCode().isEmpty()) {
        // Takes all events first, and then acts on the time that has passed.
        for (Event event = next(); event != null; event = events.poll()) {
          machine.take(event, System.nanoTime());
        }
        machine.act(System.nanoTime());
        if (!machine.isBroken()) {
          listener.alive();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
    return machine.exitCode().orElse(RestartPolicy.GUARD_LOST);
  }

  private @Nullable Event next() throws InterruptedException {
    return events.poll(machine.restNanos(heartbeat, System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Releases the lease if no child is left (L8), and then ends what would delay the exit. */
  private void end() {
    listener.leaving();
    if (!machine.isRunning()) {
      membership.end();
    }
    guard.bye();
  }

  /**
   * Ends this node as soon as its child has ended, since a vital part of it is gone. Any thread may
   * call it.
   *
   * @param failure the reason
   */
  public void broken(Throwable failure) {
    events.add(new Event.Broken(Breakdown.of(failure)));
  }
}
