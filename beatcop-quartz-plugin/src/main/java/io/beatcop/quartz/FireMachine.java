package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * The rules of firing on one node (F1 to F7): which firings may go on, what the journal is to be
 * told, and which triggers are to be recovered first.
 *
 * <p>It has no thread, clock, Redis or scheduler. Callers hold one lock around every call.
 *
 * <p>In a term this node alone writes the journal, so what it knows is what the journal has, but
 * for what is under way. Each write replaces what it says of a trigger, claims under way included:
 *
 * <pre>
 *            ask                     answered: Written
 *   open ----------> under way ----------------------------> dealt with: it fires, once
 *    ^                  |
 *    |                  | nobody answers: given up
 *    +---- recovery ----+  (vetoed; the trigger is closed until a later write is answered)
 * </pre>
 *
 * <p>A trigger is closed when a term begins, and after a claim that was given up. It opens when it
 * was recovered: what it missed is known then, and comes before all else.
 */
class FireMachine {

  /** A trigger may have so many gaps; a worker that would make another waits (F6). */
  static final int MOST_SPANS = 64;

  /** A write has so many triggers at most, since Redis does nothing else meanwhile. */
  static final int MOST_LINES = 500;

  /** What is known of so many triggers is kept, whether they still exist or not. */
  private static final int MOST_KNOWN = 200_000;

  /** So many claims that were taken back are known, so that none is taken back twice. */
  private static final int MOST_TAKEN_BACK = 10_000;

  /** So many times due now that are vetoed as duplicates, one after another, are no accident. */
  static final int MANY_DUPLICATES = 10;

  private static final long NO_TERM = Long.MIN_VALUE;
  private static final long NEVER = 0;
  private static final long DUE_MILLIS = 2_000;

  /** What a firing is told. */
  enum Decision {
    /** Claim it: ask for its number among the results. */
    CLAIM,
    /** Veto: not this node's to fire now. It is recovered if nobody fires it. */
    NOT_NOW,
    /** Veto: it was fired already, or is about to be. */
    DUPLICATE,
    /** Ask again in a moment: it would leave too many gaps behind. */
    TOO_FAR_AHEAD,
    /** Veto: this node's clock is ahead, and the time has not come. */
    CLOCK_AHEAD,
    /** Ask again when the journal's record of this trigger was read. */
    UNREAD
  }

  /** What is to be done about a misfire. */
  enum Misfire {
    /** Nothing: it is fired, or not this node's. */
    NOTHING,
    /** The journal is to be told what was passed over, or the trigger to be recovered. */
    TO_BE_TOLD,
    /** This node's clock is ahead, and what was passed over has not come: it is to leave. */
    CLOCK_AHEAD
  }

  /**
   * A claim under way.
   *
   * @param number tells it from all others of this node
   */
  record Claim(long number, Firing firing) {

    UnsettledClaim unsettled(long token) {
      return new UnsettledClaim(
          token,
          number,
          firing.trigger(),
          firing.slot(),
          firing.recoverable().map(RecoverableFiring::id));
    }
  }

  /** What is known of one trigger. */
  private static final class Entry {
    Optional<FiredSlots> fired = Optional.empty();
    final Map<Long, Claim> underWay = new TreeMap<>();
    final List<Slot> uncertain = new ArrayList<>();
    long readIn = NEVER;
    long readInTerm = NO_TERM;
    long openIn = NEVER;
    boolean woundBack;
    boolean endedHere;
    long changes;
    long written;

    boolean isToBeWritten() {
      return changes != written;
    }

    void set(FiredSlots slots) {
      fired = Optional.of(slots);
      changes++;
    }

    FiredSlots withClaims() {
      FiredSlots all = fired.orElseThrow();
      for (Claim claim : underWay.values()) {
        all = all.with(claim.firing().previous(), claim.firing().slot());
      }
      return all;
    }
  }

  private final MissedFires missed;
  private final ClockCheck clock;
  private final int mostKnown;
  private final Map<TriggerKey, Entry> entries = new LinkedHashMap<>();
  private final Set<TriggerKey> toBeWritten = new LinkedHashSet<>();
  private final VetoedTriggers vetoed = new VetoedTriggers();
  private final MisfireSlots misfires = new MisfireSlots();
  private final Set<String> ended = new LinkedHashSet<>();
  private final List<UnsettledClaim> withdrawals = new ArrayList<>();
  private final Map<Long, UnsettledClaim> unanswered = new HashMap<>();
  private final Map<TriggerKey, List<Slot>> reopened = new HashMap<>();
  private final Set<String> withdrawnFirings = new LinkedHashSet<>();
  private final Set<UnsettledClaim> takenBack = new LinkedHashSet<>();

