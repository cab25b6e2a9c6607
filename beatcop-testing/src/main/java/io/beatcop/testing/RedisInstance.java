package io.beatcop.testing;

/** The thing behind a {@link RedisServer}: a child process or a container, running or not. */
interface RedisInstance {

  /** The signals a Redis is sent, as {@code kill} spells them. */
  enum Signal {
    TERM,
    KILL,
    STOP,
    CONT
  }

  boolean isRunning();

  /** Starts it on the data it has, without waiting until it answers. */
  void launch();

  /** Sends a signal to the server itself, without waiting for what it does. */
  void signal(Signal signal);

  /** Deletes its data; it does not run. */
  void wipe();

  /** Its output, for the message of a start that failed. */
  String output();

  /** Ends it at once, wherever it stands, with all that it left on disk. May be called twice. */
  void discard();
}
