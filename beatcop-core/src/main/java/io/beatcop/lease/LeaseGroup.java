package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases whose requests travel together, and the threads that drive them (M1): one asks for all
 * of them, and a {@link Messenger} tells their listeners.
 *
 * <p>Each round asks for every lease that is due. So requests that are due together, or that became
 * due while the round before was under way, share a round trip. Nothing that one lease does delays
 * another (M2): the rules of a lease that fail pause that lease alone, and a listener that hangs
 * has the messenger's thread for itself.
 *
 * <p>The threads begin with the first lease that joins, and end with the last one that leaves. Any
 * thread may call any method.
 */
public final class LeaseGroup implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(LeaseGroup.class);

  /** So that the answers to a round come well within the shortest timeout. */
  private static final int MOST_AT_ONCE = 64;

  private final String name;
  private final Asker asker;
  private final FailedSteps failedRounds;
  private final Messenger messenger;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<LeaseLoop> loops = new ArrayList<>();
  private @Nullable Thread thread;
  private @Nullable Throwable end;
  private boolean hasNewcomers;

  /** Which lease a round begins with, so that each has its turn. */
  private int first;

  /** Asks the store. */
  public interface Asker {

    /**
     * Asks all questions, and answers each of them, within the timeouts of the store. A question
     * that it leaves without an answer, or that it throws at, has failed.
     *
     * @param questions the questions, at least one; each is of another lease
     */
    void ask(List<Question> questions);
  }

  /** A question of one lease, with a place for its answer. Used by one thread at a time. */
  public static final class Question {

    private final LeaseStore store;
    private final LeaseRequest request;
    private final Consumer<LeaseAnswer> asker;
    private @Nullable LeaseAnswer answer;

    private Question(LeaseStore store, LeaseRequest request, Consumer<LeaseAnswer> asker) {
      this.store = store;
      this.request = request;
      this.asker = asker;
    }

    /** {@return the store of the lease that asks} */
    public LeaseStore store() {
      return store;
    }

    /** {@return what it asks} */
    public LeaseRequest request() {
      return request;
    }

    /**
     * Answers.
     *
     * @param given the answer
     */
    public void answer(LeaseAnswer given) {
      answer = given;
    }

    /** Answers, unless the asker has. */
    void answerIfMissing(LeaseAnswer given) {
      if (answer == null) {
        answer = given;
      }
    }
  }

  /**
   * Makes a group without leases.
   *
   * @param name the middle part of the names of its threads
   * @param ttl the ttl of its leases
   * @param asker asks the store
   */
  public LeaseGroup(String name, Duration ttl, Asker asker) {
    this.name = name;
    this.asker = asker;
    this.failedRounds = new FailedSteps(ttl);
    this.messenger = new Messenger(name, ttl);
  }

  /** A group for one lease, whose store asks for nobody else. */
  static LeaseGroup ofOne(LeaseSettings settings) {
    return new LeaseGroup(settings.name(), settings.ttl(), LeaseGroup::askOne);
  }

  /** Asks a store that asks for nobody else. */
  private static void askOne(List<Question> questions) {
    questions.forEach(question -> question.answer(question.store().ask(question.request())));
  }

  /**
   * Asks one question, for a store that is asked without a lease.
   *
   * @param asker asks the store
   * @param store the store
   * @param request what to ask
   * @return the answer
   */
  public static LeaseAnswer ask(Asker asker, LeaseStore store, LeaseRequest request) {
    Question question = new Question(store, request, unused -> {});
    asker.ask(List.of(question));
    return Objects.requireNonNull(question.answer, "no answer");
  }

  /**
   * Asks stores that are asked without a lease: those of a group together.
   *
   * @return the answer of each; one that fails does not answer
   */
  static List<LeaseAnswer> ask(List<LeaseStore> stores, List<LeaseRequest> requests) {
    Map<LeaseGroup, List<Question>> together = new LinkedHashMap<>();
    List<Question> all = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      Question question = new Question(stores.get(i), requests.get(i), unused -> {});
      all.add(question);
      Optional<LeaseGroup> group = stores.get(i).group();
      if (group.isPresent()) {
        together.computeIfAbsent(group.get(), unused -> new ArrayList<>()).add(question);
      } else {
        askSafely(stores.get(i).toString(), LeaseGroup::askOne, List.of(question));
      }
    }
    together.forEach((group, questions) -> askSafely(group.name, group.asker, questions));
    return all.stream().map(question -> Objects.requireNonNull(question.answer)).toList();
  }

  /** Drives a lease from now on. */
  void join(LeaseLoop loop, LeaseEvents events) {
    loop.joined(this);
    messenger.add(events);
    lock.lock();
    try {
      loops.add(loop);
      hasNewcomers = true;
      if (thread == null || !thread.isAlive()) {
        thread = new Thread(this, "beatcop-" + name + "-loop");
        thread.setDaemon(true);
        thread.start();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the threads of the leases live. */
  boolean isAlive() {
    lock.lock();
    try {
      return end == null && thread != null && thread.isAlive() && messenger.isAlive();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the calling thread is the one that asks. */
  boolean isAsking() {
    lock.lock();
    try {
      return Thread.currentThread() == thread;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drives a closed lease no more. Waits for what it asks at the moment, and for its last news, for
   * a limited time.
   */
  void leave(LeaseLoop loop, LeaseEvents events, Duration patience) {
    wake();
    Thread last = remove(loop);
    if (last != null && last != Thread.currentThread()) {
      Joining.join(last, patience);
    }
    messenger.awaitEnd(events, patience);
  }

  /** Returns the thread if it ends, since there is no other lease. */
  private @Nullable Thread remove(LeaseLoop loop) {
    lock.lock();
    try {
      loops.remove(loop);
      return loops.isEmpty() ? thread : null;
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the leases again: one of them has something to do. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = round();
        failedRounds.over();
      } catch (InterruptedException e) {
        // An interrupt does not end this thread: it ends when there is no lease any more.
        log.debug("{}: interrupted, and going on", name);
      } catch (Throwable failure) {
        goesOn = failed(failure);
      }
    }
  }

  /** Counts a failure that is of no single lease. Returns whether to go on. */
  private boolean failed(Throwable failure) {
    if (failedRounds.add()) {
      FailureLog.error(log, name + ": a round failed by a bug; going on", failure);
      return true;
    }
    FailureLog.error(log, name + ": no lease is asked for any more, by a bug", failure);
    List<LeaseLoop> left = new ArrayList<>();
    lock.lock();
    try {
      end = failure;
      left.addAll(loops);
      loops.clear();
      thread = null;
    } finally {
      lock.unlock();
    }
    left.forEach(loop -> FailureLog.quietly(() -> loop.end(failure)));
    return false;
  }

  /** Asks for all that are due, or waits until one is. Returns false when no lease is left. */
  private boolean round() throws InterruptedException {
    List<LeaseLoop> all = joined();
    if (all.isEmpty()) {
      return false;
    }
    messenger.watch();
    List<Question> questions = questions(all);
    if (questions.isEmpty()) {
      awaitDue(all);
    } else {
      ask(questions);
      questions.forEach(LeaseGroup::pass);
    }
    return true;
  }

  private List<LeaseLoop> joined() {
    lock.lock();
    try {
      hasNewcomers = false;
      loops.removeIf(LeaseLoop::isClosed);
      if (loops.isEmpty() && thread == Thread.currentThread()) {
        thread = null;
      }
      return List.copyOf(loops);
    } finally {
      lock.unlock();
    }
  }

  private List<Question> questions(List<LeaseLoop> all) {
    List<Question> questions = new ArrayList<>();
    first = (first + 1) % all.size();
    for (int i = 0; i < all.size() && questions.size() < MOST_AT_ONCE; i++) {
      LeaseLoop loop = all.get((first + i) % all.size());
      if (loop.isDue()) {
        add(loop, loop.turn(), questions);
      }
    }
    for (int i = 0;
        i < all.size() && !questions.isEmpty() && questions.size() < MOST_AT_ONCE;
        i++) {
      LeaseLoop loop = all.get((first + i) % all.size());
      add(loop, loop.turnWithOthers(), questions);
    }
    return questions;
  }

  private static void add(LeaseLoop loop, @Nullable LeaseRequest request, List<Question> to) {
    if (request != null) {
      to.add(new Question(loop.store(), request, loop::answer));
    }
  }

  private void ask(List<Question> questions) {
    askSafely(name, asker, questions);
  }

  /** Asks. Whatever the asker throws, or leaves without an answer, has failed. */
  private static void askSafely(String name, Asker asker, List<Question> questions) {
    Throwable reason;
    try {
      asker.ask(questions);
      reason = new NullPointerException("no answer");
    } catch (Throwable failure) {
      FailureLog.quietly(() -> log.debug("{}: the store failed unexpectedly", name, failure));
      reason = failure;
    } finally {
      // Clears an interrupt that the store left behind.
      boolean unused = Thread.interrupted();
    }
    LeaseAnswer missing = LeaseLoop.unavailable("the store failed: ", reason);
    questions.forEach(question -> question.answerIfMissing(missing));
  }

  private static void pass(Question question) {
    LeaseAnswer answer = question.answer;
    if (answer != null) {
      question.asker.accept(answer);
    }
  }

  private void awaitDue(List<LeaseLoop> all) throws InterruptedException {
    lock.lock();
    try {
      long left = messenger.watchNanos();
      for (LeaseLoop loop : all) {
        left = Math.min(left, loop.leftNanos());
      }
      boolean unused = Waiting.until(() -> isWanted(all), changed, Duration.ofNanos(left));
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted(List<LeaseLoop> all) {
    return hasNewcomers || all.stream().anyMatch(loop -> loop.isClosed() || loop.isDue());
  }
}
