package io.beatcop.process;

import io.beatcop.lease.SettingException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program that started this JVM. It starts, signals and ends the child.
 *
 * <p>It is outside of this JVM, so the child ends in time even if this JVM is killed, frozen or in
 * a long pause (C1). The channel to it is this process's standard input, a socket; {@code
 * beatcop-cli/src/main/guard/guard.h} has the protocol.
 */
public final class Guard {

  private static final Logger log = LoggerFactory.getLogger(Guard.class);

  /** How long a guard may take to answer before it counts as frozen. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  private final DataInputStream in;
  private final OutputStream out;
  private volatile long sleepNanos;
  private volatile long confirmedId;
  private volatile boolean confirmationIsAwaited;
  private long sentId;

  private Guard(InputStream in, OutputStream out) {
    this.in = buffered(in);
    this.out = out;
  }

  /**
   * The guard that this JVM was started by.
   *
   * @return the guard
   * @throws SettingException if there is none
   */
  public static Guard attached() {
    if (!isThere()) {
      throw new SettingException(
          "guard",
          "none (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")",
          "running a command needs the guard that keeps it from outliving the lease:"
              + " start bin/beatcop, not java, on Linux");
    }
    // This must be the first to read the channel.
    UserEnvironment.variables();
    return over(in(), out());
  }

  private static boolean isThere() {
    String pid = System.getenv("BEATCOP_GUARD_PID");
    Optional<Long> parent = ProcessHandle.current().parent().map(ProcessHandle::pid);
    return pid != null && pid.equals(parent.map(String::valueOf).orElse(""));
  }

  private static InputStream in() {
    return new FileInputStream(FileDescriptor.in);
  }

  /** The same descriptor for output: it is a socket. */
  private static OutputStream out() {
    return new FileOutputStream(FileDescriptor.in);
  }

  /** A frame is read in several pieces, which shall not cost a system call each. */
  private static DataInputStream buffered(InputStream in) {
    return new DataInputStream(new BufferedInputStream(in, 512));
  }

  /**
   * Asks the guard for the variables of the user's environment that it kept from this JVM, if there
   * is a guard. Call it once, before {@link #attached}.
   */
  static List<String> withheld() {
    if (!isThere()) {
      return List.of();
    }
    try {
      out().write(GuardFrame.environment());
      DataInputStream from = buffered(in());
      List<String> variables = new ArrayList<>();
      while (GuardFrame.read(from).orElse(null) instanceof Event.Variable variable) {
        if (variable.assignment().isEmpty()) {
          return variables;
        }
        variables.add(variable.assignment());
      }
    } catch (IOException e) {
      log.debug("the guard does not tell the environment", e);
    }
    throw noAnswer();
  }

  /** Makes a guard of a channel, after it has answered once. */
  static Guard over(InputStream in, OutputStream out) {
    Guard guard = new Guard(in, out);
    long askedNanos = System.nanoTime();
    guard.ping(0);
    try {
      if (GuardFrame.read(guard.in).orElse(null) instanceof Event.Pong pong) {
        guard.sleepNanos = pong.sleepNanos();
        checkClock(askedNanos, pong.nowNanos(), System.nanoTime());
        return guard;
      }
    } catch (IOException e) {
      log.debug("the guard's answer can't be read", e);
    }
    throw noAnswer();
  }

  private static SettingException noAnswer() {
    return new SettingException(
        "guard", "no answer", "must be the one of this version of bin/beatcop");
  }

  /** Checks that System.nanoTime is the guard's clock, since deadlines are given in it. */
  private static void checkClock(long askedNanos, long guardNanos, long answeredNanos) {
    if (guardNanos - askedNanos < 0 || guardNanos - answeredNanos > 0) {
      throw new SettingException(
          "java",
          System.getProperty("java.vm.name"),
          "must be a JVM whose System.nanoTime() is the monotonic clock of Linux, such as OpenJDK");
    }
  }

  /** Passes on all events of the guard from now on, its end included, on a thread of its own. */
  void listen(String lease, Consumer<Event> listener) {
    Thread reader = new Thread(() -> readAll(lease, listener), "beatcop-" + lease + "-guard");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(String lease, Consumer<Event> listener) {
    try {
      Optional<Event> event = GuardFrame.read(in);
      while (event.isPresent()) {
        note(event.get());
        if (isNews(event.get())) {
          listener.accept(event.get());
        }
        event = GuardFrame.read(in);
      }
    } catch (IOException e) {
      log.debug("{}: the guard's channel is broken", lease, e);
    } finally {
      listener.accept(new Event.GuardEnded());
    }
  }

  private void note(Event event) {
    if (event instanceof Event.Pong pong) {
      sleepNanos = pong.sleepNanos();
    } else if (event instanceof Event.Extended extended) {
      sleepNanos = extended.sleepNanos();
      confirmedId = extended.id();
    }
  }

  /** A deadline is confirmed at each renewal: that is news only for one who has missed it. */
  private boolean isNews(Event event) {
    if (!(event instanceof Event.Extended)) {
      return true;
    }
    if (!confirmationIsAwaited) {
      return false;
    }
    confirmationIsAwaited = false;
    return true;
  }

  /**
   * Whether the guard now uses the deadline with that id. If not, the listener is told when it
   * does.
   */
  boolean hasConfirmed(long id) {
    if (confirmedId == id) {
      return true;
    }
    confirmationIsAwaited = true;
    // Looked at again: the confirmation may have come before anybody awaited it.
    return confirmedId == id;
  }

  /**
   * How long the machine has slept since it started, as the guard told last. Read it
   * <em>before</em> you check that a deadline still holds, and send it with the deadline.
   */
  long sleepNanos() {
    return sleepNanos;
  }

  void ping(long id) {
    send(GuardFrame.ping(id));
  }

  /** Starts a child. The guard kills it at that moment, with all that it has started. */
  void start(ChildCommand command, long killNanos, long sleepNanos) {
    send(GuardFrame.start(command, killNanos, sleepNanos));
  }

  /** Sends a later deadline. Only the supervisor's thread may. Returns an id that no other has. */
  long extend(long killNanos, long sleepNanos) {
    sentId++;
    send(GuardFrame.extend(sentId, killNanos, sleepNanos));
    return sentId;
  }

  /** Sends a signal to the child alone. */
  void signal(Signal signal) {
    send(GuardFrame.signal(signal));
  }

  /** Sends a signal to the processes that the child has left. */
  void signalRest(Signal signal) {
    send(GuardFrame.signalRest(signal));
  }

  /** Kills the child and all that it has started. */
  void kill() {
    send(GuardFrame.kill());
  }

  /**
   * Tells systemd the state of this node. The guard does it, since Java can't send datagrams to the
   * socket that {@code NOTIFY_SOCKET} names. Does nothing if systemd did not start this node.
   *
   * @param state assignments as in sd_notify(3)
   */
  public void tellSystemd(String state) {
    send(GuardFrame.notify(state));
  }

  /** Ends the channel, so that the thread that reads it does not delay an exit. */
  void bye() {
    send(GuardFrame.bye());
  }

  private synchronized void send(byte[] frame) {
    try {
      out.write(frame);
      out.flush();
    } catch (IOException e) {
      // The guard is gone then, and the thread that reads the channel tells that.
      log.debug("the guard can't be told", e);
    }
  }
}
