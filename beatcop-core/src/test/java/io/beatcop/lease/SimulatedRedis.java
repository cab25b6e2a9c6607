package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis as the scripts of one lease see it: {@code acquire.lua}, {@code renew.lua} and {@code
 * release.lua} line by line, over three keys and a clock, with what can befall them.
 */
final class SimulatedRedis {

  /** A holder that is none. */
  static final String FOREIGN = "somebody";

  private static final long NEVER = Long.MAX_VALUE;

  /** From here on Lua can't tell a token from the next one; other text counts as one too (L-h). */
  private static final long SPOILT_TOKEN = 1L << 53;

  /**
   * All that it remembers. A lease that is past its expiry is absent.
   *
   * @param lease the holder
   * @param expiryMillis when the lease expires, by the server's clock
   * @param token the last fencing token
   * @param term the last term
   */
  record Memory(
      @Nullable String lease, long expiryMillis, @Nullable Long token, @Nullable String term) {

    static final Memory EMPTY = new Memory(null, NEVER, null, null);
  }

  private final LongSupplier epochMillis;
  private final Mutation mutation;
  private Memory memory = Memory.EMPTY;
  private boolean otherType;
  private boolean paused;
  private OptionalLong stepDown = OptionalLong.empty();
  private boolean tellsUptime = true;
  private long startedMillis;

  SimulatedRedis(LongSupplier epochMillis, Mutation mutation) {
    this.epochMillis = epochMillis;
    this.mutation = mutation;
    this.startedMillis = Long.MIN_VALUE / 2;
  }

  LeaseAnswer ask(Sender sender, LeaseRequest request) {
    if (otherType) {
      return new Refused(
          new SettingException(
              "lease", sender.holder(), "must name a string, or a key that is not there"));
    }
    if (request instanceof LeaseRequest.Acquire acquire) {
      return acquire(sender, acquire);
    } else if (request instanceof LeaseRequest.Renew renew) {
      return renew(sender, renew);
    } else {
      return release(sender, request.campaign());
    }
  }

  private LeaseAnswer acquire(Sender sender, LeaseRequest.Acquire request) {
    String holder = sender.holder();
    String current = lease();
    Long last = memory.token;
    String written = memory.term;
    if (current != null && (!current.equals(holder) || isOfAnotherStart(sender))) {
      return other(current);
    }
    long heldBy = campaignOf("held", holder);
    long pendingBy = campaignOf("pending", holder);
    if (current != null && Math.max(heldBy, pendingBy) > request.campaign()) {
      return other(current);
    }
    if (paused && !(mutation == Mutation.PAUSE_SPARES_WHO_HAS_THE_KEY && current != null)) {
      return new Paused("paused", Optional.empty());
    }
    if (last != null && last >= SPOILT_TOKEN - 1) {
      return new Refused(
          new SettingException("lease", holder, "must have a token that can grow, not " + last));
    }
    boolean granted;
    long since = mutation == Mutation.WAIT_ACROSS_POSSESSIONS ? 0 : request.number();
    if (current != null) {
      boolean same = pendingBy == request.campaign();
      since = same ? lastNumber() : since;
      boolean served = same && request.served().equals(OptionalLong.of(since));
      boolean skipped = same && mutation == Mutation.MINE_ALREADY_SKIPS_THE_WAIT;
      boolean mine = heldBy > 0 && (last != null || request.trustAbsence());
      granted = mine || served || skipped;
    } else {
      boolean explained =
          written != null
              && (written.equals("released") || written.equals(request.evidence().orElse("")));
      granted = request.trustAbsence() || (last != null && explained);
    }
    long expiryMillis = epochMillis.getAsLong() + sender.ttlMillis();
    String signature = signature(sender, request.campaign()) + request.number();
    if (!granted) {
      memory = new Memory(holder, expiryMillis, last, "pending" + signature + " " + since);
      return new Pending(since, token(last));
    }
    if (last == null || heldBy != request.campaign() || current == null) {
      last = Math.max(last == null ? 1 : last + 1, request.floor());
      if (mutation == Mutation.TOKEN_FROM_THE_CLOCK) {
        last = request.floor();
      }
    }
    memory = new Memory(holder, expiryMillis, last, "held" + signature);
    return new Granted(last, "held" + signature, uptime());
  }

