package io.beatcop.spring;

import io.beatcop.quartz.LeaseMXBean;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lease as the endpoint shows it.
 *
 * @param lease its name
 * @param scheduler the scheduler that needs it; null if methods do
 * @param node this node
 * @param state this node's part in the contest
 * @param holder the holder that this node has seen last; null if none
 * @param token the fencing token; null if this node does not hold the lease
 * @param deadline until when this node holds it, unless it renews it; null as well
 * @param alive false if this node must be restarted
 * @param counts what has happened since the start
 */
record LeaseView(
    String lease,
    @Nullable String scheduler,
    String node,
    String state,
    @Nullable String holder,
    @Nullable Long token,
    @Nullable String deadline,
    boolean alive,
    Map<String, Long> counts) {

  static LeaseView of(LeaseMXBean entry) {
    return new LeaseView(
        entry.getLease(),
        entry.getScheduler(),
        entry.getNode(),
        entry.getState().name().toLowerCase(Locale.ROOT),
        entry.getHolder(),
        entry.getToken(),
        Optional.ofNullable(entry.getDeadline())
            .map(Date::toInstant)
            .map(Object::toString)
            .orElse(null),
        entry.isAlive(),
        Map.of(
            "running", (long) entry.getRunning(),
            "overdue", (long) entry.getOverdue(),
            "fires", entry.getFires(),
            "vetoes", entry.getVetoes(),
            "duplicates", entry.getDuplicates(),
            "unsure", entry.getUnsure(),
            "recovered", entry.getRecovered(),
            "terms", entry.getTerms(),
            "takeovers", entry.getTakeOvers(),
            "losses", entry.getLosses()));
  }

  /** What does not change: the lease, and what this node is called there. */
  Map<String, String> names() {
    return Map.of("lease", lease, "node", node);
  }
}
