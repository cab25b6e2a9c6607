package io.beatcop.cli;

import io.beatcop.cli.run.LeaseName;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.settings.Setting;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of every command that looks at a lease or changes it: which one. To be mixed in
 * beside {@link RedisOptions}.
 */
final class LeaseOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private CommandSpec options = SettingOptions.of(setting -> setting == Setting.LEASE);

  LeaseOptions() {}

  /**
   * The lease's name.
   *
   * @param redis the options of the same command
   * @throws ParameterException if it is not set anywhere
   */
  String name(RedisOptions redis) {
    return LeaseName.of(redis.settings())
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "Missing --lease=NAME; BEATCOP_LEASE or lease in a file would do too"));
  }

  /**
   * The lease as one that looks at it needs it: its name and how long to wait for Redis. Its holder
   * is nobody, and its ttl that of nobody.
   *
   * @param redis the options of the same command
   * @throws SettingException if a setting is wrong
   */
  LeaseSettings settings(RedisOptions redis) {
    Duration timeout = redis.timeout();
    Duration longEnough = timeout.multipliedBy(6);
    Duration ttl =
        longEnough.compareTo(LeaseSettings.DEFAULT_TTL) > 0
            ? longEnough
            : LeaseSettings.DEFAULT_TTL;
    return checked(redis, ttl, timeout);
  }

  /**
   * The ttl that the nodes have.
   *
   * @param redis the options of the same command
   * @throws SettingException if it is none that a node could have
   */
  Duration ttlOfNodes(RedisOptions redis) {
    Duration ttl = redis.settings().ttl().orElse(LeaseSettings.DEFAULT_TTL);
    return checked(redis, ttl, LeaseSettings.defaultTimeout(ttl)).ttl();
  }

  private LeaseSettings checked(RedisOptions redis, Duration ttl, Duration timeout) {
    try {
      return new LeaseSettings(
          name(redis),
          LeaseSettings.newHolder(),
          ttl,
          timeout,
          LeaseSettings.defaultExpiringNotice(ttl),
          false);
    } catch (SettingException e) {
      throw redis.settings().explained(e);
    }
  }
}