  private long token = NO_TERM;
  private long lastToken = NO_TERM;

  /** Counts how often the journal was read anew: what is read or open is so in one of them. */
  private long reading = NEVER;

  private long numbers;
  private long writes;
  private long answered;
  private boolean isRead;
  private boolean open;
  private boolean reopen;
  private boolean doubtful;
  private boolean toBeRecovered;
  private boolean recovering;
  private boolean claimsNoted;
  private boolean settling;
  private OptionalLong since = OptionalLong.empty();
  private long begun;
  private OptionalLong sinceToSay = OptionalLong.empty();
  private boolean othersFired;
  private String handled = "";
  private List<UnsettledClaim> unsettled = List.of();
  private boolean unsettledChanged;
  private int duplicates;

  FireMachine(MissedFires missed, ClockCheck clock) {
    this(missed, clock, MOST_KNOWN);
  }

  /** Keeps what is known of so many triggers. */
  FireMachine(MissedFires missed, ClockCheck clock, int mostKnown) {
    this.missed = missed;
    this.clock = clock;
    this.mostKnown = mostKnown;
  }

  // ---- Terms

  /** A term begins. Nothing is fired in it until the journal was read. */
  void begin(long newToken) {
    if (token != NO_TERM) {
      end();
    }
    token = newToken;
    writes = 0;
    answered = 0;
    readAnew();
    claimsNoted = false;
    settling = false;
    handled = "";
    unsettled = List.of();
    unsettledChanged = false;
    // What is known is compared with the journal anew.
    toBeWritten.clear();
    duplicates = 0;
  }

  /** Nothing is known of the journal, and nothing is fired until it was read. */
  private void readAnew() {
    reading++;
    isRead = false;
    open = false;
    reopen = false;
    doubtful = false;
    toBeRecovered = true;
    for (Entry entry : entries.values()) {
      entry.woundBack = false;
      entry.endedHere = false;
      entry.underWay.clear();
    }
  }

  /** The term is over. What was asked under it and not answered may be in the journal. */
  void end(long term) {
    if (term == token) {
      end();
    }
  }

  private void end() {
    withdrawals.addAll(unanswered.values());
    unanswered.clear();
    reopened.clear();
    withdrawnFirings.clear();
    for (UnsettledClaim claim : unsettled) {
      // A node may take it back, unless Redis forgets it.
      entry(claim.trigger()).uncertain.add(claim.slot());
    }
    unsettled = List.of();
    lastToken = token;
    token = NO_TERM;
    readAnew();
    othersFired = false;
  }

  /** Another node holds the lease, and may fire what Redis forgets. */
  void observed() {
    othersFired = true;
  }

  /** The term that goes on, if there is one. */
  OptionalLong term() {
    return token == NO_TERM ? OptionalLong.empty() : OptionalLong.of(token);
  }

  /** Whether firings are claimed under this term. */
  boolean isOpenIn(long term) {
    return token == term && open;
  }

  /** Whether all triggers that were closed in this term were recovered. */
  boolean isReadyIn(long term) {
    return isOpenIn(term) && !toBeRecovered && !recovering && !doubtful;
  }

  /** What the journal has of some triggers. Says of how many this node knew more. */
  int read(JournalPage page, Now now) {
    clock.measured(page.redisMillis(), now);
    if (!isRead) {
      isRead = true;
      since = page.since();
      begun = since.orElse(clock.credibleMillis(now));
      sinceToSay = since.isPresent() ? OptionalLong.empty() : OptionalLong.of(begun);
      unsettled =
          page.unsettled().stream()
              .filter(
                  claim ->
                      withdrawals.contains(claim)
                          || (claim.token() != lastToken && claim.token() != token))
              .toList();
      unsettledChanged = true;
      withdraw(page.withdrawn());
    }
    int forgotten = 0;
    for (TriggerKey key : page.asked()) {
      forgotten += read(key, Optional.ofNullable(page.fired().get(key)), now);
    }
    return forgotten;
  }

