package io.beatcop.redis.connect;

/**
 * Redis did not answer, or not with anything that decides what was asked; asking again may help
 * (L11).
 */
public final class RedisUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RedisUnavailableException(String reason) {
    super(reason);
  }
}
