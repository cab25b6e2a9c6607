package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a store answers to a {@link LeaseRequest}.
 *
 * <p>Anybody may write anything into the store's memory. So every duration in an answer is between
 * zero and {@link #LONGEST}, whatever it was made of: a clock can always count it.
 */
public sealed interface LeaseAnswer {

  /** The longest duration of an answer: a hundred years. */
  Duration LONGEST = Duration.ofDays(36_500);

  private static Optional<Duration> bounded(Optional<Duration> duration) {
    return duration
        .map(told -> told.isNegative() ? Duration.ZERO : told)
        .map(told -> told.compareTo(LONGEST) > 0 ? LONGEST : told);
  }

  /**
   * The lease is this node's.
   *
   * @param token the fencing token of the term
   * @param term the term as the store has recorded it, to be shown again as evidence
   * @param uptime for how long the store has been up at least, where it tells
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
     * @param uptime for how long the store has been up at least, where it tells
     */
    public Granted(long token, String term, Optional<Duration> uptime) {
      this(token, term, uptime, Optional.empty());
    }

    /** Bounds the uptime. */
    public Granted {
      uptime = bounded(uptime);
    }

    /** S10: until it is up for a ttl, what it forgot may matter more than what it remembers. */
    Duration distrust(LeaseSettings settings) {
      Duration ttl = settings.trustAbsence() ? Duration.ZERO : settings.ttl();
      return uptime.filter(up -> up.compareTo(ttl) < 0).map(ttl::minus).orElse(Duration.ZERO);
    }
  }

  /**
   * The key is this node's, but nothing shows that an earlier holder has ended: it may act only
   * after it has had the key for a full ttl (L7).
   *
   * @param since the number of the request that took the key; it is another one if the key was away
   *     in between
   * @param token the last token granted, where known
   */
  record Pending(long since, OptionalLong token) implements LeaseAnswer {

    /**
     * The key is this node's, but not to be acted on yet, and no token was ever granted.
     *
     * @param since the number of the request that took the key
     */
    public Pending(long since) {
      this(since, OptionalLong.empty());
    }
  }

  /**
   * The lease is another holder's.
   *
   * @param holder who holds it
   * @param expiresIn when its key expires unless it is renewed; empty if the key never expires
   * @param term the holder's term as the store has recorded it; empty if the one recorded is
   *     another holder's, over whose key this one was set
   * @param token the last token granted, where known
   */
  record HeldByOther(String holder, Optional<Duration> expiresIn, String term, OptionalLong token)
      implements LeaseAnswer {

    /** Bounds the time to live. */
    public HeldByOther {
      expiresIn = bounded(expiresIn);
    }
  }

  /**
   * Nobody may be granted the lease for now. Whoever asks does not hold it, even if the key is its
   * own.
   *
   * @param why who says so, and why
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

  /** This campaign has the lease no longer. */
  record Released() implements LeaseAnswer {}

  /**
   * The lease as a bystander sees it; never the answer to a request of a campaign.
   *
   * @param holder who has the key, if anyone
   * @param expiresIn when the key expires unless it is renewed; empty if it never does
   * @param term the term as the store has recorded it
   * @param token the last token granted, where known
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
   * No answer, or none that decides anything: the request may have been carried out or not. So it
   * is with a grant that fewer replicas have acknowledged than were asked for (L10). Worth asking
   * again (L11).
   *
   * @param reason what happened, as a clause without a full stop
   */
  record Unavailable(String reason) implements LeaseAnswer {}

  /**
   * Nothing was asked: the connection was cut while it was idle, as proxies do. The next one may
   * lead to another server, to which nothing that was seen before proves anything (S9). Worth
   * asking again at once, without that; the store does not answer so to two requests in a row.
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
