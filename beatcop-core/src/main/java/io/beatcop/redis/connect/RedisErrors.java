package io.beatcop.redis.connect;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.SettingException.Kind;
import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import io.beatcop.redis.socket.NameService;
import io.beatcop.redis.socket.TlsErrors;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Tells the errors that a retry can fix from those that only a user can (L11).
 *
 * <p>It has only the text of an error reply. Before Redis 7, an error in a script has its reason in
 * the middle of the line, so the whole line is searched. An unknown error is worth a retry.
 */
final class RedisErrors {

  private record Known(String part, String setting, String advice) {}

  private static final String LOGIN = "check user and password";
  private static final String NO_LOGIN = "needs a password";
  private static final String RIGHTS =
      "the user lacks a right: it needs EVAL, EVALSHA, GET, SET, DEL, PTTL and PEXPIRE on the keys"
          + " of the lease, TIME, HMGET, HMSET, HSET, HSETNX, HDEL and HSCAN for a journal, and TIME,"
          + " MGET, HGETALL, HSET and HDEL for a group";
  private static final String VERSION = "must be Redis 2.6.12 or newer";

  private static final String RENAMED =
      "must have the commands of a lease under their names: rename-command, or a provider, has taken"
          + " one away";

  private static final String IN_USE =
      "its key, or one that belongs to it, is in use for something else: choose another name, or"
          + " delete the key";

  /** Lower-case parts of error replies that a retry can't fix. */
  private static final List<Known> FINAL =
      List.of(
          new Known("wrongpass", "redis", LOGIN),
          new Known("invalid password", "redis", LOGIN),
          new Known("noauth", "redis", NO_LOGIN),
          // A newer Redis says this to a client that has not logged in and sends many words.
          new Known("unauthenticated", "redis", NO_LOGIN),
          new Known("operation not permitted", "redis", NO_LOGIN),
          new Known("no password is set", "redis", "has no password set: leave it out"),
          new Known("without any password configured", "redis", "has no password: leave it out"),
          new Known(
              "wrong number of arguments for 'auth'",
              "redis",
              "is older than Redis 6, which has no users: leave the user name out"),
          new Known("noperm", "redis", RIGHTS),
          new Known("user executing the script can't", "redis", RIGHTS),
          new Known("no permissions", "redis", RIGHTS),
          new Known("invalid db index", "redis", "has no such database"),
          new Known("db index is out of range", "redis", "has no such database"),
          new Known("select is not allowed", "redis", "has only database 0: it is a Redis Cluster"),
          // A server that quotes the arguments has EVAL, unless somebody took it away.
          new Known("with args beginning with", "redis", RENAMED),
          new Known("unknown redis command", "redis", RENAMED),
          new Known("unknown command", "redis", VERSION),
          new Known("err syntax error", "redis", VERSION),
          new Known("wrongtype", "lease", IN_USE),
          new Known("wrong kind of value", "lease", IN_USE));

  private RedisErrors() {}

  /** Whether a reply says that this connection is not logged in, or as the wrong user. */
  static boolean isAboutLogin(String error) {
    String line = error.toLowerCase(Locale.ROOT);
    return FINAL.stream()
        .filter(known -> known.advice().equals(LOGIN) || known.advice().equals(NO_LOGIN))
        .anyMatch(known -> line.contains(known.part()));
  }

  /** Sorts an error reply of the server. */
  static LeaseAnswer reply(String reply, String lease, RedisSettings redis) {
    String error = RedisText.visible(reply);
    String line = error.toLowerCase(Locale.ROOT);
    if (isRedirection(line) && !(redis.topology() instanceof Cluster)) {
      return new Refused(
          new SettingException(
              "redis",
              redis,
              "is a node of a Redis Cluster: write redis+cluster:// (Redis says: " + error + ")"));
    }
    for (Known known : FINAL) {
      if (line.contains(known.part())) {
        Object value = known.setting().equals("lease") ? lease : redis;
        return new Refused(
            new SettingException(
                known.setting(),
                value,
                known.advice() + " (Redis says: " + error + ")",
                known.advice().equals(VERSION) ? Kind.TOO_OLD : Kind.WRONG_VALUE));
      }
    }
    return new Unavailable(redis + " says: " + error);
  }

  private static boolean isRedirection(String line) {
    return line.startsWith("moved ") || line.startsWith("ask ");
  }

  /**
   * The exception for an error reply of a sentinel, which it names: a user may have to fix it, or
   * another sentinel may answer.
   */
  static RuntimeException ofSentinel(
      JedisDataException error, RedisAddress sentinel, RedisSettings redis) {
    String line = RedisText.visible(String.valueOf(error.getMessage()));
    String lower = line.toLowerCase(Locale.ROOT);
    if (lower.contains("unknown command")) {
      return new SettingException("redis", redis, sentinel + " is no sentinel");
    }
    if (reply(line, "", redis) instanceof Refused) {
      return new SettingException(
          "redis",
          redis,
          "the sentinel "
              + sentinel
              + " refuses: check sentineluser and sentinelpassword (it says: "
              + line
              + ")");
    }
    return new JedisConnectionException("the sentinel " + sentinel + " says: " + line, error);
  }

  /** Sorts a failure of the connection. */
  static LeaseAnswer failure(Exception failure, RedisSettings redis) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException unknown && NameService.isTemporary(unknown)) {
        return new Unavailable(redis + ": no name server says where '" + host(cause) + "' is");
      }
      if (cause instanceof UnknownHostException) {
        return new Refused(
            new SettingException(
                "redis", redis, "unknown host '" + host(cause) + "'", Kind.UNKNOWN_HOST));
      }
      if (cause instanceof SSLException && !(cause.getCause() instanceof IOException)) {
        return new Refused(new SettingException("redis", redis, TlsErrors.advice(cause)));
      }
      if (cause instanceof SocketTimeoutException) {
        return new Unavailable(redis + " did not answer in time");
      }
    }
    return new Unavailable(redis + ": " + RedisText.visible(root(failure)));
  }

  /** The host: Java's message is its name, sometimes with the system's message behind it. */
  private static String host(Throwable unknown) {
    return String.valueOf(unknown.getMessage()).replaceFirst(": .*", "");
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
