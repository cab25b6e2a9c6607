package io.beatcop.quartz.settings;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.quartz.JobKey;

/**
 * One of the slices that the jobs of an entry are cut into. The same job is in the same slice on
 * every node, with every version of Java and of this plugin: nodes of two versions share a cluster
 * while it is updated.
 *
 * @param number the number of the slice, from 0
 * @param of how many slices there are
 */
public record JobSlice(int number, int of) {

  /** The only slice, which has all jobs. */
  public static final JobSlice WHOLE = new JobSlice(0, 1);

  /** Checks that there is such a slice. */
  public JobSlice {
    if (number < 0 || number >= of) {
      throw new IllegalArgumentException("slice " + number + " of " + of);
    }
  }

  /**
   * The number of the slice that has a job: the CRC-32 of its group, a zero byte and its name in
   * UTF-8, modulo the number of slices.
   *
   * @param job the job
   * @param slices how many slices there are
   */
  public static int of(JobKey job, int slices) {
    if (slices == 1) {
      return 0;
    }
    CRC32 sum = new CRC32();
    sum.update(job.getGroup().getBytes(StandardCharsets.UTF_8));
    sum.update(0);
    sum.update(job.getName().getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() % slices);
  }

  /** Whether it has a job. */
  public boolean has(JobKey job) {
    return of(job, of) == number;
  }
}
