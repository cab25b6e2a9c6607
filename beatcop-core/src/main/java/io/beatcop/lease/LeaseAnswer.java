package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer of a store to a {@link LeaseRequest}.
 *
 * <p>Anybody may write anything into the store's memory. So every duration in an answer is cut to
 * the range from zero to {@link #LONGEST}, which a clock can always count.
 */
@Internal
public sealed interface LeaseAnswer {

  /** The longest duration of an answer: a hundred years. */
  Duration LONGEST = Duration.ofDays(36_500);

  private static Optional<Duration> bounded(Optional<Duration> duration) {
    return duration
        .map(told -> told.isNegative() ? Duration.ZERO : told)
        .map(told -> told.compareTo(LONGEST) > 0 ? LONGEST : told);
  }

  /**
   * This node has the lease.
   *
   * @param token the fencing token of the term
   * @param term the term as the store has recorded it, which a later request shows as evidence
   * @param uptime the least time that the store has been up, if it tells
   * @param leave why this node is asked to leave, if it is: the lease is paused, or another node is
   *     to take over
   */
  record Granted(long token, String term, Optional<Duration> uptime, Optional<String> leave)
      implements LeaseAnswer {

    /**
     * Granted without being asked to leave.
     *
     * @param token the fencing token of the term
     * @param term the term as the store has recorded it
     * @param uptime the least time that the store has been up, if it tells
     */
    public Granted(long token, String term, Optional<Duration> uptime) {
      this(token, term, uptime, Optional.empty());
    }

    /** Bounds the uptime. */
    public Granted {
      uptime = bounded(uptime);
    }

    /**
     * How long to distrust this grant: the store may have forgotten a holder until it has been up
     * for a ttl (S10).
     */
    Duration distrust(LeaseSettings settings) {
      Duration ttl = settings.trustAbsence() ? Duration.ZERO : settings.ttl();
      return uptime.filter(up -> up.compareTo(ttl) < 0).map(ttl::minus).orElse(Duration.ZERO);
    }
  }

  /**
   * This node has the key, but nothing shows that an earlier holder has ended. It may act only
   * after it has had the key for a full ttl (L7).
   *
   * @param since the number of the request that took the key; it changes if the key was gone in
   *     between
   * @param token the last token granted, if known
   */
  record Pending(long since, OptionalLong token) implements LeaseAnswer {

    /**
     * The same where no token was ever granted.
     *
     * @param since the number of the request that took the key
     */
    public Pending(long since) {
      this(since, OptionalLong.empty());
    }
  }

  /**
   * Another holder has the lease.
   *
   * @param holder who holds it
   * @param expiresIn when its key expires unless it is renewed; empty if the key never expires
   * @param term the holder's term as the store has recorded it; empty if the recorded term is of
   *     another holder, whose key this holder's has overwritten
   * @param token the last token granted, if known
   */
  record HeldByOther(String holder, Optional<Duration> expiresIn, String term, OptionalLong token)
      implements LeaseAnswer {

    /** Bounds the time to live. */
    public HeldByOther {
      expiresIn = bounded(expiresIn);
    }
  }

  /**
   * The lease is paused: no node may be granted it for now. The node that asks does not hold it,
   * even if it has the key.
   *
   * @param why who paused it, and why
   * @param expiresIn when the pause ends; empty if it does not end by itself
   */
  record Paused(String why, Optional<Duration> expiresIn) implements LeaseAnswer {

    /** Bounds the length. */
    public Paused {
      expiresIn = bounded(expiresIn);
    }
  }

  /** There is nothing to renew: the key is gone, or belongs to another campaign of this node. */
  record Gone() implements LeaseAnswer {}

  /** This campaign does not have the lease any more. */
  record Released() implements LeaseAnswer {}

  /**
   * The lease as a bystander sees it; never the answer to a request of a campaign.
   *
   * @param holder who has the key, if anyone
   * @param expiresIn when the key expires unless it is renewed; empty if it never does
   * @param term the term as the store has recorded it
   * @param token the last token granted, if known
   */
  record Seen(
      Optional<String> holder, Optional<Duration> expiresIn, String term, OptionalLong token)
      implements LeaseAnswer {

    /** Bounds the time to live. */
    public Seen {
      expiresIn = bounded(expiresIn);
    }
  }

  /**
   * No answer, or one that decides nothing: the store may have carried out the request or not. A
   * grant that too few replicas have acknowledged is such an answer (L10). The node asks again
   * (L11).
   *
   * @param reason what happened, as a clause without a full stop
   */
  record Unavailable(String reason) implements LeaseAnswer {}

  /**
   * The request was not sent: the connection was cut while it was idle, as proxies do. The next
   * connection may lead to another server, for which earlier evidence proves nothing (S9). The node
   * asks again at once, without evidence. The store does not give this answer to two requests in a
   * row.
   */
  record Cut() implements LeaseAnswer {}

  /**
   * The store refuses, and asking again can't fix it (L11).
   *
   * @param reason what the user must change
   */
  record Refused(SettingException reason) implements LeaseAnswer {

    String message() {
      return String.valueOf(reason.getMessage());
    }
  }
}