  private int read(TriggerKey key, Optional<FiredSlots> journal, Now now) {
    Entry entry = entry(key);
    if (entry.readIn == reading) {
      return 0;
    }
    boolean isOfThisTerm = entry.readInTerm == token;
    entry.readIn = reading;
    entry.readInTerm = token;
    Optional<FiredSlots> own = entry.fired;
    if (journal.isEmpty() && othersFired && !isOfThisTerm) {
      // What others have fired since this node did is forgotten as well.
      own = own.map(fired -> fired.withAllUntil(since.orElse(clock.credibleMillis(now))));
    }
    if (journal.isPresent()) {
      for (Slot slot : entry.uncertain) {
        own = own.map(fired -> fired.without(slot));
      }
    }
    entry.uncertain.clear();
    Optional<FiredSlots> all = newest(journal, own);
    entry.fired = all;
    entry.written = entry.changes;
    boolean knewMore = !all.equals(journal);
    for (Slot slot : reopened.getOrDefault(key, List.of())) {
      entry.fired = entry.fired.map(fired -> fired.without(slot));
    }
    if (!entry.fired.equals(journal)) {
      changed(key, entry);
    }
    return knewMore ? 1 : 0;
  }

  private static Optional<FiredSlots> newest(
      Optional<FiredSlots> journal, Optional<FiredSlots> own) {
    if (journal.isEmpty() || own.isEmpty()) {
      return journal.or(() -> own);
    }
    if (!journal.get().schedule().equals(own.get().schedule())) {
      return journal.get().last() >= own.get().last() ? journal : own;
    }
    OptionalLong ended =
        journal.get().last() <= own.get().last() && journal.get().ended().isEmpty()
            ? own.get().ended()
            : journal.get().ended();
    return Optional.of(journal.get().and(own.get()).endedAt(ended));
  }

  // ---- Firings

  /** What a firing stands for, by the misfires of its trigger. */
  MisfireSlots.Meaning meaning(TriggerKey key, Date scheduled) {
    return misfires.of(key, scheduled);
  }

  /**
   * A trigger misfired. What its instruction passes over is dealt with, and the journal is to know:
   * another holder would obey the instruction once more, later, and pass over more.
   *
   * @param before the trigger as it was before its instruction was applied
   * @param next its next time after that; empty if there is none
   */
  Misfire misfired(Trigger before, Optional<Date> next, Now now) {
    misfires.note(before);
    Entry entry = entries.get(before.getKey());
    if (token == NO_TERM || entry == null || entry.openIn != reading) {
      return Misfire.NOTHING;
    }
    FiredSlots fired = entry.fired.orElseThrow();
    Optional<Slot> passed = MisfireSlots.passedOver(before, next, now.millis());
    if (passed.isEmpty()) {
      return Misfire.NOTHING;
    }
    Slot slot = passed.get();
    if (clock.refuses(slot.coveredMillis(), now)) {
      return Misfire.CLOCK_AHEAD;
    }
    if (fired.has(slot.millis())) {
      // Late was only what others have fired long ago: a newer time is to be fired, late or not.
      putOff(before.getKey());
      return Misfire.TO_BE_TOLD;
    }
    entry.set(fired.with(previous(millis(before.getPreviousFireTime()), slot, entry), slot));
    toBeWritten.add(before.getKey());
    return Misfire.TO_BE_TOLD;
  }

  /** Decides on a firing under a term that this node holds. */
  Decision ask(Firing firing, long term, Now now) {
    if (!isOpenIn(term)) {
      return Decision.NOT_NOW;
    }
    Entry entry = entry(firing.trigger());
    if (entry.readIn != reading) {
      return Decision.UNREAD;
    }
    if (entry.openIn != reading || doubtful) {
      toBeRecovered = true;
      return close(entry);
    }
    FiredSlots fired = entry.fired.orElseThrow();
    Optional<Slot> open = MisfireSlots.openPart(firing.slot(), firing.misfired(), fired);
    if (open.isEmpty()) {
      if (Math.abs(firing.slot().millis() - now.millis()) < DUE_MILLIS) {
        duplicates++;
      }
      return Decision.DUPLICATE;
    }
    if (entry.underWay.containsKey(open.get().millis())
        || firing.repeats().filter(withdrawnFirings::contains).isPresent()) {
      return Decision.DUPLICATE;
    }
    // The clock may have been set right since the scheduler handed it out.
    Now handedOut = new Now(Math.max(now.millis(), firing.firedMillis()), now.nanos());
    if (clock.refuses(open.get().coveredMillis(), handedOut)) {
      return Decision.CLOCK_AHEAD;
    }
    long before = previous(firing.previous(), open.get(), entry);
    Firing linked = firing.of(open.get(), before);
    if (fired.spans().size() + entry.underWay.size() >= MOST_SPANS
        && !fired.has(linked.previous())) {
      return Decision.TOO_FAR_AHEAD;
    }
    entry.underWay.put(open.get().millis(), new Claim(++numbers, linked));
    changed(firing.trigger(), entry);
    return Decision.CLAIM;
  }

