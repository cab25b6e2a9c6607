package io.beatcop.lease;

/** A pair of clocks: the only place where this package reads the time. */
interface Clock {

  /** The clocks of this machine. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  /** The monotonic clock, in nanoseconds. It stands still while the machine sleeps. */
  long nanos();

  /** The wall clock, in milliseconds since the epoch. It runs on in sleep, and can be set. */
  long epochMillis();

  /** Reads both clocks. */
  default Moment now() {
    return new Moment(nanos(), epochMillis());
  }
}
