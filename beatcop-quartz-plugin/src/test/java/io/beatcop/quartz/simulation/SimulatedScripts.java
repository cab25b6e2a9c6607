package io.beatcop.quartz.simulation;

import io.beatcop.quartz.journal.JournalContract;
import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.TriggerFields;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.quartz.TriggerKey;

/** The journal's scripts in Java, line by line; {@link JournalContract} holds both to the same. */
final class SimulatedScripts {

  private static final String FIRES = "lease:fires";
  private static final String RUNNING = "lease:running";

  private final String holder;
  private final FireMutation broken;

  SimulatedScripts(String holder) {
    this(holder, FireMutation.NONE);
  }

  SimulatedScripts(String holder, FireMutation broken) {
    this.holder = holder;
    this.broken = broken;
  }

  private boolean isHeld(RedisMemory memory) {
    return memory.get(RedisMemory.LEASE).filter(holder::equals).isPresent();
  }

  private static String head(RedisMemory memory, String field) {
    return memory.hashGet(FIRES, field).orElse("");
  }

  /** The script {@code write-journal}. */
  RedisScript<JournalAnswer> write(JournalWrite write) {
    return memory -> {
      Optional<String> token = memory.get(RedisMemory.TOKEN);
      String term = String.valueOf(write.token());
      boolean isOfAnother =
          broken != FireMutation.WRITES_OF_ANYONE
              && (!isHeld(memory)
                  || (token.filter(granted -> !granted.equals(term)).isPresent()
                      && broken != FireMutation.WRITES_HAVE_NO_TERM));
      if (isOfAnother) {
        return new JournalAnswer.NotHeld();
      }
      String[] last = (head(memory, "last") + " ").split(" ", -1);
      boolean isOfThisTerm = last[0].equals(term);
      if (isOfThisTerm
          && Long.parseLong(last[1]) >= write.number()
          && broken != FireMutation.WRITES_HAVE_NO_NUMBERS) {
        return new JournalAnswer.Unknown();
      }
      if (!write.opening()
          && broken != FireMutation.FORGETTING_IS_NOT_NOTICED
          && (!isOfThisTerm || Long.parseLong(last[1]) < write.answered())) {
        return new JournalAnswer.Forgotten();
      }
      String withdrawn = head(memory, "withdrawn");
      if (!withdrawn.isEmpty()
          && !withdrawn.equals(write.handled())
          && broken != FireMutation.WITHDRAWALS_ARE_OVERWRITTEN) {
        return new JournalAnswer.Withdrawn(withdrawn);
      }
      apply(write, memory);
      memory.observeWritten(write.token());
      return new JournalAnswer.Written(memory.timeMillis());
    };
  }

  private void apply(JournalWrite write, RedisMemory memory) {
    if (write.since().isPresent() && head(memory, "since").isEmpty()) {
      memory.hashSet(FIRES, "since", String.valueOf(write.since().getAsLong()));
    }
    memory.hashSet(FIRES, "last", write.token() + " " + write.number());
    memory.hashSet(FIRES, "claims", UnsettledClaim.encoded(write.noted()));
    write
        .unsettled()
        .ifPresent(claims -> memory.hashSet(FIRES, "unsettled", UnsettledClaim.encoded(claims)));
    write
        .fired()
        .forEach((key, fired) -> memory.hashSet(FIRES, TriggerFields.field(key), fired.encoded()));
    memory.hashDelete(FIRES, "withdrawn");
    for (Claim claim : write.claims()) {
      Firing firing = claim.firing();
      firing.recoverable().ifPresent(run -> memory.hashSet(RUNNING, run.id(), run.encoded()));
      firing.repeats().ifPresent(run -> memory.hashDelete(RUNNING, run));
      memory.observeClaim(
          firing.trigger(), firing.slot().millis(), firing.slot().coveredMillis(), holder);
    }
    write.ended().forEach(run -> memory.hashDelete(RUNNING, run));
  }

