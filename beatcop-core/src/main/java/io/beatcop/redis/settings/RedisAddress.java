package io.beatcop.redis.settings;

import java.nio.file.Path;

/** The address where a server listens. */
public sealed interface RedisAddress {

  /**
   * A host and a port. The name is looked up anew for each connection.
   *
   * @param host the host name or address, an IPv6 address without brackets
   * @param port 1 to 65535
   */
  record Tcp(String host, int port) implements RedisAddress {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * A socket in the file system of this machine.
   *
   * @param path its path
   */
  record Unix(Path path) implements RedisAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }
}
