package io.beatcop.cli.doctor;

import io.beatcop.redis.connect.RedisProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what a server tells of itself: version, role, memory, disk, replicas. */
final class ServerCheck {

  private final RedisProbe probe;
  private final Map<String, String> facts = new HashMap<>();

  ServerCheck(RedisProbe probe) {
    this.probe = probe;
  }

  List<Finding> findings() {
    // All sections: the names of some are newer than the oldest server.
    Optional<String> info = probe.ask("INFO").word();
    if (info.isEmpty()) {
      return List.of(
          Finding.unknown(
              "server",
              "it does not answer INFO, so its version, role and settings are not known, and a"
                  + " restart is noticed less surely: allow it, unless this is a proxy"));
    }
    info.get()
        .lines()
        .map(line -> line.split(":", 2))
        .filter(words -> words.length == 2)
        .forEach(words -> facts.put(words[0], words[1].strip()));
    List<Finding> findings = new ArrayList<>();
    findings.add(version());
    findings.add(role());
    findings.add(eviction());
    findings.add(persistence());
    findings.add(replicas());
    return findings;
  }

  private Finding version() {
    String version = fact("redis_version").orElse("");
    if (version.isEmpty()) {
      return Finding.unknown("version", "the server does not tell it; it must be 2.6.12 or newer");
    }
    return isAtLeast(version, 2, 6, 12)
        ? Finding.ok("version", version)
        : Finding.fail("version", version + " is too old: use 2.6.12 or newer");
  }

  private static boolean isAtLeast(String version, int... least) {
    String[] parts = version.split("\\D+", -1);
    for (int index = 0; index < least.length; index++) {
      int part = index < parts.length ? part(parts[index]) : 0;
      if (part != least[index]) {
        return part > least[index];
      }
    }
    return true;
  }

  /**
   * A number with more digits than an int is not from a Redis; it counts as newer than any version.
   */
  private static int part(String digits) {
    if (digits.length() > 9) {
      return Integer.MAX_VALUE;
    }
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private Finding role() {
    String role = fact("role").orElse("unknown");
    if (role.equals("slave")) {
      return Finding.fail(
          "role",
          "a replica of "
              + fact("master_host").orElse("another server")
              + ", which takes no writes: name the master, or the Sentinels");
    }
    return role.equals("master") ? Finding.ok("role", "master") : Finding.unknown("role", role);
  }

  private Finding eviction() {
    Optional<String> policy = fact("maxmemory_policy").or(() -> config("maxmemory-policy"));
    Optional<String> limit = fact("maxmemory").or(() -> config("maxmemory"));
    if (policy.isEmpty()) {
      return Finding.unknown(
          "eviction", "the server does not tell its maxmemory-policy; it should be noeviction");
    }
    if (policy.get().equals("noeviction")) {
      return Finding.ok("eviction", "noeviction");
    }
    return limit.equals(Optional.of("0"))
        ? Finding.ok("eviction", policy.get() + ", but without a limit of memory")
        : Finding.warn(
            "eviction",
            policy.get()
                + " may drop the lease when memory is full, and then nobody acts for a ttl: set"
                + " maxmemory-policy noeviction");
  }

  private Finding persistence() {
    if (fact("aof_enabled").equals(Optional.of("1"))) {
      return Finding.ok("disk", "appendonly yes");
    }
    String lost = ": a restart forgets a pause and the history, and nobody acts for a ttl";
    Optional<String> save = config("save");
    if (save.isPresent() && !save.get().isEmpty()) {
      return Finding.warn("disk", "snapshots only (save " + save.get() + ")" + lost);
    }
    return save.isPresent()
        ? Finding.warn("disk", "nothing is kept" + lost + "; set appendonly yes")
        : Finding.warn("disk", "appendonly no" + lost + " unless there are snapshots");
  }

  private Finding replicas() {
    String count = fact("connected_slaves").orElse("");
    if (count.isEmpty()) {
      return Finding.unknown("replicas", "the server does not tell of any");
    }
    if (count.equals("0")) {
      return Finding.ok("replicas", "none: while this server is away, nobody holds the lease");
    }
    Optional<String> least =
        config("min-replicas-to-write").or(() -> config("min-slaves-to-write"));
    if (least.isEmpty()) {
      return Finding.unknown(
          "replicas",
          count
              + ", and the server does not tell its min-replicas-to-write; it should be at least"
              + " 1");
    }
    return least.get().equals("0")
        ? Finding.warn(
            "replicas",
            count
                + ", and min-replicas-to-write is 0: a master that is cut off goes on renewing the"
                + " lease while a replica is promoted; set it to 1, or wait for replicas")
        : Finding.ok("replicas", count + ", min-replicas-to-write " + least.get());
  }

  private Optional<String> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  /** A setting of the server, if the user may ask for it. The reply begins with its name. */
  private Optional<String> config(String name) {
    List<String> words = probe.ask("CONFIG", "GET", name).words();
    return words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty();
  }
}
