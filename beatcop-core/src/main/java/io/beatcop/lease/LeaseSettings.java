package io.beatcop.lease;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The settings of one lease: checked when they are made, and never changed. Each {@code with…}
 * makes a copy.
 */
public final class LeaseSettings {

  /** The ttl unless another is set. */
  public static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

  private static final Duration MIN_TTL = Duration.ofMillis(100);
  private static final Duration MAX_TTL = Duration.ofDays(1);
  private static final int MAX_HOLDER_LENGTH = 255;

  private final String name;
  private final String holder;
  private final Duration ttl;
  private final Duration timeout;
  private final Duration expiringNotice;
  private final boolean trustAbsence;
  private final Duration deference;
  private final Duration renewal;
  private final Duration drift;

  private LeaseSettings(
      String name,
      String holder,
      Duration ttl,
      Duration timeout,
      Duration expiringNotice,
      boolean trustAbsence,
      Duration deference) {
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
    this.name = name;
    this.holder = holder;
    this.ttl = ttl;
    this.timeout = timeout;
    this.expiringNotice = expiringNotice;
    this.trustAbsence = trustAbsence;
    this.deference = deference;
    // Asked for at each request, and a division of durations is one of big decimals.
    this.renewal = ttl.dividedBy(3);
    this.drift = ttl.dividedBy(10);
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
   * The settings of a lease of which only the name and the ttl are set. It gets a new holder, and
   * times that follow from the ttl.
   *
   * @param name the lease, and byte for byte its key in Redis (L1)
   * @param ttl for how long a grant lasts unless it is renewed; at least 100 ms, at most a day
   * @return the settings
   * @throws SettingException if they make no sense
   */
  public static LeaseSettings of(String name, Duration ttl) {
    return new LeaseSettings(
        name,
        newHolder(),
        ttl,
        defaultTimeout(ttl),
        defaultExpiringNotice(ttl),
        false,
        Duration.ZERO);
  }

  /**
   * The same with another identity of this node.
   *
   * @param identity an identity that no other node has, nor had this one before a restart; if one
   *     has it, this node notices, and waits for the other's term to end
   * @return the settings
   * @throws SettingException if it is empty, longer than 255 characters, or has spaces
   */
  public LeaseSettings withHolder(String identity) {
    return new LeaseSettings(name, identity, ttl, timeout, expiringNotice, trustAbsence, deference);
  }

  /**
   * The same with another timeout.
   *
   * @param wait for how long to wait for a connection, and for an answer; at most a quarter of the
   *     ttl, so that a renewal that failed can be tried again before the deadline (L4)
   * @return the settings
   * @throws SettingException if it is shorter or longer
   */
  public LeaseSettings withTimeout(Duration wait) {
    return new LeaseSettings(name, holder, ttl, wait, expiringNotice, trustAbsence, deference);
  }

  /**
   * The same with another notice.
   *
   * @param notice how long before the deadline {@link LeaseListener#expiring} is called when the
   *     renewal has not succeeded; less than half of the ttl
   * @return the settings
   * @throws SettingException if it is longer
   */
  public LeaseSettings withExpiringNotice(Duration notice) {
    return new LeaseSettings(name, holder, ttl, timeout, notice, trustAbsence, deference);
  }

  /**
   * The same with or without trust in a missing key.
   *
   * @param trust whether this node acts on a missing key at once. It is safe to leave this off: if
   *     nothing explains the absence of the key, this node then takes it, but acts on it only after
   *     a full ttl (L7)
   * @return the settings
   */
  public LeaseSettings withTrustAbsence(boolean trust) {
    return new LeaseSettings(name, holder, ttl, timeout, expiringNotice, trust, deference);
  }

  /**
   * The same with another deference.
   *
   * @param later how much later than the others this node asks for a lease that may be free, so
   *     that they get it if they want it. At most a quarter of the ttl: with more, a waiting node
   *     might miss the last renewal of a holder that died, and would have to wait longer (L7)
   * @return the settings
   * @throws SettingException if it is longer
   */
  public LeaseSettings withDeference(Duration later) {
    return new LeaseSettings(name, holder, ttl, timeout, expiringNotice, trustAbsence, later);
  }

  /** {@return the lease, and its key in Redis} */
  public String name() {
    return name;
  }

  /** {@return the identity of this node} */
  public String holder() {
    return holder;
  }

  /** {@return for how long a grant lasts unless it is renewed} */
  public Duration ttl() {
    return ttl;
  }

  /** {@return for how long to wait for a connection, and for an answer} */
  public Duration timeout() {
    return timeout;
  }

  /** {@return how long before the deadline to warn} */
  public Duration expiringNotice() {
    return expiringNotice;
  }

  /** {@return whether this node acts on a missing key at once (L7)} */
  public boolean trustAbsence() {
    return trustAbsence;
  }

  /** {@return how much later than the others this node asks} */
  public Duration deference() {
    return deference;
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
   * pid repeat, and a restarted node must not mistake its predecessor's lease for its own.
   *
   * @return the identity
   */
  public static String newHolder() {
    return newHolder(HostName.get() + "-" + ProcessHandle.current().pid());
  }

  /**
   * A new identity of a node that has a name, {@code name-random}. It is new for each start as
   * well.
   *
   * @param node the node's name
   * @return the identity
   * @throws SettingException if the name is empty, longer than 255 characters, or has spaces
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
    return renewal;
  }

  /**
   * How much earlier than the key a term ends, since clocks do not run equally fast (S2).
   *
   * @return the allowance
   */
  public Duration drift() {
    return drift;
  }
}