  /** The script {@code read-journal}. */
  RedisScript<Optional<JournalPage>> read(Collection<TriggerKey> triggers) {
    return memory -> isHeld(memory) ? Optional.of(look(triggers).run(memory)) : Optional.empty();
  }

  /** The same without the lease. */
  RedisScript<JournalPage> look(Collection<TriggerKey> triggers) {
    return memory -> {
      Map<TriggerKey, FiredSlots> fired = new HashMap<>();
      for (TriggerKey key : isRead() ? triggers : List.<TriggerKey>of()) {
        FiredSlots.decoded(head(memory, TriggerFields.field(key)))
            .ifPresent(slots -> fired.put(key, slots));
      }
      List<UnsettledClaim> unsettled =
          new ArrayList<>(UnsettledClaim.decoded(head(memory, "unsettled")));
      unsettled.addAll(UnsettledClaim.decoded(head(memory, "claims")));
      String since = head(memory, "since");
      return new JournalPage(
          since.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(since)),
          unsettled,
          head(memory, "withdrawn"),
          memory.timeMillis(),
          Set.copyOf(triggers),
          fired);
    };
  }

  private boolean isRead() {
    return broken != FireMutation.JOURNAL_IS_NOT_READ;
  }

  /** The script {@code page-journal}, for the firings that may have to run again. */
  RedisScript<Optional<List<RecoverableFiring>>> running() {
    return memory -> {
      if (!isHeld(memory)) {
        return Optional.empty();
      }
      List<RecoverableFiring> running = new ArrayList<>();
      memory
          .hash(RUNNING)
          .forEach((id, text) -> RecoverableFiring.decoded(id, text).ifPresent(running::add));
      return Optional.of(running);
    };
  }

  /** The script {@code tidy-journal}, for firings that have ended. */
  RedisScript<Boolean> ended(Collection<String> firings) {
    return memory -> {
      firings.forEach(run -> memory.hashDelete(RUNNING, run));
      return true;
    };
  }

  /** The script {@code withdraw-claims}. */
  RedisScript<Boolean> withdraw(Collection<UnsettledClaim> claims) {
    return memory -> {
      Optional<String> token = memory.get(RedisMemory.TOKEN);
      if (isHeld(memory)
          && claims.stream()
              .anyMatch(
                  claim -> token.isEmpty() || token.get().equals(String.valueOf(claim.token())))) {
        return false;
      }
      String unsettled = " " + head(memory, "claims") + " " + head(memory, "unsettled") + " ";
      String withdrawn = head(memory, "withdrawn");
      for (UnsettledClaim claim : claims) {
        String word = " " + claim.encoded() + " ";
        if (unsettled.contains(word)
            && !(" " + withdrawn).contains(word)
            && (claim.recoverable().isEmpty() || take(memory, claim.recoverable().get()))) {
          withdrawn += claim.encoded() + " ";
        }
      }
      if (!withdrawn.isEmpty()) {
        memory.hashSet(FIRES, "withdrawn", withdrawn);
      }
      return true;
    };
  }

  private static boolean take(RedisMemory memory, String run) {
    boolean isThere = memory.hashGet(RUNNING, run).isPresent();
    memory.hashDelete(RUNNING, run);
    return isThere;
  }

  private static boolean isMissingOrOlder(Optional<String> value, FiredSlots known) {
    return value
        .flatMap(FiredSlots::decoded)
        .map(slots -> slots.ended().isEmpty() && slots.last() < known.last())
        .orElse(value.isEmpty());
  }

  /** The script {@code remember-journal}. */
  RedisScript<Boolean> remember(Map<TriggerKey, FiredSlots> fired) {
    return memory -> {
      fired.forEach(
          (key, slots) -> {
            String field = TriggerFields.field(key);
            if (isMissingOrOlder(memory.hashGet(FIRES, field), slots)
                && broken != FireMutation.NOTHING_IS_REMEMBERED) {
              memory.hashSet(FIRES, field, slots.encoded());
            }
          });
      memory.observeTold(holder);
      return true;
    };
  }
}
