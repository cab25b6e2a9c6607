package io.beatcop.redis.schedule;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A schedule that is kept elsewhere, and can be imported. */
public interface ScheduleSource {

  /**
   * What was found there.
   *
   * @param items the text of each item, in an order in which no item needs a later one
   * @param refused a sentence for each item that can't be taken
   * @param warnings what an operator ought to know before the import
   */
  record Found(Map<ItemName, String> items, List<String> refused, List<String> warnings) {

    /** Keeps the order of the items, but not the map. */
    public Found {
      items = new LinkedHashMap<>(items);
      refused = List.copyOf(refused);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads it, and changes nothing there.
   *
   * @param url the JDBC URL
   * @param login user and password, by the names that JDBC drivers know
   * @param prefix of the names of the tables
   * @param scheduler the name of the scheduler
   * @param jobDataClasses the classes of Java objects that job data may have, as the job stores of
   *     the nodes have them; empty for none
   * @throws io.beatcop.lease.SettingException if there is no such scheduler
   * @throws IOException if it can't be read, with the reason in one sentence
   * @throws IllegalArgumentException if these are no patterns of classes, or allow every class
   */
  Found read(String url, Properties login, String prefix, String scheduler, String jobDataClasses)
      throws IOException;
}
