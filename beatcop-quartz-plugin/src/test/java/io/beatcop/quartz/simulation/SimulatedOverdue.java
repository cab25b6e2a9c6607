package io.beatcop.quartz.simulation;

import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.MissedFires.State;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.OverdueFires;
import io.beatcop.quartz.rules.VetoedTriggers;
import io.beatcop.quartz.scheduler.Triggers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** The work of {@code OverdueWatch} on its thread, as steps. */
final class SimulatedOverdue {

  private final FireRuntime node;
  private final FireMachine machine;
  private final SimulatedScripts scripts;
  private final Triggers triggers;
  private final Duration reading;
  private final FireMutation broken;
  private final Consumer<OverdueFires.Overdue> told;
  private final OverdueFires rules;
  private long aheadOfMonotonicMillis;

  SimulatedOverdue(
      FireRuntime node,
      FireMachine machine,
      SimulatedScripts scripts,
      Triggers triggers,
      Duration grace,
      Duration reading,
      FireMutation broken,
      Consumer<OverdueFires.Overdue> told) {
    this.node = node;
    this.machine = machine;
    this.scripts = scripts;
    this.triggers = triggers;
    this.reading = reading;
    this.broken = broken;
    this.told = told;
    this.rules =
        new OverdueFires(broken == FireMutation.NOTHING_HAS_A_GRACE ? Duration.ZERO : grace);
    this.aheadOfMonotonicMillis = node.nowMillis() - node.monotonicMillis();
  }

  void begin() {
    node.after(node.ttl(), this::look);
  }

  void seeAnew(TriggerKey key) {
    rules.seeAnew(key);
  }

  /** The clock of Redis, as this node reckons it. */
  private long redisMillis() {
    return node.monotonicMillis() + aheadOfMonotonicMillis;
  }

  private void look() {
    try {
      List<Candidate> due = due();
      if (due.isEmpty()) {
        rules.overdue(true).ifPresent(told);
        begin();
        return;
      }
      node.reached("looks for what is overdue");
      node.ask(
          scripts.look(due.stream().map(Candidate::key).toList()),
          reading,
          page -> {
            looked(due, page);
            node.after(page.isPresent() ? node.ttl() : node.ttl().dividedBy(2), this::look);
          });
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Candidate> due() throws SchedulerException {
    Map<TriggerKey, VetoedTriggers.Finished> finished = new LinkedHashMap<>();
    machine.recovery().finished().forEach(each -> finished.put(each.trigger().getKey(), each));
    Set<TriggerKey> keys =
        new HashSet<>(node.scheduler().getTriggerKeys(GroupMatcher.anyTriggerGroup()));
    keys.addAll(finished.keySet());
    rules.see(keys, redisMillis());
    List<Candidate> due = new ArrayList<>();
    for (TriggerKey key : rules.toLookAt(redisMillis(), FireMachine.MOST_LINES)) {
      Optional<Candidate> candidate =
          finished.containsKey(key)
              ? Optional.of(triggers.seen(finished.get(key)))
              : triggers.seen(key);
      if (candidate.filter(its -> its.state() != State.PAUSED).isPresent()) {
        due.add(candidate.get());
      } else {
        rules.looked(key, OptionalLong.empty(), redisMillis());
      }
    }
    return due;
  }

  private void looked(List<Candidate> due, Optional<JournalPage> page) {
    page.ifPresent(read -> aheadOfMonotonicMillis = read.redisMillis() - node.monotonicMillis());
    long ahead = node.nowMillis() - redisMillis();
    Moment now = new Moment(redisMillis(), node.monotonicMillis() * 1_000_000);
    for (Candidate candidate : due) {
      OptionalLong known = rules.open(candidate.key());
      boolean isKnown = page.isEmpty() && known.isPresent();
      rules.looked(
          candidate.key(), isKnown ? known : open(candidate, page, now, ahead), redisMillis());
    }
    if (broken != FireMutation.NOTHING_IS_OVERDUE) {
      rules.overdue(page.isPresent()).ifPresent(told);
    }
  }

  private OptionalLong open(
      Candidate candidate, Optional<JournalPage> page, Moment now, long ahead) {
    return machine
        .recovery()
        .firstOpen(
            candidate,
            page.flatMap(read -> Optional.ofNullable(read.fired().get(candidate.key())))
                .filter(fired -> broken != FireMutation.NOBODY_READS_WHAT_WAS_FIRED),
            page.map(JournalPage::since).orElse(OptionalLong.empty()),
            now,
            ahead)
        .stream()
        .mapToLong(Date::getTime)
        .findFirst();
  }
}
