package io.beatcop.cli.report;

import io.beatcop.lease.VisibleText;
import io.beatcop.redis.GroupStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report on the slots of a group.
 *
 * @param group the group's name
 * @param status who has which slot
 */
public record SlotsReport(String group, GroupStatus status) {

  /** {@return the report as lines} */
  public List<String> lines() {
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
