package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.TriggerKey;

/** The journal's scripts of today in Java, line by line: claim, open-journal, begin, tidy. */
final class TodaysScripts {

  private static final String FIRES = "lease:fires";
  private static final String SINCE = "since";

  private final String holder;
  private final int keep;

  TodaysScripts(String holder, int keep) {
    this.holder = holder;
    this.keep = keep;
  }

  private boolean isHeld(RedisMemory memory) {
    return memory.get(RedisMemory.LEASE).filter(holder::equals).isPresent();
  }

  /** The script {@code claim}. */
  RedisScript<FireJournal.Claim> claim(TriggerKey key, String schedule, Slot slot) {
    return memory ->
        isHeld(memory) ? claim(memory, key, schedule, slot) : FireJournal.Claim.NOT_HELD;
  }

  private FireJournal.Claim claim(RedisMemory memory, TriggerKey key, String schedule, Slot slot) {
    String field = FireJournal.field(key);
    List<Slot> spans = new ArrayList<>();
    int at = 0;
    boolean found = false;
    Optional<String> claimed = memory.hashGet(FIRES, field);
    if (claimed.isPresent()) {
      for (Slot span : read(claimed.get())) {
        spans.add(span);
        if (span.millis() <= slot.millis()) {
          at = spans.size();
          found = found || slot.millis() <= span.coveredMillis();
        }
      }
    }
    if (found || (at == 0 && spans.size() >= keep)) {
      return FireJournal.Claim.DUPLICATE;
    }
    spans.add(at, slot);
    while (spans.size() > keep) {
      spans.remove(0);
    }
    memory.hashSet(FIRES, field, written(schedule, spans));
    memory.observeClaim(key, slot.millis(), slot.coveredMillis(), holder);
    return FireJournal.Claim.CLAIMED;
  }

  private static List<Slot> read(String value) {
    List<Slot> spans = new ArrayList<>();
    int from = value.indexOf(' ') + 1;
    while (from > 0) {
      int to = value.indexOf(' ', from);
      spans.add(Slot.read(to < 0 ? value.substring(from) : value.substring(from, to)));
      from = to + 1;
    }
    return spans;
  }

  private static String written(String schedule, List<Slot> spans) {
    StringBuilder value = new StringBuilder(schedule);
    for (Slot span : spans) {
      value.append(' ').append(span.millis());
      if (span.coveredMillis() > span.millis()) {
        value.append('-').append(span.coveredMillis());
      }
    }
    return value.toString();
  }

  /** The script {@code open-journal}; without firings that are to be repeated. */
  RedisScript<Optional<JournalPage>> open(long nowMillis) {
    return memory -> {
      if (!isHeld(memory)) {
        return Optional.empty();
      }
      String since = memory.hashGet(FIRES, SINCE).orElse("");
      if (since.isEmpty()) {
        memory.hashSet(FIRES, SINCE, String.valueOf(nowMillis));
      }
      List<String> reply = new ArrayList<>(List.of("open", since, ""));
      for (Map.Entry<String, String> entry : memory.hash(FIRES).entrySet()) {
        if (!entry.getKey().equals(SINCE)) {
          reply.add(entry.getKey());
          reply.add(entry.getValue());
        }
      }
      reply.set(2, String.valueOf((reply.size() - 3) / 2));
      return Optional.of(JournalPage.read(reply));
    };
  }

  /** The script {@code begin-triggers}. */
  RedisScript<Boolean> begin(Collection<FireJournal.Beginning> triggers) {
    return memory -> {
      if (!isHeld(memory)) {
        return false;
      }
      for (FireJournal.Beginning each : triggers) {
        String field = FireJournal.field(each.trigger());
        if (memory.hashGet(FIRES, field).isEmpty()) {
          memory.hashSet(FIRES, field, each.schedule() + " " + each.millis());
        }
      }
      return true;
    };
  }

  /** The script {@code tidy-journal}. */
  RedisScript<Boolean> tidy(Collection<TriggerKey> gone) {
    return memory -> {
      gone.forEach(key -> memory.hashDelete(FIRES, FireJournal.field(key)));
      return true;
    };
  }
}