  private static long millis(@Nullable Date previous) {
    return previous == null ? FiredSlots.NO_PREVIOUS : previous.getTime();
  }

  /** A trigger that was wound back begins anew: what came before is not all dealt with. */
  private static long previous(long millis, Slot slot, Entry entry) {
    return millis == FiredSlots.NO_PREVIOUS && entry.woundBack ? slot.millis() - 1 : millis;
  }

  /** A firing that this node may not make now, though it holds the lease: it is recovered. */
  void putOff(TriggerKey key) {
    close(entry(key));
    toBeRecovered = true;
  }

  /** A trigger was not wound back after all: it is recovered once more, by what was known of it. */
  void notWoundBack(TriggerKey key, Optional<VetoedTriggers.Vetoed> veto) {
    putOff(key);
    veto.ifPresent(known -> vetoed.note(key, known));
  }

  private Decision close(Entry entry) {
    entry.openIn = NEVER;
    return Decision.NOT_NOW;
  }

  /** The number of the claim that was made last. */
  long lastClaim() {
    return numbers;
  }

  /** Notes a veto of what may not have been fired. */
  void vetoed(TriggerKey key, VetoedTriggers.Vetoed veto) {
    vetoed.note(key, veto);
    close(entry(key));
    toBeRecovered = true;
  }

  /** A recoverable firing has ended, and the journal does not know yet. */
  void ended(String recoverable) {
    ended.add(recoverable);
  }

  /** The recoverable firings that have ended, and the journal does not know yet. */
  List<String> ended() {
    return List.copyOf(ended);
  }

  /** The journal knows that these have ended. */
  void endedTold(Collection<String> told) {
    ended.removeAll(told);
  }

  /** Whether a claim still waits for an answer. */
  boolean isUnderWay(Firing firing, long number) {
    return entry(firing.trigger()).underWay.values().stream()
        .anyMatch(claim -> claim.number() == number);
  }

  // ---- Writing

  /** Whether the journal has to be told something. */
  boolean hasWrite() {
    return token != NO_TERM
        && isRead
        && (!open
            || reopen
            || settling
            || !toBeWritten.isEmpty()
            || !ended.isEmpty()
            || unsettledChanged);
  }

  /** What is to be written next; empty if nothing is, or the journal of this term was not read. */
  Optional<JournalWrite> nextWrite() {
    if (!hasWrite()) {
      return Optional.empty();
    }
    boolean opening = !open || reopen;
    Map<TriggerKey, FiredSlots> fired = new LinkedHashMap<>();
    List<Claim> claims = new ArrayList<>();
    // What was not read is compared with the journal when it is.
    toBeWritten.removeIf(key -> entry(key).readIn != reading || entry(key).fired.isEmpty());
    for (TriggerKey key : toBeWritten) {
      if (fired.size() == MOST_LINES) {
        break;
      }
      Entry entry = entry(key);
      fired.put(key, entry.withClaims());
      claims.addAll(entry.underWay.values());
      entry.written = entry.changes;
    }
    claims.forEach(claim -> unanswered.put(claim.number(), claim.unsettled(token)));
    return Optional.of(
        new JournalWrite(
            token,
            ++writes,
            answered,
            opening,
            sinceToSay,
            handled,
            unsettledChanged ? Optional.of(unsettled) : Optional.empty(),
            fired,
            claims,
            List.copyOf(ended)));
  }

