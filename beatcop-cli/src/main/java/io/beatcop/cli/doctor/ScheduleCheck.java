package io.beatcop.cli.doctor;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.schedule.ScheduleControl;
import io.beatcop.redis.schedule.ScheduleListing;
import io.beatcop.redis.settings.RedisSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at the schedule that the nodes of a lease share, if they do. */
final class ScheduleCheck {

  private static final String ABOUT = "schedule";

  private final LeaseSettings lease;
  private final RedisSettings server;

  ScheduleCheck(LeaseSettings lease, RedisSettings server) {
    this.lease = lease;
    this.server = server;
  }

  /** The findings; none if there is no schedule. */
  List<Finding> findings(RedisProbe probe, RightsCheck rights) {
    String key = LeaseKeys.companion(lease.name(), ABOUT);
    String type = probe.ask("TYPE", key).word().orElse("unknown");
    if (type.equals("none")) {
      return List.of();
    }
    try (ScheduleControl control = new ScheduleControl(lease, server)) {
      Optional<ScheduleListing> listing = control.list();
      return listing.isEmpty() ? List.of() : List.of(size(listing.get()), rights.schedule());
    } catch (RedisUnavailableException | SettingException e) {
      String reason = String.valueOf(e.getMessage());
      return List.of(
          type.equals("unknown")
              ? Finding.unknown(ABOUT, "whether nodes share one is not known: " + reason)
              : Finding.fail(ABOUT, "it can't be read: " + reason));
    }
  }

  private static Finding size(ScheduleListing listing) {
    int triggers = listing.jobs().stream().mapToInt(job -> job.triggers().size()).sum();
    String size =
        String.format(
            Locale.ROOT,
            "jobs %d, triggers %d, %d bytes, version %d",
            listing.jobs().size(),
            triggers,
            listing.bytes(),
            listing.version());
    List<String> foreign = new ArrayList<>(listing.unreadable());
    return foreign.isEmpty()
        ? Finding.ok(ABOUT, size)
        : Finding.warn(
            ABOUT,
            size
                + "; no node can read "
                + String.join(", ", foreign.subList(0, Math.min(5, foreign.size())))
                + ": delete "
                + (foreign.size() == 1 ? "that field" : "those " + foreign.size() + " fields"));
  }
}
