package io.beatcop.quartz.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of the schedule: new texts of some items, and the removal of others.
 *
 * <p>It says what the result is, not what was asked for. So all nodes that apply the same changes
 * in the same order have the same schedule, whatever their clocks say and whatever they have fired.
 *
 * @param id its identity, which no other change has
 * @param items the new text of each; empty if it is removed
 */
public record Change(String id, Map<Item, Optional<String>> items) {

  /** Keeps the order of the items, but not the map. */
  public Change(String id, Map<Item, Optional<String>> items) {
    this.id = id;
    this.items = new LinkedHashMap<>(items);
  }

  /** Reads a change from the lines that Redis keeps of it, without the first. */
  public static Change parse(String id, List<String> lines) {
    Map<Item, Optional<String>> items = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Item item = Item.parse(lines.get(i).substring(1));
      boolean isPut = lines.get(i).startsWith("+");
      items.put(item, isPut ? Optional.of(lines.get(++i)) : Optional.empty());
    }
    return new Change(id, items);
  }
}
