package io.beatcop.cli.doctor;

import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.schedule.ScheduleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tries each command that the lease, a shared schedule, or a group needs, and changes nothing: it
 * uses a key of its own that is gone at the end, or arguments that no server can carry out.
 */
final class RightsCheck {

  /** The errors of a command whose arguments can't be carried out. */
  private static final List<String> EXPECTED = List.of("SYNTAX ERROR", "NOSCRIPT", "WRONGTYPE");

  /** The commands that failed: for lack of a right, or for another reason. */
  private record Refusals(List<String> forbidden, List<String> failed) {

    Refusals() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    boolean isEmpty() {
      return forbidden.isEmpty() && failed.isEmpty();
    }

    /** The refusals as a clause, such as {@code the user may not SET, GET}. */
    String clause() {
      List<String> clauses = new ArrayList<>();
      if (!forbidden.isEmpty()) {
        clauses.add("the user may not " + listed(forbidden));
      }
      if (!failed.isEmpty()) {
        clauses.add("the server refuses " + listed(failed));
      }
      return String.join(", and ", clauses);
    }

    private static String listed(List<String> commands) {
      return String.join(", ", commands.stream().distinct().toList());
    }
  }

  private final RedisProbe probe;
  private final LeaseKeys keys;
  private final String own;
  private final String changed;
  private final String balance;

  RightsCheck(RedisProbe probe, LeaseKeys keys, int database) {
    this.probe = probe;
    this.keys = keys;
    this.own = LeaseKeys.companion(keys.lease(), "doctor");
    this.balance = LeaseKeys.companion(keys.lease(), "balance:" + database);
    this.changed = ScheduleTexts.channel(keys.lease(), database);
  }

  List<Finding> findings() {
    Refusals missing = new Refusals();
    // On the lease itself, with options that exclude each other.
    attempt(missing, "SET", keys.lease(), "", "NX", "XX");
    // The script reads the value, which may be of any length, but does not return it.
    String[] get = {"EVAL", "redis.call('GET', KEYS[1]) return 1", "1", keys.lease()};
    attempt(missing, "GET", get);
    attempt(missing, "GET", keys.term());
    attempt(missing, "EVAL", "return 1", "1", keys.lease());
    attempt(missing, "EVALSHA", "0".repeat(40), "1", keys.lease());
    attempt(missing, "PTTL", own);
    attempt(missing, "PEXPIRE", own, "1");
    attempt(missing, "DEL", own);
    List<Finding> findings = new ArrayList<>();
    findings.add(
        missing.isEmpty()
            ? Finding.ok("rights", "all that a lease needs")
            : Finding.fail("rights", missing.clause() + ": allow it"));
    findings.add(news());
    findings.add(notes());
    return findings;
  }

  private Finding news() {
    Refusals missing = new Refusals();
    // A node that this wakes looks once, and finds nothing new.
    attempt(missing, "PUBLISH", keys.channel(), "doctor");
    attempt(missing, "SUBSCRIBE", keys.channel());
    attempt(new Refusals(), "UNSUBSCRIBE", keys.channel());
    return missing.isEmpty()
        ? Finding.ok("news", "a release is told to those who wait")
        : Finding.warn("news", missing.clause() + ": a hand-over takes up to a ttl; allow it");
  }

  private Finding notes() {
    Refusals missing = new Refusals();
    attempt(missing, "ZADD", own, "1", "x");
    attempt(missing, "ZREM", own, "y");
    attempt(missing, "ZREMRANGEBYSCORE", own, "5", "6");
    attempt(missing, "ZREMRANGEBYRANK", own, "5", "6");
    attempt(missing, "ZREVRANGE", own, "0", "-1");
    attempt(new Refusals(), "DEL", own);
    attempt(missing, "LPUSH", own, "x");
    attempt(missing, "LTRIM", own, "0", "0");
    attempt(missing, "LRANGE", own, "0", "-1");
    attempt(new Refusals(), "DEL", own);
    return missing.isEmpty()
        ? Finding.ok("notes", "history and waiting nodes are kept")
        : Finding.warn(
            "notes",
            missing.clause() + ": the lease works, but status and history tell less; allow it");
  }

  /** What nodes that share a schedule need besides. */
  Finding schedule() {
    String other = own + "-renamed";
    Refusals missing = new Refusals();
    attempt(missing, "HSET", own, "x", "1");
    attempt(missing, "HGET", own, "x");
    attempt(missing, "HMGET", own, "x");
    attempt(missing, "HKEYS", own);
    attempt(missing, "HSCAN", own, "0");
    attempt(missing, "HDEL", own, "y");
    attempt(missing, "RENAME", own, other);
    attempt(new Refusals(), "DEL", own, other);
    attempt(missing, "RPUSH", own, "x");
    attempt(missing, "LTRIM", own, "0", "0");
    attempt(missing, "LRANGE", own, "0", "-1");
    attempt(new Refusals(), "DEL", own);
    // Nodes that this wakes look once, and find nothing new.
    attempt(missing, "PUBLISH", changed, "doctor");
    attempt(missing, "SUBSCRIBE", changed);
    attempt(new Refusals(), "UNSUBSCRIBE", changed);
    return missing.isEmpty()
        ? Finding.ok("schedule", "all rights that its nodes need")
        : Finding.fail("schedule", missing.clause() + ": allow it to the nodes");
  }

  /** What the nodes of a group need besides; nothing if there is no group of that name. */
  List<Finding> group() {
    String nodes = LeaseKeys.companion(keys.lease(), "nodes");
    if (probe.ask("TYPE", nodes).word().filter("hash"::equals).isEmpty()) {
      return List.of();
    }
    Refusals missing = new Refusals();
    attempt(missing, "TIME");
    attempt(missing, "HSET", own, "x", "1");
    attempt(missing, "HGETALL", own);
    attempt(missing, "HDEL", own, "x");
    attempt(missing, "MGET", own);
    attempt(new Refusals(), "DEL", own);
    // Nodes that this wakes look once, and find nothing new.
    attempt(missing, "PUBLISH", balance, "doctor");
    attempt(missing, "SUBSCRIBE", balance);
    attempt(new Refusals(), "UNSUBSCRIBE", balance);
    return List.of(
        missing.isEmpty()
            ? Finding.ok("group", "all rights that its nodes need")
            : Finding.fail("group", missing.clause() + ": allow it to the nodes"));
  }

  private void attempt(Refusals missing, String... command) {
    attempt(missing, command[0], command);
  }

  private void attempt(Refusals missing, String right, String[] command) {
    String error = probe.ask(command).error().orElse("");
    String upper = error.toUpperCase(Locale.ROOT);
    if (isRefusal(upper)) {
      missing.forbidden().add(right);
    } else if (!error.isEmpty() && EXPECTED.stream().noneMatch(upper::contains)) {
      missing.failed().add(right + " (" + error + ")");
    }
  }

  private static boolean isRefusal(String upper) {
    return upper.contains("NOPERM")
        || upper.contains("NO PERMISSIONS")
        || upper.contains("USER EXECUTING THE SCRIPT CAN'T");
  }
}
