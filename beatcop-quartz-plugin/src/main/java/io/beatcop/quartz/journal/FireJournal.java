package io.beatcop.quartz.journal;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.RunningMark;
import io.beatcop.quartz.rules.TriggerFields;
import io.beatcop.quartz.rules.UnsettledClaim;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in Redis: which scheduled times of which trigger are dealt with.
 *
 * <p>Any thread may call it; each call is one round trip and blocks for one timeout, plus one to
 * connect.
 */
public final class FireJournal implements Journal, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FireJournal.class);

  private static final Script WRITE = Script.of(FireJournal.class, "write-journal");
  private static final Script READ = Script.of(FireJournal.class, "read-journal");
  private static final Script PAGE = Script.of(FireJournal.class, "page-journal");
  private static final Script TIDY = Script.of(FireJournal.class, "tidy-journal");
  private static final Script REMEMBER = Script.of(FireJournal.class, "remember-journal");
  private static final Script OVERDUE = Script.of(FireJournal.class, "note-overdue");
  private static final Script WITHDRAW = Script.of(FireJournal.class, "withdraw-claims");

  private static final String START = "0";

  private final RedisPool writing;
  private final RedisPool reading;
  private final String holder;
  private final List<String> keys;
  private final Duration timeout;
  private volatile boolean refused;

  /**
   * Makes a journal of the firings under a lease.
   *
   * @param writing for the claims, which hold workers up
   * @param reading for all else, which may take longer
   * @param timeout how long a claim may take, connecting included
   */
  public FireJournal(
      RedisPool writing, RedisPool reading, String lease, String holder, Duration timeout) {
    this.writing = writing;
    this.reading = reading;
    this.holder = holder;
    this.timeout = timeout;
    this.keys =
        List.of(
            lease,
            LeaseKeys.companion(lease, "fires"),
            LeaseKeys.companion(lease, "running"),
            LeaseKeys.companion(lease, "token"),
            LeaseKeys.companion(lease, "exclusive"),
            LeaseKeys.companion(lease, "exclusive:" + holder));
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public JournalAnswer write(JournalWrite write) {
    List<RecoverableFiring> begun = new ArrayList<>(0);
    List<String> ended = new ArrayList<>(write.ended());
    List<RunningMark> marks = new ArrayList<>(0);
    for (Claim claim : write.claims()) {
      claim.firing().mark().ifPresent(marks::add);
      claim.firing().recoverable().ifPresent(begun::add);
      claim.firing().repeats().ifPresent(ended::add);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                holder,
                String.valueOf(write.token()),
                String.valueOf(write.number()),
                String.valueOf(write.answered()),
                write.opening() ? "1" : "0",
                write.since().isPresent() ? String.valueOf(write.since().getAsLong()) : "",
                write.handled(),
                UnsettledClaim.encoded(write.noted()),
                write.unsettled().map(UnsettledClaim::encoded).orElse("-"),
                String.valueOf(write.fired().size()),
                String.valueOf(begun.size()),
                String.valueOf(marks.size()),
                String.valueOf(marks.stream().mapToLong(RunningMark::lifeMillis).max().orElse(0))));
    write
        .fired()
        .forEach(
            (trigger, fired) -> {
              arguments.add(TriggerFields.field(trigger));
              arguments.add(fired.encoded());
            });
    begun.forEach(
        firing -> {
          arguments.add(firing.id());
          arguments.add(firing.encoded());
        });
    marks.forEach(
        mark -> {
          arguments.add(mark.job());
          arguments.add(mark.run());
        });
    arguments.addAll(ended);
    Optional<List<String>> reply = run(writing, WRITE, arguments);
    if (reply.isEmpty()) {
      return new JournalAnswer.Unknown();
    }
    List<String> fields = reply.get();
    return switch (fields.get(0)) {
      case "written" -> new JournalAnswer.Written(millis(fields.get(1), fields.get(2)));
      case "forgotten" -> new JournalAnswer.Forgotten();
      case "withdrawn" -> new JournalAnswer.Withdrawn(fields.get(1));
      case "late" -> new JournalAnswer.Unknown();
      default -> new JournalAnswer.NotHeld();
    };
  }

  @Override
  public Optional<JournalPage> read(Collection<TriggerKey> triggers) {
    List<TriggerKey> asked = List.copyOf(triggers);
    List<String> arguments = new ArrayList<>(List.of(holder));
    asked.forEach(key -> arguments.add(TriggerFields.field(key)));
    return run(reading, READ, arguments)
        .filter(fields -> fields.get(0).equals("read"))
        .map(fields -> page(fields, asked));
  }

  /** Looks at what is known of some triggers, without the lease; empty if Redis does not answer. */
  public Optional<JournalPage> look(List<TriggerKey> triggers) {
    List<String> arguments = new ArrayList<>(List.of(""));
    triggers.forEach(key -> arguments.add(TriggerFields.field(key)));
    return run(reading, READ, arguments)
        .filter(fields -> fields.get(0).equals("read"))
        .map(fields -> page(fields, triggers));
  }

  private static JournalPage page(List<String> fields, List<TriggerKey> asked) {
    Map<TriggerKey, FiredSlots> fired = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      TriggerKey key = asked.get(i);
      FiredSlots.decoded(fields.get(7 + i)).ifPresent(slots -> fired.put(key, slots));
    }
    List<UnsettledClaim> unsettled = new ArrayList<>(UnsettledClaim.decoded(fields.get(3)));
    unsettled.addAll(UnsettledClaim.decoded(fields.get(2)));
    return new JournalPage(
        number(fields.get(1)),
        unsettled,
        fields.get(4),
        millis(fields.get(5), fields.get(6)),
        Set.copyOf(asked),
        fired);
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static long millis(String seconds, String micros) {
    return number(seconds).orElse(0) * 1_000 + number(micros).orElse(0) / 1_000;
  }

  @Override
  public Optional<List<RecoverableFiring>> running(int most) {
    List<RecoverableFiring> running = new ArrayList<>();
    String cursor = START;
    do {
      Optional<HashPage> page = page("running", cursor);
      if (page.isEmpty()) {
        return Optional.empty();
      }
      page.get()
          .fields()
          .forEach((id, text) -> RecoverableFiring.decoded(id, text).ifPresent(running::add));
      cursor = page.get().cursor();
    } while (!cursor.equals(START) && running.size() < most);
    return Optional.of(running);
  }

  /** Some fields of a hash, and where the next ones begin. */
  private record HashPage(String cursor, Map<String, String> fields) {}

  private Optional<HashPage> page(String hash, String cursor) {
    return run(reading, PAGE, List.of(holder, hash, cursor, String.valueOf(FireMachine.MOST_LINES)))
        .filter(fields -> fields.get(0).equals("page"))
        .map(
            fields -> {
              Map<String, String> values = new LinkedHashMap<>();
              for (int i = 2; i + 1 < fields.size(); i += 2) {
                values.put(fields.get(i), fields.get(i + 1));
              }
              return new HashPage(fields.get(1), values);
            });
  }

  /**
   * Removes the triggers that are gone and whose last time is older than this, a page of the
   * journal at a time.
   *
   * @param cursor where to go on, as the last call said; {@code 0} to begin with
   * @return where to go on; {@code 0} if that was all, or Redis does not answer
   */
  public String tidy(String cursor, long oldest, Set<TriggerKey> known) {
    Optional<HashPage> page = page("fires", cursor);
    if (page.isEmpty()) {
      return START;
    }
    List<String> gone =
        page.get().fields().entrySet().stream()
            .filter(field -> field.getKey().contains("/"))
            .filter(field -> !known.contains(TriggerFields.key(field.getKey())))
            .filter(
                field ->
                    FiredSlots.decoded(field.getValue())
                        .filter(fired -> fired.last() >= oldest)
                        .isEmpty())
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    if (!gone.isEmpty()) {
      gone.add(0, String.valueOf(gone.size()));
      // There is nothing else to do, whatever it answers.
      Optional<List<String>> unused = run(reading, TIDY, gone);
    }
    return page.get().cursor();
  }

  @Override
  public boolean ended(Collection<String> firings) {
    List<String> arguments = new ArrayList<>(List.of("0"));
    arguments.addAll(firings);
    return run(writing, TIDY, arguments).isPresent();
  }

  @Override
  public boolean withdraw(Collection<UnsettledClaim> claims) {
    List<String> arguments = new ArrayList<>(List.of(holder));
    for (UnsettledClaim claim : claims) {
      arguments.add(claim.encoded());
      arguments.add(claim.recoverable().orElse(""));
    }
    return run(reading, WITHDRAW, arguments)
        .filter(fields -> fields.get(0).equals("withdrawn"))
        .isPresent();
  }

  @Override
  public boolean remember(Map<TriggerKey, FiredSlots> fired) {
    List<String> arguments = new ArrayList<>();
    fired.forEach(
        (trigger, slots) -> {
          arguments.add(TriggerFields.field(trigger));
          arguments.add(slots.encoded());
        });
    return run(reading, REMEMBER, arguments).isPresent();
  }

  /**
   * Notes for operators what is overdue. Needs no lease: a node that waits tells of the holder.
   *
   * @param untilMillis when the note ends, by the clock of Redis
   * @param triggers how many triggers have an overdue time
   * @param sinceMillis the earliest of these times, by the clock of Redis
   * @param words the first trigger, and the cause
   */
  public void noteOverdue(long untilMillis, int triggers, long sinceMillis, String words) {
    // No rule needs it, and the next round writes it again.
    Optional<List<String>> unused =
        run(
            reading,
            OVERDUE,
            List.of(
                String.valueOf(untilMillis),
                String.valueOf(triggers),
                String.valueOf(sinceMillis),
                words));
  }

  private Optional<List<String>> run(RedisPool pool, Script script, List<String> arguments) {
    // A server that takes over without a claim would let the time be claimed again.
    RedisReply reply = pool.runReplicated(script, keys, arguments, "written");
    Optional<LeaseAnswer.Refused> refusal =
        reply instanceof RedisReply.Failure failure
                && failure.answer() instanceof LeaseAnswer.Refused refuses
            ? Optional.of(refuses)
            : Optional.empty();
    if (refusal.isPresent() && !refused) {
      log.error(
          "{}: Redis refuses the fire journal, so this node fires nothing that needs the lease: {}",
          keys.get(0),
          refusal.get().reason().getMessage());
    }
    refused = refusal.isPresent();
    return reply instanceof RedisReply.Fields fields
        ? Optional.of(fields.fields())
        : Optional.empty();
  }

  @Override
  public void close() {
    writing.close();
    reading.close();
  }
}
