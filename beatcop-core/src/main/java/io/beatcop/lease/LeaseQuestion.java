package io.beatcop.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A question of one lease, with a place for its answer. Used by one thread at a time. */
@Internal
public final class LeaseQuestion {

  private static final Logger log = LoggerFactory.getLogger(LeaseQuestion.class);

  private final LeaseStore store;
  private final LeaseRequest request;
  private @Nullable LeaseAnswer answer;

  LeaseQuestion(LeaseStore store, LeaseRequest request) {
    this.store = store;
    this.request = request;
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

  /** Answers, unless somebody has. */
  void answerIfMissing(LeaseAnswer given) {
    if (answer == null) {
      answer = given;
    }
  }

  LeaseAnswer answer() {
    return answer == null ? new LeaseAnswer.Unavailable("no answer") : answer;
  }

  /**
   * Asks one question, for a store that is asked without a lease.
   *
   * @param asker asks the store
   * @param store the store
   * @param request what to ask
   * @return the answer
   */
  public static LeaseAnswer ask(LeaseAsker asker, LeaseStore store, LeaseRequest request) {
    LeaseQuestion question = new LeaseQuestion(store, request);
    asker.ask(List.of(question));
    return question.answer();
  }

  /** Asks stores that are asked without a lease: those of one driver together. */
  static List<LeaseAnswer> ask(List<LeaseStore> stores, List<LeaseRequest> requests) {
    Map<LeaseDriver, List<LeaseQuestion>> together = new LinkedHashMap<>();
    List<LeaseQuestion> all = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      LeaseQuestion question = new LeaseQuestion(stores.get(i), requests.get(i));
      all.add(question);
      Optional<LeaseDriver> driver = stores.get(i).driver();
      if (driver.isPresent()) {
        together.computeIfAbsent(driver.get(), unused -> new ArrayList<>()).add(question);
      } else {
        askSafely("a store", LeaseQuestion::askEach, List.of(question));
      }
    }
    together.forEach((driver, questions) -> askSafely(driver.name(), driver.asker(), questions));
    return all.stream().map(LeaseQuestion::answer).toList();
  }

  /** Asks stores that ask for nobody else. */
  static void askEach(List<LeaseQuestion> questions) {
    questions.forEach(question -> question.answer(question.store.ask(question.request)));
  }

  /** Asks. A question fails if the asker throws, or leaves it without an answer. */
  static void askSafely(String who, LeaseAsker asker, List<LeaseQuestion> questions) {
    Throwable reason;
    try {
      asker.ask(questions);
      reason = new NullPointerException("no answer");
    } catch (Throwable failure) {
      FailureLog.quietly(() -> log.debug("{}: the store failed unexpectedly", who, failure));
      reason = failure;
    } finally {
      // Clears an interrupt that the store left behind.
      boolean unused = Thread.interrupted();
    }
    LeaseAnswer missing = LeaseLoop.unavailable("the store failed: ", reason);
    questions.forEach(question -> question.answerIfMissing(missing));
  }
}
