package io.beatcop.quartz.shared;

import io.beatcop.quartz.shared.copy.ScheduleNews;
import io.beatcop.quartz.shared.store.RunMarks;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the shared schedule of a node needs from outside: its place, the lease, and the time.
 *
 * @param lease the name of the lease
 * @param node what no other node, and no earlier start of this one, puts before its changes
 * @param holder this node's name among the holders of the lease
 * @param ttl of the lease
 * @param timeout of a request
 * @param store where the schedule is kept
 * @param marks where the runs are marked
 * @param patience how long a call waits for these
 * @param nanos a clock that is never set
 * @param held the token of the term in which this node holds the lease, if it does
 * @param vetoes the notes of the gate
 * @param news who is told of changes; the plugin may say so only later
 * @param hints calls a function whenever there may be something new, until it is closed
 */
record ScheduleGround(
    String lease,
    String node,
    String holder,
    Duration ttl,
    Duration timeout,
    ScheduleStore store,
    RunMarks marks,
    Patience patience,
    LongSupplier nanos,
    Supplier<OptionalLong> held,
    Vetoes vetoes,
    Supplier<ScheduleNews> news,
    Function<Runnable, Hints> hints) {

  /** Hears of changes. */
  interface Hints extends AutoCloseable {
    @Override
    void close();
  }
}
