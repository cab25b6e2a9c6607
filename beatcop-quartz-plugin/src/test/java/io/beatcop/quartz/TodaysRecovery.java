package io.beatcop.quartz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/**
 * What {@link Recovery} does on its thread, as steps of the simulation: between any two of them the
 * workers go on.
 */
final class TodaysRecovery {

  private static final int BATCH = 20;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final FireRuntime node;
  private final TodaysScripts scripts;
  private final MissedFires missedFires;
  private final PluginSettings settings;
  private final Duration timeout;
  private final Duration reading;
  private final BiConsumer<Long, JournalPage> open;
  private boolean pending;
  private boolean busy;
  private int queued;
  private boolean othersFired;

  TodaysRecovery(
      FireRuntime node,
      TodaysScripts scripts,
      MissedFires missedFires,
      PluginSettings settings,
      Duration timeout,
      BiConsumer<Long, JournalPage> open) {
    this.node = node;
    this.scripts = scripts;
    this.missedFires = missedFires;
    this.settings = settings;
    this.timeout = timeout;
    this.reading = settings.lease().timeout();
    this.open = open;
  }

  void observed() {
    othersFired = true;
  }

  void begin() {
    if (!pending) {
      pending = true;
      queued++;
      next();
    }
  }

  /** Its one thread takes the next task. */
  private void next() {
    if (!busy && queued > 0) {
      busy = true;
      queued--;
      node.soon(this::recover);
    }
  }

  private void end() {
    pending = false;
    busy = false;
    next();
  }

  private void recover() {
    OptionalLong held = node.held();
    if (held.isEmpty()) {
      end();
      return;
    }
    pending = false;
    if (!node.isHeldFor(timeout)) {
      node.after(PAUSE, this::recover);
      return;
    }
    node.ask(
        scripts.open(node.nowMillis()),
        reading,
        reply -> {
          Optional<JournalPage> page = reply.flatMap(opened -> opened);
          if (page.isPresent()) {
            node.soon(() -> opened(page.get()));
          } else {
            node.after(PAUSE, this::recover);
          }
        });
  }

  private void opened(JournalPage page) {
    OptionalLong held = node.held();
    if (held.isEmpty()) {
      end();
      return;
    }
    node.reached("recovery");
    open.accept(held.getAsLong(), page);
    long nowMillis = node.nowMillis();
    node.soon(() -> makeUpFor(page, nowMillis));
  }

  private void makeUpFor(JournalPage page, long nowMillis) {
    try {
      List<MissedFires.Missed> missed = missedFires.find(page, nowMillis, othersFired);
      node.soon(() -> windBack(page, nowMillis, missed, 0));
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private void windBack(
      JournalPage page, long nowMillis, List<MissedFires.Missed> missed, int index) {
    if (index == missed.size()) {
      beginUnknown(page, nowMillis);
    } else if (node.held().isEmpty()) {
      missed.subList(index, missed.size()).forEach(missedFires::putBack);
      beginUnknown(page, nowMillis);
    } else {
      windBack(missed.get(index));
      Runnable more = () -> windBack(page, nowMillis, missed, index + 1);
      if (index % BATCH == BATCH - 1) {
        node.after(PAUSE, more);
      } else {
        node.soon(more);
      }
    }
  }

  private void windBack(MissedFires.Missed missed) {
    TriggerKey key = missed.trigger().getKey();
    node.reached("wind back");
    node.tell(key, "winds back to" + FireStory.instant(missed.firstTime().getTime()));
    Scheduler scheduler = node.scheduler();
    try {
      if (missed.job().isEmpty()) {
        scheduler.rescheduleJob(key, missed.trigger());
      } else if (scheduler.checkExists(missed.job().get().getKey())) {
        scheduler.scheduleJob(missed.trigger());
      } else {
        scheduler.scheduleJob(missed.job().get(), missed.trigger());
      }
    } catch (SchedulerException e) {
      node.tell(key, "can't be wound back: " + e);
    }
  }

  private void beginUnknown(JournalPage page, long nowMillis) {
    try {
      List<FireJournal.Beginning> unknown = missedFires.unknown(page, nowMillis);
      if (unknown.isEmpty() || !node.isHeldFor(timeout)) {
        tidy(page, nowMillis);
      } else {
        node.ask(scripts.begin(unknown), reading, begun -> tidy(page, nowMillis));
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tidy(JournalPage page, long nowMillis) {
    long oldest = nowMillis - settings.recoveryWindow().toMillis();
    List<TriggerKey> gone = new ArrayList<>();
    try {
      for (var entry : page.fired().entrySet()) {
        if (entry.getValue().last() < oldest && !node.scheduler().checkExists(entry.getKey())) {
          gone.add(entry.getKey());
        }
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
    if (gone.isEmpty()) {
      end();
    } else {
      node.ask(scripts.tidy(gone), timeout, tidied -> end());
    }
  }
}
