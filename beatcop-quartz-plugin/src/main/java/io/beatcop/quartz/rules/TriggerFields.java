package io.beatcop.quartz.rules;

import org.quartz.TriggerKey;

/** The names of triggers as fields of the journal: group and name, separated by the first slash. */
public final class TriggerFields {

  private TriggerFields() {}

  public static String field(TriggerKey key) {
    return key.getGroup().replace("%", "%25").replace("/", "%2F") + "/" + key.getName();
  }

  public static TriggerKey key(String field) {
    int slash = field.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no trigger: " + field);
    }
    return new TriggerKey(
        field.substring(slash + 1),
        field.substring(0, slash).replace("%2F", "/").replace("%25", "%"));
  }
}
