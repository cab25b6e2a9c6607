package io.beatcop.quartz;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.TriggerKey;

/**
 * The claims of the present term that Redis did not answer, so that nothing was fired on them.
 *
 * <p>Such a claim may come through all the same, when Redis wakes up. While the term lasts nobody
 * else can have made it, unless it was in the journal when the term began: it is still this node's
 * to fire.
 */
final class UnansweredClaims {

  private record Time(TriggerKey trigger, long millis) {}

  private final Map<Time, Optional<Repeatable>> claims = new ConcurrentHashMap<>();
  private volatile long token = Long.MIN_VALUE;
  private volatile Map<TriggerKey, JournalPage.Fired> firedBefore = Map.of();

  /** A term goes on, or begins with what the journal has. */
  void open(long token, JournalPage page) {
    if (token != this.token) {
      this.token = token;
      firedBefore = page.fired();
      claims.clear();
    }
  }

  /** Notes a claim that was made in the term with this token. */
  void note(long token, Firing firing) {
    long millis = firing.slot().millis();
    JournalPage.Fired before = firedBefore.get(firing.trigger());
    // Not only what the journal has: what is older than that counts as fired, too.
    boolean mayBeFired = before != null && millis <= before.last();
    if (token == this.token && !mayBeFired) {
      claims.put(new Time(firing.trigger(), millis), firing.repeatable());
    }
  }

  /** Whether a time is still this node's to fire, although the journal has it. */
  boolean has(TriggerKey trigger, long millis) {
    return claims.containsKey(new Time(trigger, millis));
  }

  /** What was noted in the journal along with a claim. */
  Optional<Repeatable> repeatable(TriggerKey trigger, long millis) {
    return Optional.ofNullable(claims.get(new Time(trigger, millis))).flatMap(known -> known);
  }

  /** Forgets what a firing stands for, and says whether it was still this node's to fire. */
  boolean take(long token, Firing firing) {
    boolean ours =
        token == this.token
            && claims.remove(new Time(firing.trigger(), firing.slot().millis())) != null;
    claims
        .keySet()
        .removeIf(
            time -> time.trigger().equals(firing.trigger()) && firing.slot().covers(time.millis()));
    return ours;
  }
}
