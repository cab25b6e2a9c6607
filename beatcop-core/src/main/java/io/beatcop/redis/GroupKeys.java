package io.beatcop.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of what a group has in Redis, all in one hash slot.
 *
 * @param nodes the hash of the live nodes
 * @param slices the lease of each slice
 * @param channel where a node asks the others to look
 */
record GroupKeys(String nodes, List<String> slices, String channel) {

  static GroupKeys of(String group, int slices, int database) {
    List<String> names = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      names.add(slice(group, slice));
    }
    return new GroupKeys(
        LeaseKeys.companion(group, "nodes"),
        names,
        LeaseKeys.companion(group, "balance:" + database));
  }

  /** The lease of a slice. */
  static String slice(String group, int number) {
    return LeaseKeys.companion(group, String.valueOf(number));
  }

  /** In the order in which the script gets them. */
  List<String> declared() {
    List<String> all = new ArrayList<>();
    all.add(nodes);
    all.addAll(slices);
    return all;
  }
}
