package io.beatcop.quartz.shared.copy;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.InterruptRequest;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.Item.Kind;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.Version;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.quartz.JobPersistenceException;
import org.quartz.simpl.RAMJobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's copy of the shared schedule: its state, and the RAMJobStore that fires by it.
 *
 * <p>One lock makes each step whole, for users, the fire path and the follower alike. Nobody holds
 * it while Redis is asked.
 */
public final class LocalSchedule {

  private static final Logger log = LoggerFactory.getLogger(LocalSchedule.class);

  /** So many versions are remembered, to tell a Redis that went back from another one. */
  private static final int MOST_PAST = 2_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduleState state = new ScheduleState();
  private final Set<Version> past = new LinkedHashSet<>();
  private final RAMJobStore ram;
  private final RamCopy copy;
  private final Signals signals;
  private BooleanSupplier fires = () -> false;
  private Supplier<ScheduleNews> news = () -> ScheduleNews.NOBODY;
  private long knownSince;
  private volatile boolean loaded;

  public LocalSchedule(RAMJobStore ram, RamCopy copy, Signals signals) {
    this.ram = ram;
    this.copy = copy;
    this.signals = signals;
  }

  /** Says who decides whether this node fires, and who is told of changes then. */
  public void connect(BooleanSupplier whetherItFires, Supplier<ScheduleNews> told) {
    fires = whetherItFires;
    news = told;
  }

  /** A use of the copy that Quartz may refuse. */
  public interface Use<T> {
    T of(ScheduleState state, RAMJobStore ram) throws JobPersistenceException;
  }

  /** Uses the copy, alone. It must not block. */
  public <T> T with(Use<T> use) throws JobPersistenceException {
    lock.lock();
    try {
      return use.of(state, ram);
    } finally {
      lock.unlock();
    }
  }

  /** Does something to the copy, alone. It must not block. */
  public void alone(Consumer<ScheduleState> step) {
    lock.lock();
    try {
      step.accept(state);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was read from Redis since this node began. */
  public boolean isLoaded() {
    return loaded;
  }

  public Version version() {
    lock.lock();
    try {
      return state.version();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether another schedule is an earlier version of this one. Then items that only the other one
   * has were removed since. A version from before this node has read all items at once counts as
   * earlier if some item is the same in both.
   */
  public boolean was(ScheduleState other) {
    lock.lock();
    try {
      return wasIn(other.version())
          || (other.version().number() < knownSince
              && other.entries().entrySet().stream()
                  .anyMatch(its -> state.entry(its.getKey()).equals(Optional.of(its.getValue()))));
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has this version, or had it not long ago. */
  public boolean wasIn(Version version) {
    lock.lock();
    try {
      return past.contains(version) || state.version().equals(version);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether changes on top of a version are unknown here, since the schedule was read as a whole
   * after it.
   */
  public boolean hasSkipped(Version version) {
    lock.lock();
    try {
      return knownSince > version.number();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that Redis has nothing more. */
  public void loaded() {
    loaded = true;
  }

  /**
   * Applies a change that leads to a version, if it is the next one. It may come twice: from this
   * node's own write, and from the changes that it reads.
   *
   * @param isDone whether the RAMJobStore has it already, since it comes from a firing there
   */
  public void apply(Change change, long number, boolean isDone) {
    lock.lock();
    try {
      if (number != state.version().number() + 1) {
        return;
      }
      remember(state.version());
      state.apply(change);
      Map<Item, Optional<Entry>> items = new LinkedHashMap<>();
      change.items().keySet().forEach(item -> items.put(item, state.entry(item)));
      if (isDone) {
        signals.copy(() -> copy.applyDone(items));
      } else {
        project(items);
        change.items().forEach(this::interrupt);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Becomes a schedule that was read as a whole, and that nobody else uses. It stays as it is if a
   * change of this node has moved it on meanwhile.
   *
   * @param known its version before the schedule was read
   */
  public void become(ScheduleState read, Version known) {
    lock.lock();
    try {
      if (!state.version().equals(known)) {
        return;
      }
      Map<Item, Optional<Entry>> differences = state.differencesTo(read);
      remember(state.version());
      state.become(read);
      knownSince = read.version().number();
      project(differences);
      signals.copy(() -> copy.pauseComplete(differences));
      loaded = true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the scheduler look again for what is due. */
  public void signal() {
    signals.signalSchedulingChange(0);
  }

  private void remember(Version version) {
    past.add(version);
    if (past.size() > MOST_PAST) {
      past.remove(past.iterator().next());
    }
  }

  private void project(Map<Item, Optional<Entry>> items) {
    // The RAMJobStore lets a trigger wait that is stored again.
    Map<Item, Optional<Entry>> states = new LinkedHashMap<>();
    for (Item item : items.keySet()) {
      if (item.kind() == Kind.TRIGGER) {
        Item its = Item.stateOf(item.triggerKey());
        state.entry(its).ifPresent(entry -> states.put(its, Optional.of(entry)));
      }
    }
    boolean firing = fires.getAsBoolean();
    signals.copy(
        () -> {
          copy.apply(items, firing);
          copy.apply(states, firing);
        });
    if (!firing) {
      return;
    }
    items.forEach(this::tell);
    signal();
  }

  private void interrupt(Item item, Optional<String> text) {
    if (item.kind() == Kind.INTERRUPT && text.isPresent()) {
      try {
        news.get().interrupt(InterruptRequest.parse(text.get()));
      } catch (IllegalArgumentException e) {
        log.debug("no request to interrupt a job: {}", text.get(), e);
      }
    }
  }

  private void tell(Item item, Optional<Entry> entry) {
    if (item.kind() == Kind.TRIGGER && entry.isPresent()) {
      news.get().scheduled(item.triggerKey());
    } else if (item.kind() == Kind.TRIGGER) {
      news.get().unscheduled(item.triggerKey());
    } else if (item.kind() == Kind.STATE && entry.isEmpty()) {
      news.get().resumed(item.triggerKey());
    }
  }
}
