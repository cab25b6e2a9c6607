package io.beatcop.redis;

import io.beatcop.lease.Internal;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseDriver;
import io.beatcop.lease.LeaseQuestion;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.connect.JedisVersion;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.RedisText;
import io.beatcop.redis.connect.Route;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.connect.ScriptCall;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store of a lease on one Redis. Each question is one script. */
@Internal
public final class RedisLeaseStore implements LeaseStore {

  private static final Script ACQUIRE = Script.of(RedisLeaseStore.class, "acquire");
  private static final Script RENEW = Script.of(RedisLeaseStore.class, "renew");
  private static final Script RELEASE = Script.of(RedisLeaseStore.class, "release");

  private static final int LONGEST_SHOWN = 60;

  private static final Script LOOK = Script.of(RedisLeaseStore.class, "look");

  private final LeaseSettings settings;
  private final String start;
  private final LeaseKeys keys;
  private final List<String> declared;
  private final boolean inCluster;
  private final Supplier<RedisLink> opening;
  // Labels for operators only: no rule uses this clock.
  private final InstantSource labels = InstantSource.system();
  private @Nullable RedisLink link;
  private @Nullable Runnable listener;
  private boolean closed;

  /** How often the connection had changed when this store was answered last; -1 for never. */
  private long changesHeard = -1;

  /**
   * Makes a store with connections of its own. It connects when it is asked for the first time.
   *
   * @param settings the lease
   * @param redis where the lease is kept; not a quorum
   * @throws io.beatcop.lease.SettingException if a lease of that name can't be kept there
   */
  public RedisLeaseStore(LeaseSettings settings, RedisSettings redis) {
    this(settings, redis, newStart());
  }

  /**
   * Makes a store for a start, in hexadecimal: all stores of one lease share it, and no others have
   * it.
   */
  RedisLeaseStore(LeaseSettings settings, RedisSettings redis, String start) {
    this(settings, redis, start, () -> RedisLink.own(settings, redis));
    // Complains at once of what can't be reached in this way.
    Route.of(redis, settings.timeout());
  }

  private RedisLeaseStore(
      LeaseSettings settings, RedisSettings redis, String start, Supplier<RedisLink> opening) {
    JedisVersion.check();
    this.settings = settings;
    this.start = start;
    this.keys = LeaseKeys.of(settings.name(), redis.database());
    this.declared = keys.declared();
    this.inCluster = redis.topology() instanceof RedisTopology.Cluster;
    keys.checkFit(redis);
    this.opening = opening;
  }

  /** Makes a store that shares connections with others at the same place (M1). */
  static RedisLeaseStore sharing(LeaseSettings settings, RedisSettings redis, String start) {
    return new RedisLeaseStore(settings, redis, start, () -> RedisLink.shared(settings, redis));
  }

  /** A number that tells this start from any other under the same holder's name. */
  static String newStart() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Opened when it is needed first. A store that is closed gets one that is closed too. */
  private synchronized RedisLink link() {
    RedisLink current = link;
    if (current == null) {
      current = opening.get();
      link = current;
      if (closed) {
        current.close(this);
      }
    }
    return current;
  }

  @Override
  public Optional<LeaseDriver> driver() {
    return Optional.of(link().driver());
  }

  @Override
  public LeaseAnswer ask(LeaseRequest request) {
    return LeaseQuestion.ask(link()::ask, this, request);
  }

  /**
   * Whether this store was answered by a connection that was given up since. A candidate's evidence
   * proves nothing to another server, so it must learn of each change. A holder needs no evidence:
   * the answer tells it everything, whichever server gives it.
   */
  boolean knowsAnother(long changes) {
    boolean another = changesHeard >= 0 && changesHeard != changes;
    changesHeard = changes;
    return another;
  }

  void heard(long changes) {
    changesHeard = changes;
  }

  ScriptCall call(LeaseRequest request) {
    return call(script(request), arguments(request), "granted");
  }

  LeaseAnswer answer(RedisReply reply) {
    if (reply instanceof RedisReply.Failure failure) {
      return failure.answer();
    }
    List<String> fields = ((RedisReply.Fields) reply).fields();
    try {
      return decoded(fields);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return new LeaseAnswer.Unavailable(
          "the script answered " + VisibleText.of(fields.toString(), LONGEST_SHOWN));
    }
  }

