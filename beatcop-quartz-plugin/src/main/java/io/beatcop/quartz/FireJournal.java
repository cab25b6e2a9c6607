package io.beatcop.quartz;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.RedisPool;
import io.beatcop.redis.RedisReply;
import io.beatcop.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record, in Redis, of which scheduled time of which trigger was fired: each is claimed once,
 * whatever the clocks of the nodes say (Q2).
 *
 * <p>Per trigger it keeps the newest times; older ones count as claimed. A single «last fired» mark
 * would not do, since workers claim out of order when several times are made up for at once.
 */
final class FireJournal implements AutoCloseable {

  /** What came of a claim. */
  enum Claim {
    /** The time is this node's to fire. */
    CLAIMED,
    /** It was fired already. */
    DUPLICATE,
    /** The lease is another node's. */
    NOT_HELD,
    /** Redis did not answer: claimed or not, nobody knows. */
    UNKNOWN
  }

  private static final Logger log = LoggerFactory.getLogger(FireJournal.class);

  private static final Script CLAIM = Script.of(FireJournal.class, "claim");
  private static final Script OPEN = Script.of(FireJournal.class, "open-journal");
  private static final Script BEGIN = Script.of(FireJournal.class, "begin-triggers");
  private static final Script TIDY = Script.of(FireJournal.class, "tidy-journal");

  private final RedisPool redis;
  private final RedisPool reading;
  private final String holder;
  private final List<String> keys;
  private final Duration timeout;
  private final int keep;
  private volatile boolean refused;

  /**
   * Makes a journal of the firings under a lease.
   *
   * @param redis for the claims
   * @param reading for the whole journal, which takes longer
   * @param timeout how long a claim may take, connecting included
   * @param keep how many times to keep per trigger: more than workers can claim out of order
   */
  FireJournal(
      RedisPool redis, RedisPool reading, String lease, String holder, Duration timeout, int keep) {
    this.redis = redis;
    this.reading = reading;
    this.holder = holder;
    this.timeout = timeout;
    this.keep = keep;
    this.keys =
        List.of(lease, LeaseKeys.companion(lease, "fires"), LeaseKeys.companion(lease, "running"));
  }

  /** How long a claim may take. */
  Duration timeout() {
    return timeout;
  }

  /** Claims a time for a firing. Blocks for {@link #timeout} at most. */
  Claim claim(Firing firing) {
    RedisReply reply =
        run(
            redis,
            CLAIM,
            List.of(
                holder,
                field(firing.trigger()),
                firing.schedule(),
                String.valueOf(firing.slot().millis()),
                String.valueOf(firing.slot().coveredMillis()),
                String.valueOf(keep),
                firing.repeatable().map(Repeatable::id).orElse(""),
                firing.repeatable().map(Repeatable::encoded).orElse(""),
                firing.repeats().orElse("")));
    if (!(reply instanceof RedisReply.Fields fields)) {
      return Claim.UNKNOWN;
    }
    return switch (fields.fields().get(0)) {
      case "claimed" -> Claim.CLAIMED;
      case "duplicate" -> Claim.DUPLICATE;
      default -> Claim.NOT_HELD;
    };
  }

  /** Reads what was fired so far; empty if Redis does not answer, or the lease is another's. */
  Optional<JournalPage> open(long nowMillis) {
    RedisReply reply = run(reading, OPEN, List.of(holder, String.valueOf(nowMillis)));
    return reply instanceof RedisReply.Fields fields && fields.fields().get(0).equals("open")
        ? Optional.of(JournalPage.read(fields.fields()))
        : Optional.empty();
  }

  /** A trigger, its schedule, and a time before the first one that is to be fired. */
  record Beginning(TriggerKey trigger, String schedule, long millis) {}

  /**
   * Notes triggers that were never fired, so that their first time can be missed too. Lost if Redis
   * does not answer; the next time will do.
   */
  void begin(Collection<Beginning> triggers) {
    List<String> arguments = new ArrayList<>(List.of(holder));
    for (Beginning each : triggers) {
      arguments.addAll(
          List.of(field(each.trigger()), each.schedule(), String.valueOf(each.millis())));
    }
    // Whatever it answers, there is nothing else to do.
    RedisReply unused = run(reading, BEGIN, arguments);
  }

  /** Removes what is of no use any more, and says whether Redis did. */
  boolean tidy(Collection<TriggerKey> gone, Collection<String> ended) {
    List<String> arguments = new ArrayList<>();
    arguments.add(String.valueOf(gone.size()));
    gone.forEach(key -> arguments.add(field(key)));
    arguments.addAll(ended);
    return run(redis, TIDY, arguments) instanceof RedisReply.Fields;
  }

  private RedisReply run(RedisPool pool, Script script, List<String> arguments) {
    // A server that takes over without a claim would let the time be claimed again.
    RedisReply reply = pool.runReplicated(script, keys, arguments, "claimed");
    boolean refuses =
        reply instanceof RedisReply.Failure failure
            && failure.answer() instanceof LeaseAnswer.Refused;
    if (refuses != refused) {
      refused = refuses;
      if (reply instanceof RedisReply.Failure failure
          && failure.answer() instanceof LeaseAnswer.Refused refusal) {
        log.error(
            "{}: the journal can't be used, so nothing that needs the lease is fired: {}",
            keys.get(0),
            refusal.reason().getMessage());
      }
    }
    return reply;
  }

  /** The name of a trigger as a field: group and name, with the first slash between them. */
  static String field(TriggerKey key) {
    return key.getGroup().replace("%", "%25").replace("/", "%2F") + "/" + key.getName();
  }

  static TriggerKey key(String field) {
    int slash = field.indexOf('/');
    return new TriggerKey(
        field.substring(slash + 1),
        field.substring(0, slash).replace("%2F", "/").replace("%25", "%"));
  }

  @Override
  public void close() {
    redis.close();
    reading.close();
  }
}
