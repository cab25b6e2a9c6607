package io.beatcop.quartz.simulation;

import io.beatcop.quartz.journal.Journal;
import io.beatcop.quartz.journal.JournalContract;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.TriggerKey;

/** The journal of the simulation answers as one on a real Redis does. */
class SimulatedJournalTest extends JournalContract {

  private final FireTimeline timeline = new FireTimeline();
  private final RedisMemory memory =
      new RedisMemory(timeline, new FireChecker(timeline, 5_000, 0, 0));

  @Override
  protected Journal journalOf(String holder) {
    SimulatedScripts scripts = new SimulatedScripts(holder);
    return new Journal() {
      @Override
      public Duration timeout() {
        return Duration.ofSeconds(1);
      }

      @Override
      public JournalAnswer write(JournalWrite write) {
        return scripts.write(write).run(memory);
      }

      @Override
      public Optional<JournalPage> read(Collection<TriggerKey> triggers) {
        return scripts.read(triggers).run(memory);
      }

      @Override
      public Optional<List<RecoverableFiring>> running(int most) {
        return scripts.running().run(memory);
      }

      @Override
      public boolean ended(Collection<String> firings) {
        return scripts.ended(firings).run(memory);
      }

      @Override
      public boolean withdraw(Collection<UnsettledClaim> claims) {
        return scripts.withdraw(claims).run(memory);
      }

      @Override
      public boolean remember(Map<TriggerKey, FiredSlots> fired) {
        return scripts.remember(fired).run(memory);
      }
    };
  }

  @Override
  protected void leaseIs(String holder, long token) {
    memory.set(RedisMemory.LEASE, holder);
    memory.set(RedisMemory.TOKEN, String.valueOf(token));
  }

  @Override
  protected void forget() {
    memory.delete("lease:fires");
    memory.delete("lease:running");
  }
}
