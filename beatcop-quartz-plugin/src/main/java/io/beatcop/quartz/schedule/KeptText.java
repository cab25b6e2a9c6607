package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.JsonObject;
import org.quartz.JobPersistenceException;

/** The text of an item to keep, which must not be too long. */
final class KeptText {

  /** In characters, which are bytes. Nodes take no longer text from Redis than twice that. */
  static final int LONGEST = 512 * 1024;

  private KeptText() {}

  /**
   * The text of an object.
   *
   * @param item what it is, for the message
   * @throws JobPersistenceException if it is too long
   */
  static String of(JsonObject object, String item) throws JobPersistenceException {
    String text = object.toString();
    if (text.length() > LONGEST) {
      throw new JobPersistenceException(
          item
              + " takes "
              + text.length()
              + " bytes in the shared schedule: at most "
              + LONGEST
              + " are kept; put large job data elsewhere");
    }
    return text;
  }
}