  private LeaseAnswer renew(Sender sender, LeaseRequest.Renew request) {
    String holder = sender.holder();
    String current = lease();
    boolean compare = mutation != Mutation.RENEWAL_WITHOUT_COMPARE;
    if (compare && current != null && !current.equals(holder)) {
      return other(current);
    }
    Long last = memory.token != null && memory.token < SPOILT_TOKEN ? memory.token : null;
    boolean latest = last != null && last == request.token();
    String signature = "held" + signature(sender, request.campaign());
    boolean mine =
        memory.term == null
            ? latest
            : isOfAnyStart(sender, "held")
                ? campaignOf("held", holder) == request.campaign()
                : memory.term.startsWith(signature);
    if (current == null || (compare && !mine)) {
      return new Gone();
    }
    long token = last == null || last < request.token() ? request.token() : last;
    String term = signature + request.number();
    memory = new Memory(current, epochMillis.getAsLong() + sender.ttlMillis(), token, term);
    return new Granted(request.token(), term, Optional.empty(), leave(request.token(), last));
  }

  private Optional<String> leave(long granted, @Nullable Long last) {
    if (paused && mutation != Mutation.PAUSE_IS_NOT_TOLD) {
      return Optional.of("paused");
    }
    boolean isAsked =
        stepDown.isPresent()
            && (stepDown.equals(OptionalLong.of(granted)) || stepDown.equals(token(last)));
    return isAsked ? Optional.of("step down") : Optional.empty();
  }

  private LeaseAnswer release(Sender sender, long campaign) {
    String holder = sender.holder();
    boolean anyHolder = mutation == Mutation.RELEASE_WITHOUT_COMPARE;
    boolean anyCampaign = anyHolder || mutation == Mutation.RELEASE_OF_ANY_CAMPAIGN;
    long heldBy = isOfAnotherStart(sender) ? 0 : campaignOf("held", holder);
    long pendingBy = isOfAnotherStart(sender) ? 0 : campaignOf("pending", holder);
    boolean wasHeld = heldBy > 0 && (heldBy == campaign || anyCampaign);
    boolean wasPending = pendingBy > 0 && pendingBy == campaign;
    if (!anyHolder && !holder.equals(lease())) {
      return new Released();
    }
    if (!anyCampaign && memory.term != null && !wasHeld && !wasPending) {
      return new Released();
    }
    memory = new Memory(null, NEVER, memory.token, wasHeld ? "released" : memory.term);
    return new Released();
  }

  private HeldByOther other(String current) {
    long left = memory.expiryMillis - epochMillis.getAsLong();
    boolean theirs =
        mutation == Mutation.TERM_OF_ANOTHER_HOLDER
            || campaignOf("held", current) > 0
            || campaignOf("pending", current) > 0;
    return new HeldByOther(
        current,
        memory.expiryMillis == NEVER ? Optional.empty() : Optional.of(Duration.ofMillis(left)),
        theirs && memory.term != null ? memory.term : "",
        token(memory.token));
  }

  private static OptionalLong token(@Nullable Long token) {
    return token == null || token >= SPOILT_TOKEN ? OptionalLong.empty() : OptionalLong.of(token);
  }

  /** The campaign that wrote the term in this state if it was one of this holder's, or 0. */
  private long campaignOf(String state, String holder) {
    String written = memory.term;
    int digit = state.length() + holder.length() + 2;
    if (written == null
        || written.length() <= digit
        || written.charAt(digit - 1) != ' '
        || !written.startsWith(state)
        || !written.startsWith(holder, state.length() + 1)) {
      return 0;
    }
    return Long.parseLong(written, digit, startOf(written, digit), 10);
  }

  /** Where the start begins, with its dot; a term of an earlier version has none. */
  private static int startOf(String written, int digit) {
    int end = written.indexOf(' ', digit);
    int dot = written.indexOf('.', digit);
    return dot >= 0 && dot < end ? dot : end;
  }

