package io.beatcop.lease;

/** One memory behind the stores of several holders of one lease, and what can befall it. */
public interface StoreUnderTest {

  /**
   * Opens the store of a holder; the caller closes it.
   *
   * @param holder the holder
   * @param start which of the starts under that name it is, in hexadecimal
   * @return its store
   */
  LeaseStore open(String holder, String start);

  /**
   * Opens the store of a holder that starts once; the caller closes it.
   *
   * @param holder the holder
   * @return its store
   */
  default LeaseStore open(String holder) {
    return open(holder, "1f");
  }

  /** A ttl passes for the stores: their waits are served, and terms that they saw have run out. */
  default void letATtlPass() {}

  /** Loses all memory. */
  void wipe();

  /** Loses the lease key alone, as it does when the key expires. */
  void removeLease();

  /**
   * Gets another value for the lease key, one that never expires.
   *
   * @param value the value
   */
  void setLease(String value);

  /** Gets a lease key that is no string. */
  void spoilLease();

  /** Loses the token key alone. */
  void evictToken();

  /**
   * Gets another value for the token key.
   *
   * @param value the value
   */
  void setToken(String value);

  /** Loses the term key alone. */
  void evictTerm();

  /** An operator pauses the lease. */
  void pause();

  /** An operator ends the pause. */
  void resume();

  /**
   * An operator asks a term to end.
   *
   * @param token its token
   */
  void askToStepDown(long token);
}
