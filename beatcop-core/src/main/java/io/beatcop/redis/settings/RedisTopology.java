package io.beatcop.redis.settings;

import io.beatcop.redis.settings.RedisAddress.Tcp;
import java.util.List;
import java.util.stream.Collectors;

/** The arrangement of the servers that keep the lease. */
public sealed interface RedisTopology {

  /**
   * One server, or something that looks like one: a proxy, or an address that moves.
   *
   * @param address where it listens
   */
  record Single(RedisAddress address) implements RedisTopology {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * A master with replicas, and sentinels that know which of them is the master.
   *
   * @param sentinels the sentinels, at least one
   * @param master the sentinels' name of the master
   * @param login how to log in at the sentinels
   */
  record Sentinel(List<Tcp> sentinels, String master, RedisLogin login) implements RedisTopology {
    /** Copies the list. */
    public Sentinel {
      sentinels = List.copyOf(sentinels);
    }

    @Override
    public String toString() {
      return joined(sentinels) + "/" + master;
    }
  }

  /**
   * A Redis Cluster.
   *
   * @param seeds some of its nodes, at least one; any of them may be asked first
   */
  record Cluster(List<Tcp> seeds) implements RedisTopology {
    /** Copies the list. */
    public Cluster {
      seeds = List.copyOf(seeds);
    }

    @Override
    public String toString() {
      return joined(seeds);
    }
  }

  /**
   * Servers that know nothing of each other. A majority of them decides.
   *
   * @param members the servers, no two the same
   */
  record Quorum(List<Tcp> members) implements RedisTopology {
    /** Copies the list. */
    public Quorum {
      members = List.copyOf(members);
    }

    @Override
    public String toString() {
      return joined(members);
    }
  }

  private static String joined(List<Tcp> addresses) {
    return addresses.stream().map(Tcp::toString).collect(Collectors.joining(","));
  }
}
