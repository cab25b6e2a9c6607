package io.beatcop.cli.report;

import io.beatcop.lease.VisibleText;
import io.beatcop.redis.GroupStatus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report on the slots of a group. If a node has several of them, as with the plugin's {@code
 * spread}, it has a line for each node, and not one for each slot.
 *
 * @param group the group's name
 * @param status who has which slot
 */
public record SlotsReport(String group, GroupStatus status) {

  /** {@return the report as lines} */
  public List<String> lines() {
    return isSpread() ? linesOfNodes() : linesOfSlots();
  }

  private boolean isSpread() {
    return byNode().values().stream().anyMatch(slots -> slots.cardinality() > 1);
  }

  /** The slots of each node. */
  private Map<String, BitSet> byNode() {
    Map<String, BitSet> nodes = new TreeMap<>();
    for (int slot = 0; slot < status.holders().size(); slot++) {
      int at = slot;
      status
          .holders()
          .get(slot)
          .ifPresent(node -> nodes.computeIfAbsent(node, unused -> new BitSet()).set(at));
    }
    return nodes;
  }

  private BitSet free() {
    BitSet free = new BitSet();
    free.set(0, status.holders().size());
    byNode().values().forEach(free::andNot);
    return free;
  }

  private List<String> linesOfNodes() {
    List<String> lines = new ArrayList<>();
    lines.add("lease    " + VisibleText.of(group));
    lines.add("slices   " + held() + " of " + status.holders().size() + " held");
    List<List<String>> rows = new ArrayList<>();
    byNode().forEach((node, slots) -> rows.add(row(node, slots)));
    if (!free().isEmpty()) {
      rows.add(row("nobody", free()));
    }
    status.spare().forEach(node -> rows.add(row(node, new BitSet())));
    lines.addAll(Table.lines(rows));
    return lines;
  }

  private static List<String> row(String node, BitSet slots) {
    return List.of(node, String.valueOf(slots.cardinality()), ranges(slots));
  }

  /** The numbers of slots, such as {@code 0-2, 7}. */
  private static String ranges(BitSet slots) {
    List<String> ranges = new ArrayList<>();
    for (int from = slots.nextSetBit(0); from >= 0; ) {
      int to = slots.nextClearBit(from) - 1;
      ranges.add(from == to ? String.valueOf(from) : from + "-" + to);
      from = slots.nextSetBit(to + 1);
    }
    return String.join(", ", ranges);
  }

  private List<String> linesOfSlots() {
    List<String> lines = new ArrayList<>();
    lines.add("lease    " + VisibleText.of(group));
    lines.add("slots    " + held() + " of " + status.holders().size() + " held");
    for (int slot = 0; slot < status.holders().size(); slot++) {
      lines.add("%-9s%s".formatted("slot " + slot, status.holders().get(slot).orElse("nobody")));
    }
    String label = "spare    ";
    for (String node : status.spare()) {
      lines.add(label + node);
      label = "         ";
    }
    return lines;
  }

  /** {@return the report as one line, which changes only with the holders} */
  public String line() {
    return isSpread() ? lineOfNodes() : lineOfSlots();
  }

  private String lineOfNodes() {
    List<String> nodes = new ArrayList<>();
    byNode().forEach((node, slots) -> nodes.add(node + " " + ranges(slots).replace(", ", ",")));
    if (!free().isEmpty()) {
      nodes.add("nobody " + ranges(free()).replace(", ", ","));
    }
    return VisibleText.of(group)
        + ": "
        + String.join("; ", nodes)
        + "; spare: "
        + status.spare().size();
  }

  private String lineOfSlots() {
    List<String> slots = new ArrayList<>();
    for (int slot = 0; slot < status.holders().size(); slot++) {
      slots.add(slot + " " + status.holders().get(slot).orElse("nobody"));
    }
    return VisibleText.of(group)
        + ": "
        + String.join(", ", slots)
        + ", spare: "
        + status.spare().size();
  }

  /** {@return the report as facts for {@link Json}} */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("lease", group);
    List<Map<String, Object>> slots = new ArrayList<>();
    for (int slot = 0; slot < status.holders().size(); slot++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("slot", slot);
      status.holders().get(slot).ifPresent(holder -> one.put("holder", holder));
      slots.add(one);
    }
    facts.put("slots", slots);
    facts.put("spare", status.spare());
    return facts;
  }

  /** {@return how many slots have a holder} */
  public int held() {
    return (int) status.holders().stream().filter(holder -> holder.isPresent()).count();
  }
}
