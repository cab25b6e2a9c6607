package io.beatcop.quartz.rules;

import java.util.LinkedHashSet;
import java.util.Set;
import org.quartz.TriggerKey;

/**
 * The triggers that recovery is to look at next. A schedule that changes often may have many: so a
 * look is only for those that a change has closed, unless all are closed.
 */
final class ToBeRecovered {

  /** With more than that, a look at all of them is no dearer. */
  static final int MOST = 10_000;

  private final Set<TriggerKey> some = new LinkedHashSet<>();
  private boolean all;

  /** It is to look at all. */
  void addAll() {
    all = true;
    some.clear();
  }

  void add(TriggerKey key) {
    if (!all) {
      some.add(key);
      if (some.size() > MOST) {
        addAll();
      }
    }
  }

  /** It is to look once more. */
  void add(Look look) {
    if (look.isWhole()) {
      addAll();
    } else {
      look.triggers().forEach(this::add);
    }
  }

  boolean isEmpty() {
    return !all && some.isEmpty();
  }

  /** Takes all of it. */
  Look take() {
    Look look = new Look(all, some);
    all = false;
    some.clear();
    return look;
  }
}
