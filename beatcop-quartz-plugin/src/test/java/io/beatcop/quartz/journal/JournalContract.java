package io.beatcop.quartz.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.Slot;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** The answers of every journal: the one of the simulation, and one on a real Redis. */
public abstract class JournalContract {

  private static final TriggerKey TRIGGER = new TriggerKey("night/ly", "rep/orts %");
  private static final TriggerKey OTHER = new TriggerKey("other", "g");
  private static final FiredSlots FIRED = FiredSlots.until("cron", 1_000);

  /** The journal as a node sees it. */
  protected abstract Journal journalOf(String holder);

  /** Gives the lease to this holder, under this token. */
  protected abstract void leaseIs(String holder, long token);

  /** Redis loses all that the journal has. */
  protected abstract void forget();

  private final Write first = new Write(7, 1).opening();

  /** A write in the making. */
  private static final class Write {
    private final long token;
    private final long number;
    private long answered;
    private boolean opening;
    private OptionalLong since = OptionalLong.empty();
    private String handled = "";
    private Optional<List<UnsettledClaim>> unsettled = Optional.empty();
    private Map<TriggerKey, FiredSlots> fired = Map.of();
    private final List<Claim> claims = new ArrayList<>();
    private List<String> ended = List.of();

    Write(long token, long number) {
      this.token = token;
      this.number = number;
      this.answered = number - 1;
    }

    Write opening() {
      opening = true;
      answered = 0;
      return this;
    }

    Write answered(long highest) {
      answered = highest;
      return this;
    }

    Write since(long millis) {
      since = OptionalLong.of(millis);
      return this;
    }

    Write handled(String text) {
      handled = text;
      return this;
    }

    Write unsettled(UnsettledClaim... before) {
      unsettled = Optional.of(List.of(before));
      return this;
    }

    Write fired(TriggerKey trigger, FiredSlots slots) {
      fired = Map.of(trigger, slots);
      return this;
    }

    Write claim(long claim, long slot, Optional<RecoverableFiring> firing, String... repeats) {
      claims.add(
          new Claim(
              claim,
              new Firing(
                  TRIGGER,
                  "cron",
                  Slot.at(slot),
                  Optional.empty(),
                  0,
                  0,
                  firing,
                  repeats.length == 0 ? Optional.empty() : Optional.of(repeats[0]),
                  Optional.empty())));
      return this;
    }

    Write ended(String... firings) {
      ended = List.of(firings);
      return this;
    }

    JournalWrite done() {
      return new JournalWrite(
          token, number, answered, opening, since, handled, unsettled, fired, claims, ended);
    }
  }

  private static RecoverableFiring firing(String id) {
    return new RecoverableFiring(id, "me", new JobKey("j o/b", "g%"), TRIGGER, 7, 5);
  }

  private JournalAnswer write(Write write) {
    return journalOf("me").write(write.done());
  }

  private JournalPage page(TriggerKey... triggers) {
    return journalOf("me").read(List.of(triggers)).orElseThrow();
  }

  private void opened() {
    leaseIs("me", 7);
    assertThat(write(first.since(500))).isInstanceOf(JournalAnswer.Written.class);
  }

  @Test
  void whatIsWrittenIsRead() {
    opened();

    assertThat(write(new Write(7, 2).fired(TRIGGER, FIRED)))
        .isInstanceOf(JournalAnswer.Written.class);

    JournalPage page = page(OTHER, TRIGGER);
    assertThat(page.fired()).isEqualTo(Map.of(TRIGGER, FIRED));
    assertThat(page.asked()).isEqualTo(Set.of(OTHER, TRIGGER));
    assertThat(page.since()).hasValue(500);
  }

