package io.beatcop.cli.run;

/** A command line has too little or too much; the message says what. */
public final class WrongUsage extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongUsage(String message) {
    super(message);
  }
}
