package io.beatcop.redis;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseDriver;
import io.beatcop.lease.LeaseQuestion;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.connect.RedisConnection;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.Route;
import io.beatcop.redis.connect.ScriptCall;
import io.beatcop.redis.settings.RedisSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection to ask and one to listen, and the stores of the leases that use them (M1).
 *
 * <p>All leases of a JVM at the same {@link Place} share a link, and with it the threads of a
 * {@link LeaseDriver}.
 */
final class RedisLink {

  private static final Map<Place, RedisLink> SHARED = new HashMap<>();

  private final Place place;
  private final RedisConnection redis;
  private final ReleaseSignal signal;
  private final LeaseDriver driver;

  /** The stores of the leases that others hold: only those wait for a release. */
  private final Set<RedisLeaseStore> waiting = ConcurrentHashMap.newKeySet();

  private int users;

  private RedisLink(Place place) {
    this.place = place;
    Route route = Route.of(place.redis(), place.timeout());
    this.redis = new RedisConnection(place.redis(), route, place.timeout());
    String name = place.redis().topology().toString();
    this.signal = new ReleaseSignal(redis, name, place.ttl(), () -> !waiting.isEmpty());
    // A server that went silent keeps its connections open: so listen anew when this reconnects.
    redis.onReopen(signal::renew);
    this.driver = new LeaseDriver(name, place.ttl(), this::ask);
  }

  /** A link for one store. */
  static RedisLink own(LeaseSettings lease, RedisSettings redis) {
    return new RedisLink(Place.of(lease, redis));
  }

  /** The link that all leases at this place share. {@link #close} it once for each call. */
  static RedisLink shared(LeaseSettings lease, RedisSettings redis) {
    synchronized (SHARED) {
      RedisLink link = SHARED.computeIfAbsent(Place.of(lease, redis), RedisLink::new);
      link.users++;
      return link;
    }
  }

  LeaseDriver driver() {
    return driver;
  }

  /** Asks for several leases; each is told if its server may have changed. */
  synchronized void ask(List<LeaseQuestion> questions) {
    if (place.isInCluster()) {
      // Any of them may be sent to another server.
      questions.forEach(question -> askTogether(List.of(question)));
    } else {
      askTogether(questions);
    }
  }

  private void askTogether(List<LeaseQuestion> questions) {
    redis.lookForCut();
    long changes = redis.changes();
    List<LeaseQuestion> sent = new ArrayList<>();
    List<ScriptCall> calls = new ArrayList<>();
    for (LeaseQuestion question : questions) {
      RedisLeaseStore store = (RedisLeaseStore) question.store();
      note(store, question.request());
      if (question.request() instanceof Acquire && store.knowsAnother(changes)) {
        question.answer(new LeaseAnswer.Cut());
      } else {
        sent.add(question);
        calls.add(store.call(question.request()));
      }
    }
    if (!calls.isEmpty()) {
      List<RedisReply> replies = redis.run(calls);
      for (int i = 0; i < replies.size(); i++) {
        answer(sent.get(i), replies.get(i), changes);
      }
    }
  }

  private void note(RedisLeaseStore store, LeaseRequest request) {
    if (request instanceof Acquire) {
      waiting.add(store);
    } else {
      waiting.remove(store);
    }
  }

  /**
   * Passes a reply on. One that came before the connection failed is of the server before; a store
   * that is told of a failure knows by that of any change.
   */
  private void answer(LeaseQuestion question, RedisReply reply, long changesBefore) {
    RedisLeaseStore store = (RedisLeaseStore) question.store();
    boolean isOfNow = place.isInCluster() || reply instanceof RedisReply.Failure;
    store.heard(isOfNow ? redis.changes() : changesBefore);
    question.answer(store.answer(reply));
  }

  /** Runs the script of a bystander. */
  RedisReply run(ScriptCall call) {
    return redis.run(call);
  }

  /** Calls back when somebody publishes to a channel, until {@link #forget}. */
  void listen(String channel, Runnable wake) {
    signal.add(channel, wake);
  }

  void forget(String channel, Runnable wake) {
    signal.remove(channel, wake);
  }

  /** Closes the connections for a store, unless another one shares them. */
  void close(RedisLeaseStore store) {
    waiting.remove(store);
    close();
  }

  /** Closes the connections for one of its users, unless another one shares them. */
  void close() {
    synchronized (SHARED) {
      users--;
      if (users > 0) {
        return;
      }
      SHARED.remove(place, this);
    }
    signal.close();
    redis.close();
  }
}