  @Test
  void aWriteReplacesWhatAnEarlierOneSaid() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED.withAllUntil(9_000)));

    write(new Write(7, 3).fired(TRIGGER, FIRED));

    assertThat(page(TRIGGER).fired()).isEqualTo(Map.of(TRIGGER, FIRED));
  }

  @Test
  void sinceWhenThereIsAJournalIsSaidOnce() {
    opened();

    write(new Write(7, 2).since(900));

    assertThat(page().since()).hasValue(500);
  }

  @Test
  void anEmptyJournalHasNothing() {
    leaseIs("me", 7);

    JournalPage page = page(TRIGGER);

    assertThat(page.since()).isEmpty();
    assertThat(page.fired()).isEmpty();
    assertThat(page.unsettled()).isEmpty();
    assertThat(page.withdrawn()).isEmpty();
    assertThat(page.redisMillis()).isPositive();
  }

  @Test
  void onlyTheHolderReadsAndWrites() {
    opened();
    leaseIs("other", 8);

    assertThat(write(new Write(7, 2).fired(TRIGGER, FIRED))).isEqualTo(new JournalAnswer.NotHeld());
    assertThat(journalOf("me").read(List.of(TRIGGER))).isEmpty();
    assertThat(journalOf("me").running(10)).isEmpty();
    assertThat(journalOf("other").read(List.of(TRIGGER)).orElseThrow().fired()).isEmpty();
  }

  /** F3: a request that was delayed into a later term of the same node is not of that term. */
  @Test
  void aWriteOfAnEarlierTermIsNone() {
    opened();
    leaseIs("me", 9);

    assertThat(write(new Write(7, 2).fired(TRIGGER, FIRED))).isEqualTo(new JournalAnswer.NotHeld());
    assertThat(page(TRIGGER).fired()).isEmpty();
  }

  /** F3: the fate of an unanswered write does not matter once a later one is answered. */
  @Test
  void aWriteThatComesAfterALaterOneDoesNothing() {
    opened();
    write(new Write(7, 3).answered(1).fired(TRIGGER, FIRED));

    JournalAnswer late = write(new Write(7, 2).fired(TRIGGER, FIRED.withAllUntil(9_000)));

    assertThat(late).isEqualTo(new JournalAnswer.Unknown());
    assertThat(page(TRIGGER).fired()).isEqualTo(Map.of(TRIGGER, FIRED));
  }

  @Test
  void anOpeningWriteThatComesAfterALaterOneDoesNothing() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED));

    assertThat(write(new Write(7, 1).opening().fired(TRIGGER, FIRED.withAllUntil(9_000))))
        .isEqualTo(new JournalAnswer.Unknown());
    assertThat(page(TRIGGER).fired()).isEqualTo(Map.of(TRIGGER, FIRED));
  }

  /** Q-l, F1: the holder hears that Redis has forgotten, before it fires anything. */
  @Test
  void aJournalThatLacksWhatItAcknowledgedSaysSo() {
    opened();
    forget();

    assertThat(write(new Write(7, 2).fired(TRIGGER, FIRED)))
        .isEqualTo(new JournalAnswer.Forgotten());
    assertThat(page(TRIGGER).fired()).isEmpty();
    assertThat(write(new Write(7, 3).opening().fired(TRIGGER, FIRED)))
        .isInstanceOf(JournalAnswer.Written.class);
  }

  @Test
  void aJournalThatHasAnOlderWriteThanWasAnsweredSaysSo() {
    opened();

    assertThat(write(new Write(7, 5).answered(4))).isEqualTo(new JournalAnswer.Forgotten());
  }

  @Test
  void aJournalOfAnotherTermHasForgottenThisOne() {
    opened();
    leaseIs("me", 8);

    assertThat(write(new Write(8, 2))).isEqualTo(new JournalAnswer.Forgotten());
    assertThat(write(new Write(8, 1).opening())).isInstanceOf(JournalAnswer.Written.class);
  }

  @Test
  void theClaimsOfTheLastWriteAreUnsettled() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 900, Optional.empty()));
    write(
        new Write(7, 3)
            .fired(TRIGGER, FIRED)
            .claim(2, 950, Optional.empty())
            .claim(3, 1_000, Optional.of(firing("f 1"))));

    assertThat(page().unsettled())
        .containsExactly(
            new UnsettledClaim(7, 2, TRIGGER, Slot.at(950), Optional.empty()),
            new UnsettledClaim(7, 3, TRIGGER, Slot.at(1_000), Optional.of("f 1")));
  }

  @Test
  void claimsOfEarlierTermsStayUnsettledAsLongAsTheHolderSaysSo() {
    opened();
    UnsettledClaim before = new UnsettledClaim(3, 9, OTHER, new Slot(1, 5), Optional.empty());

    write(new Write(7, 2).unsettled(before));
    write(new Write(7, 3).fired(TRIGGER, FIRED));
    assertThat(page().unsettled()).containsExactly(before);

    write(new Write(7, 4).unsettled());
    assertThat(page().unsettled()).isEmpty();
  }

  @Test
  void aNodeTakesBackWhatItClaimedAndTheHolderHearsOfIt() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 1_000, Optional.empty()));
    leaseIs("other", 8);
    Journal other = journalOf("other");
    UnsettledClaim claim = other.read(List.of()).orElseThrow().unsettled().get(0);
    other.write(new Write(8, 1).opening().unsettled(claim).done());

    assertThat(journalOf("me").withdraw(List.of(claim))).isTrue();

    JournalAnswer answer = other.write(new Write(8, 2).done());
    assertThat(answer).isInstanceOf(JournalAnswer.Withdrawn.class);
    String text = ((JournalAnswer.Withdrawn) answer).text();
    assertThat(UnsettledClaim.decoded(text)).containsExactly(claim);
    assertThat(other.write(new Write(8, 3).answered(1).handled(text).unsettled().done()))
        .isInstanceOf(JournalAnswer.Written.class);
    assertThat(other.write(new Write(8, 4).done())).isInstanceOf(JournalAnswer.Written.class);
  }

  @Test
  void aClaimIsTakenBackOnce() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 1_000, Optional.empty()));
    UnsettledClaim claim = page().unsettled().get(0);
    leaseIs("me", 8);

    journalOf("me").withdraw(List.of(claim, claim));
    journalOf("me").withdraw(List.of(claim));

    assertThat(UnsettledClaim.decoded(page().withdrawn())).containsExactly(claim);
  }

  @Test
  void aClaimIsNotTakenBackAsLongAsAWriteOfItMayStillComeThrough() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 1_000, Optional.empty()));
    UnsettledClaim claim = page().unsettled().get(0);

    assertThat(journalOf("me").withdraw(List.of(claim))).isFalse();
    assertThat(page().withdrawn()).isEmpty();

    leaseIs("other", 8);
    assertThat(journalOf("me").withdraw(List.of(claim))).isTrue();
    assertThat(journalOf("other").read(List.of()).orElseThrow().withdrawn()).isNotEmpty();
  }

  @Test
  void aClaimThatIsSettledIsNotTakenBack() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 900, Optional.empty()));
    UnsettledClaim claim = page().unsettled().get(0);
    write(new Write(7, 3).fired(TRIGGER, FIRED));
    leaseIs("me", 8);

    journalOf("me").withdraw(List.of(claim));

    assertThat(page().withdrawn()).isEmpty();
  }

  /** Or what another node has run again already would run a third time. */
  @Test
  void aClaimWhoseFiringRunsAgainElsewhereIsNotTakenBack() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 1_000, Optional.of(firing("f"))));
    UnsettledClaim claim = page().unsettled().get(0);
    journalOf("other").ended(List.of("f"));
    leaseIs("me", 8);

    journalOf("me").withdraw(List.of(claim));

    assertThat(page().withdrawn()).isEmpty();
  }

  @Test
  void aRecoverableFiringIsRunningUntilItHasEnded() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 900, Optional.of(firing("a b"))));
    write(new Write(7, 3).fired(TRIGGER, FIRED).claim(2, 950, Optional.of(firing("c"))));
    assertThat(journalOf("me").running(10).orElseThrow())
        .containsExactlyInAnyOrder(firing("a b"), firing("c"));

    write(new Write(7, 4).ended("c"));
    leaseIs("other", 8);
    assertThat(journalOf("me").ended(List.of("a b"))).isTrue();

    assertThat(journalOf("other").running(10)).contains(List.of());
  }

  @Test
  void aFiringThatIsRunAgainIsRunningNoLonger() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED).claim(1, 900, Optional.of(firing("old"))));

    write(new Write(7, 3).fired(OTHER, FIRED).claim(2, 950, Optional.of(firing("new")), "old"));

    assertThat(journalOf("me").running(10)).contains(List.of(firing("new")));
  }

  /** Q-l: the node that fired it knows it, also when the lease is another's. */
  @Test
  void whatRedisForgotIsRemembered() {
    opened();
    write(new Write(7, 2).fired(TRIGGER, FIRED));
    forget();
    leaseIs("other", 8);
    Journal other = journalOf("other");
    other.write(new Write(8, 1).opening().fired(OTHER, FIRED.withAllUntil(5_000)).done());

    assertThat(journalOf("me").remember(Map.of(TRIGGER, FIRED))).isTrue();
    assertThat(journalOf("me").remember(Map.of(OTHER, FIRED))).isTrue();

    assertThat(other.read(List.of(TRIGGER, OTHER)).orElseThrow().fired())
        .isEqualTo(Map.of(TRIGGER, FIRED, OTHER, FIRED.withAllUntil(5_000)));
  }

  @Test
  void whatRedisHasFromBeforeIsReplaced() {
    opened();
    write(
        new Write(7, 2).fired(TRIGGER, FIRED).fired(OTHER, FIRED.endedAt(OptionalLong.of(2_000))));
    FiredSlots newer = FIRED.with(8_999, Slot.at(9_000)).with(9_599, new Slot(9_600, 9_700));

    assertThat(journalOf("me").remember(Map.of(TRIGGER, newer, OTHER, newer))).isTrue();
    assertThat(journalOf("me").remember(Map.of(TRIGGER, FIRED.with(8_999, Slot.at(9_000)))))
        .isTrue();

    assertThat(journalOf("me").read(List.of(TRIGGER, OTHER)).orElseThrow().fired())
        .isEqualTo(Map.of(TRIGGER, newer, OTHER, FIRED.endedAt(OptionalLong.of(2_000))));
  }
}
