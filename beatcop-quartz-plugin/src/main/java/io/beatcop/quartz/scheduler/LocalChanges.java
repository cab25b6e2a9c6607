package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.JournalPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of triggers that were scheduled or deleted only on this node, which does not hold the
 * lease: no other node knows (Q-p).
 *
 * <p>Most changes are made on every node alike, so the journal is asked a ttl later whether the
 * holder knows as well.
 */
final class LocalChanges {

  private static final Logger log = LoggerFactory.getLogger(LocalChanges.class);

  private static final int MOST_WARNINGS = 1_000;

  private final String lease;
  private final FireJournal journal;
  private final Duration patience;
  private final BiConsumer<Runnable, Duration> later;
  private final Map<TriggerKey, Boolean> changes = new LinkedHashMap<>();
  private final Set<TriggerKey> warned = ConcurrentHashMap.newKeySet();

  /**
   * Makes an object without changes.
   *
   * @param patience how long the holder may take to write its change
   * @param later runs an action later
   */
  LocalChanges(
      String lease, FireJournal journal, Duration patience, BiConsumer<Runnable, Duration> later) {
    this.lease = lease;
    this.journal = journal;
    this.patience = patience;
    this.later = later;
  }

  void scheduled(TriggerKey key) {
    note(key, true);
  }

  void unscheduled(TriggerKey key) {
    note(key, false);
  }

  private synchronized void note(TriggerKey key, boolean exists) {
    if (changes.isEmpty()) {
      later.accept(this::check, patience);
    }
    if (changes.size() < MOST_WARNINGS) {
      changes.put(key, exists);
    }
  }

  private void check() {
    Map<TriggerKey, Boolean> noted;
    synchronized (this) {
      noted = new LinkedHashMap<>(changes);
      changes.clear();
    }
    Optional<Map<TriggerKey, FiredSlots>> known =
        journal.look(List.copyOf(noted.keySet())).map(JournalPage::fired);
    if (known.isEmpty()) {
      return;
    }
    List<TriggerKey> ours = new ArrayList<>(noted.keySet());
    for (TriggerKey key : ours) {
      boolean exists = Boolean.TRUE.equals(noted.get(key));
      boolean holderHasIt =
          Optional.ofNullable(known.get().get(key))
              .filter(fired -> fired.ended().isEmpty())
              .isPresent();
      if (exists != holderHasIt && warned.size() < MOST_WARNINGS && warned.add(key)) {
        log.warn(
            exists
                ? "{}: trigger {} was scheduled on this node, which does not hold the lease: no other"
                    + " node knows of it, and it does not fire until this node holds the lease;"
                    + " schedule it on every node"
                : "{}: trigger {} was deleted on this node, which does not hold the lease: other"
                    + " nodes still have it; delete it on every node",
            lease,
            key);
      }
    }
  }
}
