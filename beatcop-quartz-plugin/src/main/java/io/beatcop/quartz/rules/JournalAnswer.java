package io.beatcop.quartz.rules;

/** The answer of the journal to a {@link JournalWrite}. */
public sealed interface JournalAnswer {

  /**
   * It is written.
   *
   * @param redisMillis the time by the clock of Redis
   */
  record Written(long redisMillis) implements JournalAnswer {}

  /** Nothing was written: the lease is not held under this term. */
  record NotHeld() implements JournalAnswer {}

  /** Nothing was written: Redis has forgotten what it acknowledged. */
  record Forgotten() implements JournalAnswer {}

  /**
   * Nothing was written: nodes have taken claims of theirs back, and the holder does not know yet.
   *
   * @param text the claims
   */
  record Withdrawn(String text) implements JournalAnswer {}

  /** No answer: it is written or not, nobody knows. */
  record Unknown() implements JournalAnswer {}
}
