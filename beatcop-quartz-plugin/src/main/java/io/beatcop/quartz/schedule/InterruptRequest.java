package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.JsonObject;
import org.quartz.JobKey;

/**
 * A request to all nodes to interrupt their runs of a job. It is a change of the schedule, so each
 * node hears of it once, and in order with the other changes.
 */
public final class InterruptRequest {

  private static final Item LAST = Item.parse(ItemName.LAST_INTERRUPT.field());

  private InterruptRequest() {}

  /**
   * Asks for it. Returns whether there is such a job.
   *
   * @param nowMillis by this node's clock, epoch milliseconds: it tells two requests apart
   */
  public static boolean put(Draft draft, JobKey job, long nowMillis) {
    if (!draft.has(Item.of(job))) {
      return false;
    }
    draft.put(
        LAST,
        new JsonObject()
            .with("jobGroup", job.getGroup())
            .with("job", job.getName())
            .with("at", nowMillis)
            .toString());
    return true;
  }

  /**
   * The job of a request.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static JobKey parse(String text) {
    JsonObject request = JsonObject.parse(text);
    return new JobKey(request.required("job"), request.required("jobGroup"));
  }
}