  /** A write was answered. Returns the claims that may fire now. */
  List<Claim> written(JournalWrite write, long redisMillis, Now now) {
    if (write.token() != token) {
      // Answered too late: what it claimed is claimed, is not fired, and was taken back.
      return List.of();
    }
    clock.measured(redisMillis, now);
    answered = write.number();
    claimsNoted = !write.claims().isEmpty();
    settling = settling && claimsNoted;
    open = true;
    reopen = false;
    doubtful = false;
    if (!write.handled().isEmpty()) {
      handled = "";
    }
    if (write.unsettled().equals(Optional.of(unsettled))) {
      unsettledChanged = false;
    }
    sinceToSay = OptionalLong.empty();
    write.ended().forEach(ended::remove);
    for (Claim claim : write.claims()) {
      Entry entry = entry(claim.firing().trigger());
      entry.underWay.remove(claim.firing().slot().millis());
      forgetEarlierClaims(claim.firing());
      entry.fired =
          entry.fired.map(
              fired ->
                  fired
                      .by(claim.firing().schedule())
                      .with(claim.firing().previous(), claim.firing().slot()));
    }
    for (TriggerKey key : write.fired().keySet()) {
      unanswered.values().removeIf(claim -> claim.trigger().equals(key));
      if (!entry(key).isToBeWritten()) {
        toBeWritten.remove(key);
      }
    }
    if (!write.claims().isEmpty()) {
      duplicates = 0;
    }
    return write.claims();
  }

  /** A slot that fires now is not open because of a claim of an earlier term that did not. */
  private void forgetEarlierClaims(Firing firing) {
    Predicate<UnsettledClaim> isOfSlot =
        claim ->
            claim.trigger().equals(firing.trigger())
                && claim.slot().millis() == firing.slot().millis();
    withdrawals.removeIf(isOfSlot);
    reopened
        .getOrDefault(firing.trigger(), new ArrayList<>())
        .removeIf(slot -> slot.millis() == firing.slot().millis());
    if (unsettled.stream().anyMatch(isOfSlot)) {
      unsettled = unsettled.stream().filter(isOfSlot.negate()).toList();
      unsettledChanged = true;
    }
  }

  /** Nobody answers a write: its claims are given up, and their triggers recovered later. */
  void giveUp(JournalWrite write) {
    if (write.token() != token) {
      return;
    }
    doubtful = true;
    toBeRecovered = true;
    for (Claim claim : write.claims()) {
      Entry entry = entry(claim.firing().trigger());
      entry.underWay.remove(claim.firing().slot().millis());
      claim.firing().recoverable().ifPresent(firing -> ended.add(firing.id()));
      close(entry);
      changed(claim.firing().trigger(), entry);
    }
    write.fired().keySet().forEach(key -> changed(key, entry(key)));
  }

  /** Nobody answers, and its claims are fired all the same, since a setting says so. */
  void fireUnanswered(JournalWrite write) {
    if (write.token() == token) {
      for (Claim claim : write.claims()) {
        settle(claim);
      }
      write.fired().keySet().forEach(key -> changed(key, entry(key)));
    }
  }

  private void settle(Claim claim) {
    Entry entry = entry(claim.firing().trigger());
    entry.underWay.remove(claim.firing().slot().millis());
    entry.set(
        entry
            .fired
            .orElseThrow()
            .by(claim.firing().schedule())
            .with(claim.firing().previous(), claim.firing().slot()));
    changed(claim.firing().trigger(), entry);
  }

  /** The lease is not held under this term, by what Redis has: if it is, all is read anew. */
  void refused(JournalWrite write) {
    if (write.token() == token) {
      readAnew();
    }
  }

  /** Redis has lost its memory: it is told again all that this node knows. Says of how many. */
  int forgotten() {
    reopen = true;
    sinceToSay = OptionalLong.of(begun);
    unsettledChanged = true;
    int known = 0;
    for (Map.Entry<TriggerKey, Entry> each : entries.entrySet()) {
      if (each.getValue().fired.isPresent() && each.getValue().readIn == reading) {
        changed(each.getKey(), each.getValue());
        known++;
      }
    }
    return known;
  }

  /** A claim was answered too late to be fired: this node takes it back. */
  void unfired(Claim claim, long term) {
    withdrawals.add(claim.unsettled(term));
    Entry entry = entry(claim.firing().trigger());
    entry.fired = entry.fired.map(fired -> fired.without(claim.firing().slot()));
  }

  /**
   * The term is about to be released: its last claims were answered, and the journal is to know.
   */
  void settle() {
    settling = open && claimsNoted;
  }

  // ---- Claims that nodes take back

  /** Claims of earlier terms of this node that led to no firing: for the journal to be told. */
  List<UnsettledClaim> withdrawals() {
    return List.copyOf(withdrawals);
  }

