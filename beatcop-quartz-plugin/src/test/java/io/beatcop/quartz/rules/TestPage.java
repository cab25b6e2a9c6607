package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.quartz.TriggerKey;

/** Builds a {@link JournalPage}; by itself it is that of an old journal without any record. */
final class TestPage {

  private final long redisMillis;
  private final List<UnsettledClaim> unsettled = new ArrayList<>();
  private final Set<TriggerKey> asked = new LinkedHashSet<>();
  private final Map<TriggerKey, FiredSlots> fired = new LinkedHashMap<>();
  private OptionalLong since = OptionalLong.of(TestCandidate.millis(0));
  private String withdrawn = "";

  private TestPage(long redisMillis) {
    this.redisMillis = redisMillis;
  }

  /** A page that is read when Redis' clock shows this second. */
  static TestPage at(long second) {
    return new TestPage(TestCandidate.millis(second));
  }

  /** Of a journal that was begun only now. */
  TestPage ofANewJournal() {
    since = OptionalLong.empty();
    return this;
  }

  /** Of a journal that was begun at this second. */
  TestPage begunAt(long second) {
    since = OptionalLong.of(TestCandidate.millis(second));
    return this;
  }

  TestPage with(TriggerKey key, FiredSlots slots) {
    asked.add(key);
    fired.put(key, slots);
    return this;
  }

  TestPage without(TriggerKey key) {
    asked.add(key);
    return this;
  }

  TestPage unsettled(UnsettledClaim claim) {
    unsettled.add(claim);
    return this;
  }

  TestPage withdrawn(UnsettledClaim claim) {
    withdrawn += claim.encoded() + " ";
    return this;
  }

  JournalPage build() {
    return new JournalPage(since, unsettled, withdrawn, redisMillis, asked, fired);
  }
}
