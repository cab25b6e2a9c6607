package io.beatcop.redis.settings;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import io.beatcop.redis.settings.RedisTopology.Quorum;
import io.beatcop.redis.settings.RedisTopology.Sentinel;
import io.beatcop.redis.settings.RedisTopology.Single;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The servers of Redis, the way to log in there, and the number of replicas that must know a grant.
 *
 * @param topology the servers
 * @param login how to log in at each of them
 * @param tls how to speak TLS with each of them; empty for no TLS
 * @param database the database, from 0
 * @param clientName the name of the connections in {@code CLIENT LIST}, if they have one
 * @param waitForReplicas how many replicas must have a grant before it counts; 0 for none (L10)
 * @param loginSource a source that is asked for the login at each connection, if there is one; it
 *     replaces the login
 */
public record RedisSettings(
    RedisTopology topology,
    RedisLogin login,
    Optional<RedisTls> tls,
    int database,
    Optional<String> clientName,
    int waitForReplicas,
    Optional<LoginSource> loginSource) {

  /** The settings that {@link #parse(String, Map)} takes beside the URI. */
  public static final List<String> NAMES =
      List.of(
          "user",
          "password",
          "database",
          "ca",
          "cert",
          "key",
          "servername",
          "clientname",
          "wait",
          "passwordfile",
          "passwordcommand",
          "sentineluser",
          "sentinelpassword");

  /**
   * Reads a URI.
   *
   * <pre>
   * redis://[[user]:password@]host[:port][/database]           one server
   * unix://[[user]:password@]/path/of/socket[?database=n]
   * redis+sentinel://[[user]:password@]host[:port],…/master[/database]
   * redis+cluster://[[user]:password@]host[:port],…
   * redis+quorum://[[user]:password@]host[:port],…[/database]
   * </pre>
   *
   * <p>{@code rediss} in place of {@code redis} speaks TLS. Further settings follow a question
   * mark: {@code ca}, {@code cert}, {@code key}, {@code servername}, {@code clientname}, {@code
   * wait}, {@code passwordfile}, {@code passwordcommand}, {@code sentineluser}, {@code
   * sentinelpassword}. Everything is percent-encoded.
   *
   * @param uri the text
   * @return the settings
   * @throws SettingException if the text is something else; it hides the passwords
   */
  public static RedisSettings parse(String uri) {
    return parse(uri, Map.of());
  }

  /**
   * Reads a URI and the settings beside it, which win over those in it.
   *
   * @param uri as {@link #parse(String)} takes it
   * @param settings values by {@linkplain #NAMES name}; other names are ignored
   * @return the settings
   * @throws SettingException if one is wrong; it names the setting, or {@code redis} for the URI,
   *     and hides the passwords
   */
  public static RedisSettings parse(String uri, Map<String, String> settings) {
    return new RedisGrammar(uri, settings).settings();
  }

  /**
   * The servers that decide: each member of a quorum, or else these settings alone.
   *
   * @return the settings for each
   */
  public List<RedisSettings> members() {
    if (topology instanceof Quorum quorum) {
      return quorum.members().stream().map(address -> with(new Single(address))).toList();
    }
    return List.of(this);
  }

  private RedisSettings with(RedisTopology other) {
    return new RedisSettings(other, login, tls, database, clientName, waitForReplicas, loginSource);
  }

  /**
   * The same with a source that is asked for the login at each connection, so that a password can
   * change without a restart.
   *
   * @param source returns the login; any thread may call it, and it must answer within the timeout
   *     of the lease. If it throws, the login may come later
   * @return the settings
   */
  public RedisSettings withLogin(Supplier<RedisLogin> source) {
    return new RedisSettings(
        topology,
        login,
        tls,
        database,
        clientName,
        waitForReplicas,
        Optional.of(new SuppliedLogin(source)));
  }

  /** The login for a connection that is opened now. */
  public RedisLogin loginNow(Duration atMost) {
    return loginSource.map(source -> source.now(atMost)).orElse(login);
  }

  /** The URI, with the passwords hidden and without further settings. */
  @Override
  public String toString() {
    String scheme = tls.isPresent() ? "rediss" : "redis";
    String where = (loginSource.isPresent() ? login.hidden() : login.toString()) + topology;
    if (topology instanceof Cluster) {
      return scheme + "+cluster://" + where;
    }
    if (topology instanceof Sentinel) {
      return scheme + "+sentinel://" + where + "/" + database;
    }
    if (topology instanceof Quorum) {
      return scheme + "+quorum://" + where + "/" + database;
    }
    if (topology instanceof Single single && single.address() instanceof RedisAddress.Unix) {
      return "unix://" + where + (database == 0 ? "" : "?database=" + database);
    }
    return scheme + "://" + where + "/" + database;
  }
}
