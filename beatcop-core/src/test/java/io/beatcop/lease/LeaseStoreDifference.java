package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Asks two stores the same, at random, by three holders and through what befalls their memories,
 * and tells where their answers differ.
 *
 * <p>Only what depends on time is compared loosely: the time to live within half a minute, the
 * uptime not at all. So the ttl must be long compared to a run. The questions follow from the
 * answers, as far as tokens, terms and waits go, so that they go deep; and from a seed.
 */
public final class LeaseStoreDifference {

  private static final Duration LOOSELY = Duration.ofSeconds(30);
  private static final List<String> HOLDERS = List.of("a", "b", "c-1-9f");
  private static final int FLOORS = 50;

  private final SplittableRandom random;
  private final StoreUnderTest oneMemory;
  private final StoreUnderTest otherMemory;
  private final List<LeaseStore> one = new ArrayList<>();
  private final List<LeaseStore> other = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final long[] campaigns = new long[HOLDERS.size()];
  private final long[] waitedSince = new long[HOLDERS.size()];
  private long number;
  private long token = 1;
  private String term = "";

  private LeaseStoreDifference(long seed, StoreUnderTest oneMemory, StoreUnderTest otherMemory) {
    this.random = new SplittableRandom(seed);
    this.oneMemory = oneMemory;
    this.otherMemory = otherMemory;
    HOLDERS.forEach(holder -> one.add(oneMemory.open(holder)));
    HOLDERS.forEach(holder -> other.add(otherMemory.open(holder)));
  }

  /**
   * Runs one random sequence on two memories, which it empties first.
   *
   * @param seed what to ask follows from it
   * @param requests how many requests
   * @param oneMemory one memory, with a long ttl
   * @param otherMemory the other, with the same ttl
   * @return what was asked up to the first difference, and the answers to it; empty if there is
   *     none
   */
  public static Optional<String> find(
      long seed, int requests, StoreUnderTest oneMemory, StoreUnderTest otherMemory) {
    oneMemory.wipe();
    otherMemory.wipe();
    LeaseStoreDifference difference = new LeaseStoreDifference(seed, oneMemory, otherMemory);
    try {
      return difference.find(requests);
    } finally {
      difference.one.forEach(LeaseStore::close);
      difference.other.forEach(LeaseStore::close);
    }
  }

  private Optional<String> find(int requests) {
    for (int request = 0; request < requests; request++) {
      if (random.nextInt(5) == 0) {
        int harm = random.nextInt(10);
        befall(oneMemory, harm, token);
        asked.add(befall(otherMemory, harm, token));
      }
      int holder = random.nextInt(HOLDERS.size());
      LeaseRequest question = request(holder);
      LeaseAnswer answer = one.get(holder).ask(question);
      LeaseAnswer otherAnswer = other.get(holder).ask(question);
      asked.add(HOLDERS.get(holder) + " asks " + question + " -> " + answer);
      if (!same(answer, otherAnswer)) {
        return Optional.of(String.join("\n", asked) + "\nbut the other answers " + otherAnswer);
      }
      learn(holder, answer);
    }
    return Optional.empty();
  }

  private static String befall(StoreUnderTest memory, int harm, long token) {
    return switch (harm) {
      case 0 -> {
        memory.evictToken();
        yield "the token is evicted";
      }
      case 1 -> {
        memory.evictTerm();
        yield "the term is evicted";
      }
      case 2 -> {
        memory.setLease("a stranger");
        yield "somebody sets the lease";
      }
      case 3 -> {
        memory.spoilLease();
        yield "the lease becomes a list";
      }
      case 4 -> {
        memory.wipe();
        yield "all is lost";
      }
      case 5 -> {
        memory.pause();
        yield "the lease is paused";
      }
      case 6, 7 -> {
        memory.resume();
        yield "the lease is resumed";
      }
      case 8 -> {
        memory.askToStepDown(token);
        yield "the term is asked to end";
      }
      default -> {
        memory.removeLease();
        yield "the lease vanishes";
      }
    };
  }

  private LeaseRequest request(int holder) {
    number++;
    // Now and then a late request of an earlier campaign.
    long campaign = Math.max(1, campaigns[holder] - (random.nextInt(6) == 0 ? 1 : 0));
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Release(campaign);
      case 2, 3, 4 -> new Renew(campaign, number, token + random.nextInt(-1, 2));
      default ->
          new Acquire(
              campaign,
              number,
              random.nextLong(token + FLOORS),
              random.nextBoolean() ? Optional.of(term).filter(t -> !t.isEmpty()) : Optional.empty(),
              random.nextBoolean() ? OptionalLong.of(waitedSince[holder]) : OptionalLong.empty(),
              random.nextInt(20) == 0);
    };
  }

  private void learn(int holder, LeaseAnswer answer) {
    if (answer instanceof Granted granted) {
      token = granted.token();
      term = granted.term();
    } else if (answer instanceof LeaseAnswer.Pending pending) {
      waitedSince[holder] = pending.since();
    } else if (answer instanceof HeldByOther held) {
      term = held.term();
    }
    if (random.nextInt(8) == 0) {
      campaigns[holder]++;
    }
  }

  private static boolean same(LeaseAnswer answer, LeaseAnswer otherAnswer) {
    if (answer instanceof Granted one && otherAnswer instanceof Granted other) {
      return one.token() == other.token()
          && one.term().equals(other.term())
          && one.leave().isPresent() == other.leave().isPresent();
    }
    if (answer instanceof Paused one && otherAnswer instanceof Paused other) {
      return one.expiresIn().equals(other.expiresIn());
    }
    if (answer instanceof HeldByOther one && otherAnswer instanceof HeldByOther other) {
      return one.holder().equals(other.holder())
          && one.term().equals(other.term())
          && one.token().equals(other.token())
          && nearly(one.expiresIn(), other.expiresIn());
    }
    // In which words is each store's own affair.
    return answer.equals(otherAnswer)
        || (answer instanceof Refused && otherAnswer instanceof Refused);
  }

  private static boolean nearly(Optional<Duration> one, Optional<Duration> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || one.get().minus(other.get()).abs().compareTo(LOOSELY) < 0);
  }
}
