package io.beatcop.redis.connect;

/** Redis did not answer, or its answer decides nothing. Asking again may help (L11). */
public final class RedisUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RedisUnavailableException(String reason) {
    super(reason);
  }
}
