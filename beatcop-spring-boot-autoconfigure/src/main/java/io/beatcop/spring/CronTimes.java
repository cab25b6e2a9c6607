package io.beatcop.spring;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.springframework.scheduling.support.CronExpression;

/**
 * The times of a method's cron expressions, in milliseconds since 1970.
 *
 * @param crons at least one
 */
record CronTimes(List<Cron> crons) {

  /** A step back that finds the newest time of most expressions without many steps ahead. */
  private static final long FIRST_STEP = TimeUnit.MINUTES.toMillis(1);

  private static final int GROWTH = 8;

  CronTimes {
    crons = List.copyOf(crons);
  }

  /** An expression, and the zone in which it is meant. */
  record Cron(CronExpression expression, ZoneId zone) {

    OptionalLong next(long afterMillis) {
      ZonedDateTime next = expression.next(Instant.ofEpochMilli(afterMillis).atZone(zone));
      // Where an hour comes twice, it may name a time that is not later.
      return Optional.ofNullable(next).stream()
          .mapToLong(time -> time.toInstant().toEpochMilli())
          .filter(time -> time > afterMillis)
          .findFirst();
    }
  }

  /** The first time after this one. */
  OptionalLong next(long afterMillis) {
    return crons.stream()
        .map(cron -> cron.next(afterMillis))
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  /** The last time that is after the one and not after the other. */
  OptionalLong newest(long afterMillis, long untilMillis) {
    return crons.stream()
        .map(cron -> newest(cron, afterMillis, untilMillis))
        .flatMapToLong(OptionalLong::stream)
        .max();
  }

  /** Looks back in growing steps: an application may have been down for as long as it likes. */
  private static OptionalLong newest(Cron cron, long afterMillis, long untilMillis) {
    long step = FIRST_STEP;
    long from = untilMillis;
    while (from > afterMillis) {
      from = Math.max(afterMillis, untilMillis - step);
      step *= GROWTH;
      OptionalLong found = last(cron, from, untilMillis);
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong last(Cron cron, long afterMillis, long untilMillis) {
    return LongStream.iterate(
            cron.next(afterMillis).orElse(Long.MAX_VALUE),
            time -> time <= untilMillis,
            time -> cron.next(time).orElse(Long.MAX_VALUE))
        .reduce((earlier, later) -> later);
  }
}
