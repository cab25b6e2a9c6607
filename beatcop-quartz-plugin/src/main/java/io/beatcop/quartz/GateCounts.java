package io.beatcop.quartz;

import java.util.concurrent.atomic.LongAdder;

/** What the gate has decided so far. */
final class GateCounts {

  final LongAdder fired = new LongAdder();
  final LongAdder vetoed = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder unsure = new LongAdder();
  final LongAdder recovered = new LongAdder();
}
