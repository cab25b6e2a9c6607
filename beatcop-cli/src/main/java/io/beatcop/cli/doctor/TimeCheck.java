package io.beatcop.cli.doctor;

import io.beatcop.redis.connect.RedisProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures how fast a server answers, and how far its clock is from this machine's. */
final class TimeCheck {

  private static final int PINGS = 20;
  private static final double MICROS_PER_MILLI = 1000;
  private static final double NANOS_PER_MILLI = 1_000_000;

  private final RedisProbe probe;
  private final Duration ttl;

  TimeCheck(RedisProbe probe, Duration ttl) {
    this.probe = probe;
    this.ttl = ttl;
  }

  List<Finding> findings() {
    return List.of(roundTrips(), clock());
  }

  private Finding roundTrips() {
    long[] nanos = new long[PINGS];
    for (int ping = 0; ping < PINGS; ping++) {
      long sent = System.nanoTime();
      RedisProbe.Reply reply = probe.ask("PING");
      if (reply.error().isPresent()) {
        return Finding.unknown("round trip", "the server refuses PING: " + reply.error().get());
      }
      nanos[ping] = System.nanoTime() - sent;
    }
    Arrays.sort(nanos);
    double longest = nanos[PINGS - 1] / NANOS_PER_MILLI;
    String times =
        String.format(
            Locale.ROOT,
            "min %.2f, median %.2f, max %.2f ms of %d",
            nanos[0] / NANOS_PER_MILLI,
            nanos[PINGS / 2] / NANOS_PER_MILLI,
            longest,
            PINGS);
    return longest * 12 < ttl.toMillis()
        ? Finding.ok("round trip", times)
        : Finding.warn(
            "round trip",
            times
                + ": the slowest took more than half of the timeout of a lease with a ttl of "
                + ttl.toMillis()
                + " ms; raise the ttl, or check the network");
  }

  private Finding clock() {
    Instant before = Instant.now();
    List<String> time = probe.ask("TIME").words();
    Instant after = Instant.now();
    if (time.size() != 2 || !time.stream().allMatch(part -> part.matches("\\d{1,12}"))) {
      return Finding.unknown("clock", "the server does not answer TIME");
    }
    double there =
        Long.parseLong(time.get(0)) * MICROS_PER_MILLI
            + Long.parseLong(time.get(1)) / MICROS_PER_MILLI;
    double uncertain = Duration.between(before, after).toNanos() / NANOS_PER_MILLI / 2;
    double offset = there - (before.toEpochMilli() + after.toEpochMilli()) / 2.0;
    String text =
        String.format(Locale.ROOT, "%+.0f ms from ours, give or take %.0f", offset, uncertain + 1);
    return Math.abs(offset) < ttl.toMillis()
        ? Finding.ok("clock", text)
        : Finding.warn(
            "clock",
            text
                + ": more than a ttl; no lease depends on it, but tokens may not grow if Redis"
                + " loses its memory, and the times in status and history mislead: let NTP set"
                + " both");
  }
}
