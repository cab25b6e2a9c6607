package io.beatcop.lease;

import io.beatcop.lease.balance.Balance;
import io.beatcop.lease.balance.Member;
import io.beatcop.lease.balance.Picture;
import io.beatcop.lease.balance.Plan;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node of a group does by the {@link Balance}: campaigns for slices, withdraws, and asks
 * its own work to end. One thread looks.
 */
final class SliceMoves {

  private static final Logger log = LoggerFactory.getLogger(LeaseGroup.class);

  /** How often to look in a row for a slice that was given up and that nobody takes. */
  private static final int MOST_IN_A_ROW = 50;

  private final GroupSettings settings;
  private final GroupStore store;
  private final List<Slice> slices;
  private final Balance balance;

  /** The slices that are asked to leave, and the tokens of their terms. */
  private final Map<Integer, Long> leaving = new HashMap<>();

  private int passing;
  private Set<Integer> awaits = Set.of();
  private Set<Integer> announced = Set.of();
  private boolean hasAnnounced;
  private boolean drainIsAnnounced;
  private boolean isBlind;
  private volatile boolean draining;
  private volatile boolean abstains;
  private volatile long abstainsUntilNanos;
  private volatile Optional<SettingException> refusal = Optional.empty();

  SliceMoves(GroupSettings settings, GroupStore store, List<Slice> slices) {
    this.settings = settings;
    this.store = store;
    this.slices = slices;
    this.balance = new Balance(settings.sharing());
  }

  /** Wants no slice from the next look on. */
  void drain() {
    draining = true;
  }

  /** Wants no slice for so long, from the next look on. */
  void abstain(Duration length) {
    abstainsUntilNanos = Clock.SYSTEM.nanos() + TimedWait.nanos(length);
    abstains = true;
  }

  private boolean drains() {
    return draining || (abstains && Clock.SYSTEM.nanos() - abstainsUntilNanos < 0);
  }

  /** Why the store refused, if it did. */
  Optional<SettingException> refusal() {
    return refusal;
  }

  /** One look. Returns whether the next one is to come soon. */
  GroupLooks.Next look() {
    boolean drains = drains();
    boolean announce =
        !hasAnnounced || !announced.containsAll(awaits) || drainIsAnnounced != drains;
    Member mine =
        new Member(
            settings.holder(), settings.label(), settings.weight(), drains, Duration.ZERO, awaits);
    GroupStore.Look look = store.look(mine, announce);
    if (look instanceof GroupStore.Seen seen) {
      hasAnnounced = true;
      drainIsAnnounced = drains;
      announced = awaits;
      sees();
      return obey(seen.picture());
    }
    LeaseAnswer answer = ((GroupStore.Unseen) look).answer();
    if (answer instanceof LeaseAnswer.Refused refused) {
      refusal = Optional.of(refused.reason());
      blind(String.valueOf(refused.reason().getMessage()));
    } else {
      blind(((LeaseAnswer.Unavailable) answer).reason());
    }
    return GroupLooks.Next.LATER;
  }

  private void blind(String why) {
    if (!isBlind) {
      isBlind = true;
      log.warn(
          "{}: can't see the other nodes of the group, so the slices stay where they are; check"
              + " Redis: {}",
          settings.name(),
          why);
    }
  }

  private void sees() {
    if (isBlind) {
      isBlind = false;
      log.info("{}: sees the other nodes of the group again", settings.name());
    }
  }

  private GroupLooks.Next obey(Picture picture) {
    List<String> holders = picture.holders();
    slices.forEach(slice -> slice.saw(holders.get(slice.number())));
    leaving.keySet().removeIf(number -> hasLeft(number, holders.get(number)));
    Plan plan = balance.plan(picture, settings.holder(), Set.copyOf(leaving.keySet()));
    Set<Integer> awaited = new HashSet<>();
    for (Slice slice : slices) {
      if (plan.wanted().contains(slice.number())) {
        slice.campaign();
        if (!holders.get(slice.number()).equals(settings.holder())) {
          awaited.add(slice.number());
        }
      } else {
        slice.withdraw();
      }
    }
    // There is nobody left to give them to.
    leaving.keySet().removeIf(awaited::contains);
    plan.handOver().forEach(this::giveUp);
    boolean awaitsMore = !awaits.containsAll(awaited);
    awaits = Set.copyOf(awaited);
    boolean isPassing = leaving.keySet().stream().anyMatch(number -> !slices.get(number).isHeld());
    passing = isPassing ? passing + 1 : 0;
    return awaitsMore || (isPassing && passing < MOST_IN_A_ROW)
        ? GroupLooks.Next.SOON
        : GroupLooks.Next.LATER;
  }

  /** Whether another node has a slice that was given up, or this one has it in a new term. */
  private boolean hasLeft(int number, String holder) {
    boolean isTaken = !holder.isEmpty() && !holder.equals(settings.holder());
    return isTaken
        || slices
            .get(number)
            .grant()
            .filter(grant -> grant.token() != leaving.getOrDefault(number, 0L))
            .isPresent();
  }

  private void giveUp(int number) {
    Slice slice = slices.get(number);
    slice
        .grant()
        .ifPresent(
            grant -> {
              leaving.put(number, grant.token());
              slice.lease().ask(grant, "the group: another node is to have this slice");
            });
  }
}
