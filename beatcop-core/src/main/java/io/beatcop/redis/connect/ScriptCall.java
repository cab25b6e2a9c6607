package io.beatcop.redis.connect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A script to be run, as Redis is told it.
 *
 * @param replicated a reply that begins with this word counts only once replicas have it (L10);
 *     empty for none
 * @param asking whether the server is to serve a slot that it is only about to get
 */
public record ScriptCall(
    Script script, List<String> keys, List<String> arguments, String replicated, boolean asking) {

  ScriptCall asked() {
    return new ScriptCall(script, keys, arguments, replicated, true);
  }

  boolean isReplicated(List<String> reply) {
    return reply.get(0).equals(replicated);
  }

  /** Runs it, and gives the elements of its reply as text. */
  List<String> on(Connection connection) {
    try {
      return send(connection, Command.EVALSHA, script.sha());
    } catch (JedisDataException e) {
      // NOSCRIPT is a clean «did not run»: Redis restarted, or forgot its scripts.
      if (!String.valueOf(e.getMessage()).toUpperCase(Locale.ROOT).contains("NOSCRIPT")) {
        throw e;
      }
      return send(connection, Command.EVAL, script.text());
    }
  }

  private List<String> send(Connection connection, ProtocolCommand command, String which) {
    if (asking) {
      connection.sendCommand(Command.ASKING);
      connection.getOne();
    }
    List<String> words = new ArrayList<>(2 + keys.size() + arguments.size());
    words.add(which);
    words.add(String.valueOf(keys.size()));
    words.addAll(keys);
    words.addAll(arguments);
    connection.sendCommand(command, words.toArray(String[]::new));
    return fields(connection.getOne());
  }

  private static List<String> fields(Object reply) {
    List<String> fields = new ArrayList<>();
    for (Object field : (List<?>) reply) {
      fields.add(
          field instanceof byte[] text
              ? new String(text, StandardCharsets.UTF_8)
              : String.valueOf(field));
    }
    return fields;
  }
}
