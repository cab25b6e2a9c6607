package io.beatcop.testing;

import java.util.List;

/** A place that Redis servers for tests can come from. */
interface RedisSource {

  /** The word that forces this source, see {@link SourceChoice#PROPERTY}. */
  String name();

  /** Its needs, as the end of the sentence "needs …". */
  String needs();

  boolean isAvailable();

  /** Which Redis it gives, in words; asked only where it is available. */
  String description();

  /** Prepares a server that listens on this port of 127.0.0.1 once launched. */
  RedisInstance prepare(int port, List<String> arguments);
}
