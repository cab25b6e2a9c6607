package io.beatcop.quartz.simulation;

/**
 * The conditions of a simulated cluster, the same from its beginning to its end.
 *
 * @param nodes how many machines there are
 * @param workers how many workers each scheduler has
 * @param batch how many triggers are acquired at once, and how far ahead of their time
 * @param misfireThresholdMillis from when on a slot is late
 * @param ttlMillis the ttl of the lease
 * @param stallPermille how often a worker stalls, out of a thousand firings
 * @param stallMillis for how long at most
 * @param skewMillis by how much the clocks of the machines are wrong at most
 */
record FireClimate(
    int nodes,
    int workers,
    SimulatedSchedulerThread.Batch batch,
    long misfireThresholdMillis,
    long ttlMillis,
    int stallPermille,
    long stallMillis,
    long skewMillis) {

  /** Two nodes, three workers, Quartz' defaults. */
  static FireClimate usual() {
    return new FireClimate(2, 3, new SimulatedSchedulerThread.Batch(1, 0), 60_000, 4_000, 0, 0, 0);
  }

  FireClimate withTtl(long millis) {
    return new FireClimate(
        nodes,
        workers,
        batch,
        misfireThresholdMillis,
        millis,
        stallPermille,
        stallMillis,
        skewMillis);
  }

  FireClimate withWorkers(int number) {
    return new FireClimate(
        nodes,
        number,
        batch,
        misfireThresholdMillis,
        ttlMillis,
        stallPermille,
        stallMillis,
        skewMillis);
  }

  FireClimate withBatch(int size, long aheadMillis) {
    return new FireClimate(
        nodes,
        workers,
        new SimulatedSchedulerThread.Batch(size, aheadMillis),
        misfireThresholdMillis,
        ttlMillis,
        stallPermille,
        stallMillis,
        skewMillis);
  }

  FireClimate withStalls(int permille, long millis) {
    return new FireClimate(
        nodes, workers, batch, misfireThresholdMillis, ttlMillis, permille, millis, skewMillis);
  }
}
