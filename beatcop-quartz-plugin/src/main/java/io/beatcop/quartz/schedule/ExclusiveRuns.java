package io.beatcop.quartz.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.utils.ClassUtils;

/**
 * The runs of jobs that may not run twice at once: those of this node, which Redis is told of, and
 * those of other nodes, whose jobs this one does not fire meanwhile.
 *
 * <p>Redis has a mark for each. The holder of the lease writes it with the claim of the firing. So
 * once a node holds the lease, no other one begins such a run, and those that are marked then are
 * all that there are. The node of a run keeps its mark until the run has ended, also without the
 * lease; the mark of a dead node ends by itself.
 *
 * <p>It has no lock: its owner has.
 */
public final class ExclusiveRuns {

  private static final int TTLS = 2;
  private static final int KEPT_PER_TTL = 3;

  private final Map<String, JobKey> own = new HashMap<>();
  private final Map<String, JobKey> ended = new HashMap<>();
  private Set<JobKey> elsewhere = Set.of();

  /**
   * Whether a job may not run twice at once. Quartz goes by the same annotation; its own method for
   * it has one name before 2.5, and another one since.
   */
  public static boolean isExclusive(JobDetail job) {
    return ClassUtils.isAnnotationPresent(job.getJobClass(), DisallowConcurrentExecution.class);
  }

  /** How long a mark lasts unless its node keeps it. */
  public static Duration life(Duration ttl) {
    return ttl.multipliedBy(TTLS);
  }

  /** How often a node keeps its marks. */
  public static Duration pace(Duration ttl) {
    return ttl.dividedBy(KEPT_PER_TTL);
  }

  // ---- This node's

  /** A run begins on this node, and is claimed later. */
  public void begin(JobKey job, String run) {
    own.put(run, job);
  }

  /** A run on this node has ended. Returns whether it was one of these. */
  public boolean end(String run) {
    JobKey job = own.remove(run);
    if (job != null) {
      ended.put(run, job);
    }
    return job != null;
  }

  /** The runs under way on this node, whose marks are to be kept. */
  public Map<String, JobKey> own() {
    return Map.copyOf(own);
  }

  /** The runs that have ended on this node, whose marks are to go. */
  public Map<String, JobKey> ended() {
    return Map.copyOf(ended);
  }

  /**
   * Redis was told.
   *
   * @param gone the runs whose marks it has removed
   * @param marked the runs of this node whose marks it still has. One that nobody runs here came
   *     late: its claim was given up before it arrived
   */
  public void told(Collection<String> gone, Map<String, JobKey> marked) {
    ended.keySet().removeAll(gone);
    marked.forEach(
        (run, job) -> {
          if (!own.containsKey(run)) {
            ended.put(run, job);
          }
        });
  }

  // ---- Those of other nodes

  /** These jobs are marked by other nodes. Returns whether one of them no longer is. */
  public boolean see(Set<JobKey> marked) {
    boolean hasEnded = !marked.containsAll(elsewhere);
    elsewhere = Set.copyOf(marked);
    return hasEnded;
  }

  /** Whether another node runs a job of which this one waits for the end. */
  public boolean isElsewhere(JobKey job) {
    return elsewhere.contains(job);
  }

  /** Whether this node waits for the end of a run on another one. */
  public boolean isWaiting() {
    return !elsewhere.isEmpty();
  }
}
