package io.beatcop.lease;

import java.util.function.Consumer;

/** What a simulated node asks: a store that takes its time, as the store of a real node does. */
interface SimulatedStore {

  /** Asks one question, when the one before has its answer. */
  void ask(LeaseRequest request, Consumer<LeaseAnswer> reply);

  /** The node goes on after a pause: answers of the meantime are there. */
  void resume();

  /** The process ended. */
  void close();
}