  /** The journal knows that these led to no firing. */
  void withdrawn(Collection<UnsettledClaim> told) {
    withdrawals.removeAll(told);
  }

  /**
   * Nodes have taken claims back: their times are open again. Returns the claims under way that
   * would run the same firings again.
   */
  List<Claim> withdraw(String text) {
    List<Claim> cancelled = new ArrayList<>();
    String news = text.startsWith(handled) ? text.substring(handled.length()) : text;
    for (UnsettledClaim claim : UnsettledClaim.decoded(news)) {
      unsettled =
          unsettled.stream()
              .filter(each -> each.token() != claim.token() || each.number() != claim.number())
              .toList();
      unsettledChanged = true;
      if (!takenBack.add(claim)) {
        // Told once more, since no reply came; its time may have been fired since.
        continue;
      }
      forgetOldestTakenBack();
      Entry entry = entry(claim.trigger());
      reopened.computeIfAbsent(claim.trigger(), key -> new ArrayList<>()).add(claim.slot());
      if (entry.readIn == reading && entry.fired.isPresent()) {
        entry.set(entry.fired.get().without(claim.slot()));
        toBeWritten.add(claim.trigger());
      }
      close(entry);
      toBeRecovered = true;
      claim.recoverable().ifPresent(firing -> cancelled.addAll(cancelRepetition(firing)));
    }
    handled = text;
    return cancelled;
  }

  private void forgetOldestTakenBack() {
    if (takenBack.size() > MOST_TAKEN_BACK) {
      takenBack.remove(takenBack.iterator().next());
    }
  }

  private List<Claim> cancelRepetition(String firing) {
    withdrawnFirings.add(firing);
    List<Claim> cancelled = new ArrayList<>();
    for (Entry entry : entries.values()) {
      for (Claim claim : List.copyOf(entry.underWay.values())) {
        if (claim.firing().repeats().filter(firing::equals).isPresent()) {
          entry.underWay.remove(claim.firing().slot().millis());
          cancelled.add(claim);
        }
      }
    }
    return cancelled;
  }

  /** The claims of earlier terms whose nodes may not know of them. */
  List<UnsettledClaim> unsettled() {
    return unsettled;
  }

  // ---- Recovery

  /** Whether triggers wait to be recovered, or the journal has to be told something. */
  boolean hasWork() {
    return token != NO_TERM && (toBeRecovered || doubtful || !isRead || hasWrite());
  }

  /** Whether the journal of this term was read at all. */
  boolean isRead() {
    return isRead;
  }

  /** A look through all triggers begins: what is vetoed from now on asks for another one. */
  void beginRecovery() {
    toBeRecovered = false;
    recovering = true;
  }

  /** The look has ended; triggers that are still closed are looked at again. */
  void endRecovery(boolean complete) {
    recovering = false;
    toBeRecovered |= !complete;
  }

  /** The triggers among these that are closed, and whose record is yet to be read. */
  Set<TriggerKey> unread(Collection<TriggerKey> keys) {
    Set<TriggerKey> unread = new LinkedHashSet<>();
    for (TriggerKey key : keys) {
      if (entry(key).readIn != reading) {
        unread.add(key);
      }
    }
    return unread;
  }

  boolean isOpen(TriggerKey key) {
    Entry entry = entries.get(key);
    return entry != null && entry.openIn == reading;
  }

  /** What {@link #recover} would do with a closed trigger. */
  MissedFires.Outcome look(MissedFires.Candidate candidate, Now now) {
    Entry entry = entry(candidate.key());
    return missed.recover(
        // What has ended here and is here again was scheduled since.
        entry.endedHere && candidate.state() != MissedFires.State.FINISHED
            ? candidate.scheduledLast()
            : candidate.byClockOf(redisMillis(0, now)),
        entry.fired,
        vetoed.of(candidate.key()),
        new MissedFires.Journal(since, othersFired),
        new Now(clock.credibleMillis(now), now.nanos()));
  }

  /** Recovers a trigger that missed nothing; of another one, only says what is to be done. */
  MissedFires.Outcome recoverOnTime(MissedFires.Candidate candidate, Now now) {
    MissedFires.Outcome outcome = look(candidate, now);
    return outcome.rewound().isPresent() || outcome.isGone() ? outcome : recover(candidate, now);
  }

