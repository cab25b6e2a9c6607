package io.beatcop.quartz.shared;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.schedule.ExclusiveRuns;
import io.beatcop.quartz.shared.store.RedisMarks;
import io.beatcop.quartz.shared.store.RedisSchedule;
import io.beatcop.redis.RedisChannel;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.schedule.ScheduleTexts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/** The ground of a scheduler's shared schedule: Redis, and this machine's clock. */
final class RedisGround {

  private RedisGround() {}

  static ScheduleGround of(StoreLink link) {
    LeaseSettings settings = link.lease();
    String lease = settings.name();
    Duration timeout = settings.timeout();
    int database = link.redis().database();
    RedisPool pool = new RedisPool(link.redis(), timeout);
    String changed = ScheduleTexts.channel(lease, database);
    return new ScheduleGround(
        lease,
        newNode(),
        settings.holder(),
        settings.ttl(),
        timeout,
        new RedisSchedule(pool, lease, settings.holder(), database),
        new RedisMarks(pool, lease, settings.holder(), changed, ExclusiveRuns.life(settings.ttl())),
        Patience.of(timeout.multipliedBy(2)),
        System::nanoTime,
        link.held(),
        link.vetoes(),
        link::news,
        wake -> new RedisChannel(link.redis(), timeout, settings.ttl(), changed, wake)::close);
  }

  private static String newNode() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
