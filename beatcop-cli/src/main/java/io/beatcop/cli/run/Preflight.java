package io.beatcop.cli.run;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.redis.RedisLeaseStore;
import java.util.Optional;

/**
 * Asks Redis once before anything is started, as BeatCop 1.0 did, which ended if there was no
 * answer. Those who run it count on that exit code.
 */
final class Preflight {

  private static final String UNKNOWN_HOST = "unknown host '";

  private final RunSettings settings;

  Preflight(RunSettings settings) {
    this.settings = settings;
  }

  /**
   * Why Redis can't be reached, if it can't.
   *
   * @throws io.beatcop.lease.SettingException if it refuses
   */
  Optional<String> check() {
    LeaseAnswer answer;
    try (RedisLeaseStore store = new RedisLeaseStore(settings.lease(), settings.redis())) {
      answer = store.look();
    }
    if (answer instanceof Unavailable unavailable) {
      return Optional.of(unavailable.reason());
    }
    if (answer instanceof Refused refused) {
      String message = String.valueOf(refused.reason().getMessage());
      // Elsewhere that is a wrong setting. To BeatCop 1.0 it was a host that can't be reached.
      if (message.contains(UNKNOWN_HOST)) {
        return Optional.of(message);
      }
      throw refused.reason();
    }
    return Optional.empty();
  }
}
