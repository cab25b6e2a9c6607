package io.beatcop.redis;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.StaleTokenException;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.util.ArrayList;
import java.util.List;

/**
 * A write to the Redis of a lease that is made only while a term goes on (H-3): a Lua script, in
 * which Redis first looks whether this node still holds the lease. {@link
 * RedisLease.Builder#guarded} makes it.
 *
 * <pre>{@code
 * RedisLease.Builder nightly = RedisLease.builder("nightly").redis(uri);
 * try (Lease lease = nightly.build();
 *     GuardedScript report =
 *         nightly.guarded(lease, "redis.call('SET', KEYS[1], ARGV[1])")) {
 *   ...
 *   List<String> unused = report.run(grant, List.of("{nightly}:report"), List.of(text));
 * }
 * }</pre>
 *
 * <p><b>Its limits.</b> It guards what the script writes in this Redis, and nothing else. In a
 * Redis Cluster, its keys must be in the slot of the lease: give them the lease's name in braces.
 * Redis that has lost the lease refuses the script, and so does one whose clock was set ahead. A
 * failover to a replica can lose a write that was acknowledged.
 *
 * <p>Any thread may use it. Each run is one round trip.
 */
public final class GuardedScript implements AutoCloseable {

  /**
   * The user's script begins on the first line, so that Redis counts its lines as the user does.
   * What a retry can fix stays an error of Redis, which may lead to another server.
   */
  private static final String GUARD =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then \
      return {'stale'} end local function write(KEYS, ARGV) %s
      end
      local fields, failure = {'done'}, nil
      local function add(value, inside)
        if type(value) == 'table' then
          if value.err then
            failure = value.err
          elseif value.ok then
            fields[#fields + 1] = value.ok
          else
            for _, each in ipairs(value) do
              add(each, true)
            end
          end
        elseif type(value) == 'number' then
          local whole = value < 0 and math.ceil(value) or math.floor(value)
          fields[#fields + 1] = string.format('%%.0f', whole + 0)
        elseif type(value) == 'string' then
          fields[#fields + 1] = value
        elseif value == true then
          fields[#fields + 1] = '1'
        elseif inside then
          fields[#fields + 1] = ''
        end
      end
      local done, reply = pcall(write, {unpack(KEYS, 3)}, {unpack(ARGV, 3)})
      if done then
        add(reply, false)
      else
        failure = type(reply) == 'table' and reply.err or tostring(reply)
        local passing = {'READONLY', 'OOM ', 'MISCONF', 'NOREPLICAS', 'MASTERDOWN', 'CLUSTERDOWN', \
      'TRYAGAIN'}
        for _, word in ipairs(passing) do
          if string.find(failure, word, 1, true) then
            return redis.error_reply(failure)
          end
        end
      end
      return failure and {'failed', failure} or fields
      """;

  /** What Redis says of a script that it does not begin, and that no retry helps. */
  private static final List<String> NO_SCRIPT = List.of("Error compiling script", "CROSSSLOT");

  /** What the script's reply begins with if it was run, as in {@link #GUARD}. */
  private static final String DONE = "done";

  private final String lua;
  private final String lease;
  private final String holder;
  private final RedisPool redis;
  private final Script script;

  GuardedScript(Lease lease, RedisSettings where, String lua) {
    if (where.topology() instanceof RedisTopology.Quorum) {
      throw new SettingException(
          "redis",
          where,
          "one Redis that has the lease, for a guarded script: each server of a quorum has only a"
              + " part of the truth");
    }
    this.lease = lease.settings().name();
    this.holder = lease.settings().holder();
    this.redis = new RedisPool(where, lease.settings().timeout());
    this.lua = lua;
    this.script = Script.ofText("guarded", GUARD.formatted(lua));
  }

  /**
   * Runs the script, if this node still holds the lease under the term.
   *
   * @param grant the term in which the work began, and not the one that is held by now
   * @param keys the script's {@code KEYS}
   * @param arguments the script's {@code ARGV}
   * @return what the script returns, as text: the elements of a table, or one value. A table in a
   *     table counts as its elements. Nothing, {@code nil} or {@code false}, such as the {@code
   *     GET} of a missing key, is an empty list; {@code false} in a table, such as a missing key of
   *     {@code MGET}, is an empty text. As with Redis, a number loses its fraction, {@code true} is
   *     1, a status is its text, and a table ends before its first {@code nil}
   * @throws StaleTokenException if the term is over: the script was not run
   * @throws RedisUnavailableException if Redis does not answer, or can't write for now: the script
   *     was run, or was not, or in part
   * @throws SettingException if Redis refuses the script, such as one that is no Lua, or the script
   *     ends with an error or returns one; what it wrote before stays
   */
  public List<String> run(Grant grant, List<String> keys, List<String> arguments) {
    List<String> allKeys = new ArrayList<>(List.of(lease, LeaseKeys.companion(lease, "token")));
    allKeys.addAll(keys);
    List<String> all = new ArrayList<>(List.of(holder, String.valueOf(grant.token())));
    all.addAll(arguments);
    RedisReply reply = redis.runReplicated(script, allKeys, all, DONE);
    if (reply instanceof RedisReply.Failure failure) {
      if (failure.answer() instanceof LeaseAnswer.Refused refused) {
        throw refused.reason();
      }
      String reason = ((LeaseAnswer.Unavailable) failure.answer()).reason();
      if (NO_SCRIPT.stream().anyMatch(reason::contains)) {
        throw new SettingException("script", lua, "must be a script that Redis runs: " + reason);
      }
      throw new RedisUnavailableException(lease + ": " + reason);
    }
    List<String> fields = ((RedisReply.Fields) reply).fields();
    if (fields.get(0).equals("stale")) {
      throw new StaleTokenException(
          "%s: the term with token %d is over".formatted(lease, grant.token()));
    }
    if (fields.get(0).equals("failed")) {
      throw new SettingException("script", lua, "ended with an error: " + fields.get(1));
    }
    return List.copyOf(fields.subList(1, fields.size()));
  }

  /** Closes the connections. */
  @Override
  public void close() {
    redis.close();
  }
}
