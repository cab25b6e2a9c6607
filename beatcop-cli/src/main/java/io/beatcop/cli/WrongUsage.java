package io.beatcop.cli;

/** A command line that says too little or too much; the message says what. */
final class WrongUsage extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongUsage(String message) {
    super(message);
  }
}
