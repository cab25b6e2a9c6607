package io.beatcop.quartz.shared.store;

import io.beatcop.quartz.schedule.ExclusiveRuns;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.JobKey;

/** The marks of the jobs that run, and may not run twice at once; see {@link ExclusiveRuns}. */
public interface RunMarks {

  /**
   * Keeps the marks of the runs that go on, and removes those of the runs that have ended. Returns
   * the runs that are marked now; empty if the store does not answer.
   */
  Optional<Map<String, JobKey>> keep(Map<String, JobKey> own, Map<String, JobKey> ended);

  /** The jobs that other nodes have marked; empty if the store does not answer. */
  Optional<Set<JobKey>> ofOthers();

  /** The jobs that any node has marked; empty if the store does not answer. Any thread may ask. */
  Optional<Set<JobKey>> ofAll();
}