  /** What a term of this campaign has between its state and its number. */
  private static String signature(Sender sender, long campaign) {
    String start = sender.start().isEmpty() ? "" : "." + sender.start();
    return " " + sender.holder() + " " + campaign + start + " ";
  }

  /** Whether the term is this holder's, but was written by another start under its name (L-d). */
  private boolean isOfAnotherStart(Sender sender) {
    return isOfAnotherStart(sender, "held") || isOfAnotherStart(sender, "pending");
  }

  private boolean isOfAnotherStart(Sender sender, String state) {
    long campaign = campaignOf(state, sender.holder());
    return mutation != Mutation.STARTS_NOT_TOLD_APART
        && campaign > 0
        && !String.valueOf(memory.term).startsWith(state + signature(sender, campaign));
  }

  private boolean isOfAnyStart(Sender sender, String state) {
    return mutation == Mutation.STARTS_NOT_TOLD_APART && campaignOf(state, sender.holder()) > 0;
  }

  private long lastNumber() {
    String written = String.valueOf(memory.term);
    return Long.parseLong(written.substring(written.lastIndexOf(' ') + 1));
  }

  private @Nullable String lease() {
    return epochMillis.getAsLong() > memory.expiryMillis ? null : memory.lease;
  }

  /** Redis tells whole seconds of two clocks that were cut to seconds: one less is sure. */
  private Optional<Duration> uptime() {
    long seconds =
        Math.floorDiv(epochMillis.getAsLong(), 1000) - Math.floorDiv(startedMillis, 1000);
    return tellsUptime
        ? Optional.of(Duration.ofSeconds(Math.max(0, seconds - 1)))
        : Optional.empty();
  }

  Memory memory() {
    return memory;
  }

  /** Starts anew, with what is left of the memory. */
  void restart(Memory left) {
    if (left.equals(Memory.EMPTY)) {
      wipe();
    }
    memory = left;
    startedMillis = epochMillis.getAsLong();
  }

  /** A replica with this memory takes its place; it has been up for long. */
  void takeOver(Memory replicated) {
    memory = replicated;
    otherType = false;
  }

  void wipe() {
    memory = Memory.EMPTY;
    otherType = false;
    paused = false;
    stepDown = OptionalLong.empty();
  }

  /** The lease key goes: it expires, is evicted, or somebody deletes it. */
  void removeLease() {
    memory = new Memory(null, NEVER, memory.token, memory.term);
    otherType = false;
  }

  /** Somebody sets the lease key, to expire after some time. */
  void overwriteLease(String value, long ttlMillis) {
    memory = new Memory(value, epochMillis.getAsLong() + ttlMillis, memory.token, memory.term);
    otherType = false;
  }

  /** Somebody sets the lease key, for ever. */
  void overwriteLease(String value) {
    memory = new Memory(value, NEVER, memory.token, memory.term);
    otherType = false;
  }

  /** Somebody deletes what he should not have put there. */
  void removeForeign() {
    if (otherType || FOREIGN.equals(memory.lease)) {
      removeLease();
    }
  }

  /** The lease key becomes a list. */
  void spoilLease() {
    otherType = true;
  }

  /** Nobody may be granted the lease, until it is resumed or all memory is lost. */
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
  }

  boolean isPaused() {
    return paused;
  }

  /** The term of this token is asked to end. */
  void askToStepDown(long token) {
    stepDown = OptionalLong.of(token);
  }

  void evictToken() {
    memory = new Memory(memory.lease, memory.expiryMillis, null, memory.term);
  }

  /** Somebody sets the token key. */
  void setToken(String value) {
    long token = value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MAX_VALUE;
    memory = new Memory(memory.lease, memory.expiryMillis, token, memory.term);
  }

  void evictTerm() {
    memory = new Memory(memory.lease, memory.expiryMillis, memory.token, null);
  }

  /** An ACL forbids INFO. */
  void hideUptime() {
    tellsUptime = false;
  }
}