  /**
   * Recovers a closed trigger: settles what is not to be fired, and says what is to be done with
   * it. It is open from then on, for what is wound back must find it open.
   */
  MissedFires.Outcome recover(MissedFires.Candidate candidate, Now now) {
    TriggerKey key = candidate.key();
    Entry entry = entry(key);
    MissedFires.Outcome outcome = look(candidate, now);
    if (outcome.isGone()) {
      close(entry);
      return outcome;
    }
    if (!entry.fired.equals(Optional.of(outcome.fired()))) {
      entry.set(outcome.fired());
      toBeWritten.add(key);
    }
    entry.openIn = reading;
    entry.woundBack = entry.woundBack || outcome.rewound().isPresent();
    vetoed.forget(key);
    return outcome;
  }

  /** The scheduler has deleted a trigger, or its job has ended it, and it is to stay so. */
  void triggerEnded(TriggerKey key, Now now) {
    forget(key);
    Entry entry = entries.get(key);
    if (entry != null && entry.fired.isPresent() && token != NO_TERM) {
      entry.endedHere = true;
      entry.set(entry.fired.get().endedAt(OptionalLong.of(redisMillis(now.millis(), now))));
      toBeWritten.add(key);
    }
  }

  /** A trigger has no further times; what was vetoed of it may still be missed. */
  void finalized(TriggerKey key) {
    misfires.forget(key);
  }

  /** The scheduler has deleted a trigger: nothing of it can be missed on this node. */
  void forget(TriggerKey key) {
    vetoed.forget(key);
    misfires.forget(key);
  }

  /** A trigger was resumed: what a wrong clock had used up of it before is to be found now. */
  void resumed(TriggerKey key) {
    Entry entry = entries.get(key);
    if (entry != null) {
      close(entry);
      toBeRecovered = true;
    }
  }

  /** The same of all triggers of a group; of all there are if it is empty. */
  void resumedAll(Optional<String> group) {
    entries.forEach(
        (key, entry) -> {
          if (group.isEmpty() || group.get().equals(key.getGroup())) {
            close(entry);
          }
        });
    toBeRecovered = true;
  }

  /** A trigger was scheduled on this node: what is missed of it is to be found. */
  void triggerScheduled(TriggerKey key) {
    Entry entry = entries.get(key);
    if (entry != null) {
      close(entry);
      // The new trigger begins with its first time, whatever became of the one before.
      entry.woundBack = false;
    }
    toBeRecovered = true;
  }

  /** Whether nearly all that is due is vetoed as fired before. */
  boolean firesNothingButDuplicates() {
    return duplicates >= MANY_DUPLICATES;
  }

  /** How far this node's clock is ahead of Redis' if it is wrong; 0 if it is right. */
  long wrongClockMillis(Now now) {
    return clock.isWrong(now) ? clock.aheadMillis(now) : 0;
  }

  /** A moment of this node's clock by the clock of Redis. */
  long redisMillis(long millis, Now now) {
    return millis - clock.aheadMillis(now);
  }

  /** The triggers that the scheduler has deleted since their last times were vetoed. */
  Collection<VetoedTriggers.Finished> finished() {
    return vetoed.finished();
  }

  VetoedTriggers vetoed() {
    return vetoed;
  }

  /** How many things are remembered, of whichever triggers. */
  int size() {
    return entries.size() + vetoed.size() + misfires.size();
  }

  /** How many misfires have led to no firing yet. */
  int misfires() {
    return misfires.size();
  }

  /** What this node fired, to be told to a Redis that may have forgotten it. */
  Map<TriggerKey, FiredSlots> known() {
    Map<TriggerKey, FiredSlots> known = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          entry.fired.ifPresent(fired -> known.put(key, fired));
        });
    return known;
  }

  private Entry entry(TriggerKey key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry();
      entries.put(key, entry);
      forgetOldest();
    }
    return entry;
  }

  private void forgetOldest() {
    if (entries.size() <= mostKnown) {
      return;
    }
    var oldest = entries.entrySet().iterator();
    for (int looked = 0; looked < MOST_SPANS && oldest.hasNext(); looked++) {
      Map.Entry<TriggerKey, Entry> each = oldest.next();
      if (each.getValue().openIn != reading && !toBeWritten.contains(each.getKey())) {
        oldest.remove();
        return;
      }
    }
  }

  private void changed(TriggerKey key, Entry entry) {
    entry.changes++;
    toBeWritten.add(key);
  }
}
