package io.beatcop.redis.connect;

import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Runs scripts on a connection, all of them in one round trip. Used once. */
final class Pipeline {

  /**
   * The outcome of a script.
   *
   * @param fields its reply, if it gave one
   * @param error the error that the server gave instead
   */
  record Outcome(List<String> fields, Optional<JedisDataException> error) {

    /** NOSCRIPT is a clean «did not run»: Redis restarted, or forgot its scripts. */
    private boolean isUnknownScript() {
      return error.isPresent()
          && String.valueOf(error.get().getMessage()).toUpperCase(Locale.ROOT).contains("NOSCRIPT");
    }
  }

  private final Connection on;
  private final Duration timeout;
  private final List<Outcome> outcomes = new ArrayList<>();

  Pipeline(Connection on, Duration timeout) {
    this.on = on;
    this.timeout = timeout;
  }

  /** The outcomes of the scripts so far, in their order. */
  List<Outcome> outcomes() {
    return outcomes;
  }

  /** Whether one of the replies counts only once replicas have it (L10). */
  boolean isReplicated(List<ScriptCall> calls) {
    for (int i = 0; i < outcomes.size(); i++) {
      if (calls.get(i).isReplicated(outcomes.get(i).fields())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs the scripts, and those that the server does not know once more, with their text.
   *
   * @throws JedisConnectionException if the replies did not all come in time
   */
  void run(List<ScriptCall> calls) {
    calls.forEach(call -> call.send(on));
    read(calls.size(), outcomes);
    List<Integer> unknown = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).isUnknownScript()) {
        unknown.add(i);
      }
    }
    if (!unknown.isEmpty()) {
      unknown.forEach(i -> calls.get(i).sendText(on));
      List<Outcome> again = new ArrayList<>();
      read(unknown.size(), again);
      for (int i = 0; i < again.size(); i++) {
        outcomes.set(unknown.get(i), again.get(i));
      }
    }
  }

  /** Reads replies, all of them within the timeout. */
  private void read(int count, List<Outcome> into) {
    long untilNanos = Stopwatch.nanos() + timeout.toNanos();
    int usual = on.getSoTimeout();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        on.setSoTimeout(millisUntil(untilNanos));
      }
      into.add(outcome());
    }
    on.setSoTimeout(usual);
  }

  private static int millisUntil(long untilNanos) {
    long left = untilNanos - Stopwatch.nanos();
    if (left <= 0) {
      throw new JedisConnectionException(new SocketTimeoutException("Read timed out"));
    }
    return (int) Math.max(1, Duration.ofNanos(left).toMillis());
  }

  private Outcome outcome() {
    try {
      return new Outcome(fields(on.getOne()), Optional.empty());
    } catch (JedisDataException e) {
      return new Outcome(List.of(""), Optional.of(e));
    }
  }

  /** Each script answers with a list. Anything else is an error of this script alone. */
  private static List<String> fields(@Nullable Object reply) {
    if (!(reply instanceof List<?> elements) || elements.isEmpty()) {
      throw new JedisDataException("the answer to a script is no list of words");
    }
    List<String> fields = new ArrayList<>();
    for (Object field : elements) {
      fields.add(
          field instanceof byte[] text
              ? new String(text, StandardCharsets.UTF_8)
              : String.valueOf(field));
    }
    return fields;
  }
}