  /**
   * Looks at the lease, and changes nothing.
   *
   * @return {@link LeaseAnswer.Seen}, {@link LeaseAnswer.Unavailable} or {@link
   *     LeaseAnswer.Refused}
   */
  public LeaseAnswer look() {
    RedisReply reply = link().run(call(LOOK, List.of(), ""));
    if (reply instanceof RedisReply.Failure failure) {
      return failure.answer();
    }
    List<String> fields = ((RedisReply.Fields) reply).fields();
    String token = fields.get(3);
    return RedisText.isForeignToken(token)
        ? foreign(token)
        : new LeaseAnswer.Seen(
            RedisText.present(fields.get(0)),
            RedisText.pttl(fields.get(1)),
            fields.get(2),
            RedisText.token(token));
  }

  /** Declares to a cluster only the keys that always exist: see acquire.lua. */
  private ScriptCall call(Script script, List<String> arguments, String replicated) {
    if (!inCluster) {
      return new ScriptCall(script, declared, arguments, replicated, false);
    }
    List<String> all = new ArrayList<>(arguments);
    all.addAll(keys.forOperators());
    return new ScriptCall(script, keys.forRules(), all, replicated, false);
  }

  private static Script script(LeaseRequest request) {
    if (request instanceof LeaseRequest.Acquire) {
      return ACQUIRE;
    }
    return request instanceof LeaseRequest.Renew ? RENEW : RELEASE;
  }

  private List<String> arguments(LeaseRequest request) {
    String holder = settings.holder();
    String ttl = String.valueOf(settings.ttl().toMillis());
    String campaign = request.campaign() + (start.isEmpty() ? "" : "." + start);
    String at = String.valueOf(labels.millis());
    if (request instanceof LeaseRequest.Acquire acquire) {
      return List.of(
          holder,
          ttl,
          campaign,
          String.valueOf(acquire.number()),
          String.valueOf(acquire.floor()),
          acquire.evidence().orElse(""),
          acquire.served().isPresent() ? String.valueOf(acquire.served().getAsLong()) : "",
          acquire.trustAbsence() ? "1" : "0",
          at);
    }
    if (request instanceof LeaseRequest.Renew renew) {
      String number = String.valueOf(renew.number());
      return List.of(holder, ttl, campaign, number, String.valueOf(renew.token()), at);
    }
    boolean announced = ((LeaseRequest.Release) request).announced();
    return List.of(holder, campaign, announced ? keys.channel() : "", at);
  }

  private LeaseAnswer decoded(List<String> fields) {
    return switch (fields.get(0)) {
      case "granted" ->
          new LeaseAnswer.Granted(
              RedisText.written(fields.get(1)),
              fields.get(2),
              RedisText.number(fields.get(3)).map(RedisLeaseStore::uptime),
              fields.size() > 4 && !fields.get(4).isEmpty()
                  ? Optional.of(OperatorNote.asked(fields.get(4)))
                  : Optional.empty());
      case "pending" ->
          new LeaseAnswer.Pending(RedisText.written(fields.get(1)), RedisText.token(fields.get(2)));
      case "held" ->
          new LeaseAnswer.HeldByOther(
              RedisText.visible(fields.get(1)),
              RedisText.pttl(fields.get(2)),
              fields.get(3),
              RedisText.token(fields.get(4)));
      case "paused" ->
          new LeaseAnswer.Paused(OperatorNote.paused(fields.get(2)), RedisText.pttl(fields.get(1)));
      case "foreign" -> foreign(fields.get(1));
      case "gone" -> new LeaseAnswer.Gone();
      case "released" -> new LeaseAnswer.Released();
      default -> throw new IllegalArgumentException("none of its answers");
    };
  }

  /**
   * Redis counts from the second in which it started to the present one, so one less is certain.
   */
  private static Duration uptime(long seconds) {
    return Duration.ofSeconds(Math.max(0, seconds - 1));
  }

  /** No token can be granted after this one, so neither can the lease (L-h). */
  private LeaseAnswer foreign(String token) {
    return new LeaseAnswer.Refused(
        new SettingException(
            "lease",
            settings.name(),
            "its key "
                + keys.token()
                + " is '"
                + VisibleText.of(token, 64)
                + "', which is no token: set it to the last one that was granted, or delete it"));
  }

  @Override
  public synchronized void onRelease(Runnable wake) {
    link().listen(keys.channel(), wake);
    listener = wake;
  }

  @Override
  public synchronized void close() {
    RedisLink current = link;
    boolean first = !closed;
    closed = true;
    if (current != null && first) {
      if (listener != null) {
        current.forget(keys.channel(), listener);
      }
      current.close(this);
    }
  }
}
