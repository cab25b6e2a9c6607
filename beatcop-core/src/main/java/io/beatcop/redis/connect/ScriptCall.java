package io.beatcop.redis.connect;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

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
    return !replicated.isEmpty() && reply.get(0).equals(replicated);
  }

  /** The lease that it is about. */
  String lease() {
    return keys.get(0);
  }

  /** Sends it by the name that Redis knows it by, if it does. */
  void send(Connection connection) {
    send(connection, Command.EVALSHA, script.sha());
  }

  /** Sends it with its text, which Redis remembers. */
  void sendText(Connection connection) {
    send(connection, Command.EVAL, script.text());
  }

  private void send(Connection connection, ProtocolCommand command, String which) {
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
  }
}
