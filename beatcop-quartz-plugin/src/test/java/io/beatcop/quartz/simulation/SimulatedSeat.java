package io.beatcop.quartz.simulation;

import java.util.OptionalLong;
import java.util.SplittableRandom;

/** One node's part in the contest for the lease: it asks, renews, and knows its own deadline. */
final class SimulatedSeat {

  /** The news that a node gets of its lease. */
  interface Listener {
    void acquired(long token);

    void lost(long token);

    void observed(String holder);

    /** The first answer came, or is not to be waited for any longer. */
    void answered();
  }

  private final FireTimeline timeline;
  private final SplittableRandom random;
  private final SimulatedProcess process;
  private final SimulatedLink link;
  private final SimulatedLease lease;
  private final Listener listener;
  private long token;
  private long deadlineMicros = Long.MIN_VALUE;
  private long rounds;
  private boolean out;
  private String observed = "";

  SimulatedSeat(
      FireTimeline timeline,
      SplittableRandom random,
      SimulatedProcess process,
      SimulatedLink link,
      SimulatedLease lease,
      Listener listener) {
    this.timeline = timeline;
    this.random = random;
    this.process = process;
    this.link = link;
    this.lease = lease;
    this.listener = listener;
    lease.await(() -> process.soon(this::released));
  }

  OptionalLong held() {
    return token > 0 && timeline.nowMicros() < deadlineMicros
        ? OptionalLong.of(token)
        : OptionalLong.empty();
  }

  boolean isHeldFor(long micros) {
    return token > 0 && timeline.nowMicros() + micros < deadlineMicros;
  }

  void join() {
    ask(++rounds);
  }

  private void released() {
    if (token == 0 && rounds > 0 && !out) {
      join();
    }
  }

  private void ask(long round) {
    if (round != rounds) {
      return;
    }
    long sent = timeline.nowMicros();
    link.ask(
        memory -> lease.want(memory, process.name(), sent),
        lease.ttlMicros() / 6,
        reply -> {
          if (round == rounds) {
            long pause = reply.map(answer -> take(answer, sent)).orElse(lease.ttlMicros() / 20);
            process.after(pause + random.nextLong(20_000), () -> ask(round));
            listener.answered();
          }
        });
  }

  /** Takes an answer, and says when to ask again. */
  private long take(SimulatedLease.Reply reply, long sentMicros) {
    if (reply.token().isEmpty()) {
      if (!reply.holder().equals(observed) && !reply.holder().equals(process.name())) {
        observed = reply.holder();
        process.soon(() -> listener.observed(reply.holder()));
      }
      return lease.ttlMicros() / 8;
    }
    expire();
    long until = sentMicros + lease.usableMicros();
    if (until <= timeline.nowMicros()) {
      return 0;
    }
    deadlineMicros = Math.max(deadlineMicros, until);
    process.after(deadlineMicros - timeline.nowMicros(), this::expire);
    if (token != reply.token().get()) {
      token = reply.token().get();
      // An earlier holder is news when this term is over, as the real lease has it.
      observed = "";
      long began = token;
      process.soon(() -> listener.acquired(began));
    }
    return lease.ttlMicros() / 3;
  }

  /** Loses the lease, if its deadline has passed. */
  private void expire() {
    if (token > 0 && timeline.nowMicros() >= deadlineMicros) {
      end();
    }
  }

  private void end() {
    long ended = token;
    lease.ended(process.name(), ended);
    token = 0;
    deadlineMicros = Long.MIN_VALUE;
    process.soon(() -> listener.lost(ended));
  }

  /** Its node dies. */
  void die() {
    if (token > 0) {
      lease.ended(process.name(), token);
    }
  }

  /** Gives the lease back, and is out of the contest for a while. */
  void stepDown(long pauseMicros) {
    if (token == 0) {
      return;
    }
    end();
    long round = ++rounds;
    link.ask(
        memory -> lease.release(memory, process.name()), lease.ttlMicros() / 6, released -> {});
    out = true;
    process.after(
        pauseMicros,
        () -> {
          out = false;
          ask(round);
        });
  }
}
