package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group as Redis knows it at one moment.
 *
 * @param holders the holder of each slice, by its number
 * @param spare the live nodes that hold none
 */
public record GroupStatus(List<Optional<String>> holders, List<String> spare) {

  /** Copies the lists. */
  public GroupStatus {
    holders = List.copyOf(holders);
    spare = List.copyOf(spare);
  }

  static GroupStatus of(RedisGroupStore.Group group) {
    List<Optional<String>> holders = group.holders().stream().map(RedisText::present).toList();
    List<String> spare = new ArrayList<>();
    for (GroupEntry entry : group.entries()) {
      String name = RedisText.visible(entry.member().name());
      if (!holders.contains(Optional.of(name))) {
        spare.add(name);
      }
    }
    spare.sort(String::compareTo);
    return new GroupStatus(holders, spare);
  }
}
