package io.beatcop.lease;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The settings of one lease: right from the constructor on.
 *
 * @param name the lease, and byte for byte its key in Redis (L1)
 * @param holder the identity of this node: no other node has it, nor had this one before a restart;
 *     if one has, it is told apart, and this node waits for its term to end
 * @param ttl for how long a grant lasts unless it is renewed; at least 100 ms, at most a day
 * @param timeout for how long to wait for a connection, and for an answer; at most a quarter of the
 *     ttl, so that a renewal that failed can be tried again before the deadline (L4)
 * @param expiringNotice how long before the deadline {@link LeaseListener#expiring} is called when
 *     the renewal has not succeeded; less than half of the ttl
 * @param trustAbsence whether a missing key is taken at once. It is safe to leave this off: then a
 *     key whose absence nothing explains is taken, but acted on only after a full ttl (L7)
 * @param deference by how much later than the others this node asks for a lease that may be free,
 *     so that they get it if they want it; at most a quarter of the ttl, or a node that waits might
 *     not see the last renewal of a holder that died, and would have to wait longer (L7)
 */
public record LeaseSettings(
    String name,
    String holder,
    Duration ttl,
    Duration timeout,
    Duration expiringNotice,
    boolean trustAbsence,
    Duration deference) {

  /** The ttl unless another is set. */
  public static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

  private static final Duration MIN_TTL = Duration.ofMillis(100);
  private static final Duration MAX_TTL = Duration.ofDays(1);
  private static final int MAX_HOLDER_LENGTH = 255;

  /**
   * Checks the settings, each alone and all together.
   *
   * @throws SettingException if they make no sense
   */
  public LeaseSettings {
    if (name.isBlank()) {
      throw new SettingException("lease", "'" + name + "'", "must have a name");
    }
    checkHolder(holder);
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new SettingException("ttl", Durations.format(ttl), "must be from 100ms to 1d");
    }
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(ttl.dividedBy(4)) > 0) {
      throw new SettingException(
          "timeout",
          Durations.format(timeout),
          "must be from 1ms to a quarter of the ttl, "
              + Durations.format(ttl.dividedBy(4))
              + ", so that a renewal that failed can be tried again before the lease ends");
    }
    if (expiringNotice.isNegative() || expiringNotice.compareTo(ttl.dividedBy(2)) >= 0) {
      throw new SettingException(
          "expiringNotice",
          Durations.format(expiringNotice),
          "must be less than half of the ttl, "
              + Durations.format(ttl.dividedBy(2))
              + ", or every renewal would be late");
    }
    if (deference.isNegative() || deference.compareTo(ttl.dividedBy(4)) > 0) {
      throw new SettingException(
          "deference",
          Durations.format(deference),
          "must be at most a quarter of the ttl, " + Durations.format(ttl.dividedBy(4)));
    }
  }

  private static void checkHolder(String holder) {
    if (holder.isEmpty()
        || holder.length() > MAX_HOLDER_LENGTH
        || holder.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new SettingException(
          "holder", "'" + holder + "'", "must be 1 to 255 characters without spaces");
    }
  }

  /**
   * The settings of a node that defers to nobody.
   *
   * @param name the lease
   * @param holder the identity of this node
   * @param ttl for how long a grant lasts unless it is renewed
   * @param timeout for how long to wait for a connection, and for an answer
   * @param expiringNotice how long before the deadline to warn
   * @param trustAbsence whether a missing key is taken at once
   * @throws SettingException if they make no sense
   */
  public LeaseSettings(
      String name,
      String holder,
      Duration ttl,
      Duration timeout,
      Duration expiringNotice,
      boolean trustAbsence) {
    this(name, holder, ttl, timeout, expiringNotice, trustAbsence, Duration.ZERO);
  }

  /**
   * The settings of a lease that has nothing set but its name and ttl: a new holder, and the times
   * that follow from the ttl.
   *
   * @param name the lease
   * @param ttl its ttl
   * @return the settings
   * @throws SettingException if they make no sense
   */
  public static LeaseSettings of(String name, Duration ttl) {
    return new LeaseSettings(
        name, newHolder(), ttl, defaultTimeout(ttl), defaultExpiringNotice(ttl), false);
  }

  /**
   * The timeout that follows from a ttl: a sixth, so that connecting and asking together take no
   * longer than the time between two renewals.
   *
   * @param ttl the ttl
   * @return the timeout
   */
  public static Duration defaultTimeout(Duration ttl) {
    return ttl.dividedBy(6);
  }

  /**
   * The notice that follows from a ttl: a fifth.
   *
   * @param ttl the ttl
   * @return the notice
   */
  public static Duration defaultExpiringNotice(Duration ttl) {
    return ttl.dividedBy(5);
  }

  /**
   * A new identity, {@code host-pid-random}. It is new for each start, since in containers host and
   * pid repeat, and a restarted node must not take its predecessor's lease for its own.
   *
   * @return the identity
   */
  public static String newHolder() {
    return newHolder(HostName.get() + "-" + ProcessHandle.current().pid());
  }

  /**
   * A new identity of a node that has a name, {@code name-random}: new for each start as well.
   *
   * @param node the node's name
   * @return the identity
   * @throws SettingException if the name has spaces, or is none
   */
  public static String newHolder(String node) {
    checkHolder(node);
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    return node + "-" + HexFormat.of().formatHex(random);
  }

  /**
   * How often the holder renews: three chances per ttl (L4).
   *
   * @return the time between two renewals
   */
  public Duration renewal() {
    return ttl.dividedBy(3);
  }

  /**
   * By how much a term ends earlier than the key, for clocks that run unequally fast (S2).
   *
   * @return the allowance
   */
  public Duration drift() {
    return ttl.dividedBy(10);
  }
}
