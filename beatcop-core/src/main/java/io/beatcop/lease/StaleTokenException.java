package io.beatcop.lease;

/**
 * A write was refused, since the term in which it began is over. Nothing of it was written. End the
 * work: another node may do it by now.
 */
public final class StaleTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which write was refused, and why
   */
  public StaleTokenException(String message) {
    super(message);
  }
}
