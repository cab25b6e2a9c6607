package io.beatcop.examples.quartz.demo;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.GroupStatus;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.settings.RedisSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The slices of the cluster as {@code beatcop status} sees them: who has which, and how often one
 * went from a node to another.
 */
final class Slices implements AutoCloseable {

  private final LeaseControl control;
  private final int count;

  /** The node that had each slice last; an empty text for none so far. */
  private final List<String> last;

  private List<String> now;
  private int moves;

  Slices(RedisSettings redis, String name, int count) {
    this.control = new LeaseControl(LeaseSettings.of(name, LeaseSettings.DEFAULT_TTL), redis);
    this.count = count;
    this.last = new ArrayList<>(Collections.nCopies(count, ""));
    this.now = List.copyOf(last);
  }

  /** Looks once. */
  void look(Collection<NodeProcess> nodes) {
    List<Optional<String>> holders = control.group().map(GroupStatus::holders).orElseGet(List::of);
    List<String> seen = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
      Optional<String> holder = slice < holders.size() ? holders.get(slice) : Optional.empty();
      seen.add(holder.flatMap(its -> name(its, nodes)).orElse(""));
    }
    see(seen);
  }

  private static Optional<String> name(String holder, Collection<NodeProcess> nodes) {
    return nodes.stream()
        .filter(node -> LeaseKey.isHolder(holder, node.pid()))
        .map(NodeProcess::name)
        .findFirst();
  }

  /** Notes the node of each slice; an empty text for none. */
  void see(List<String> nodes) {
    for (int slice = 0; slice < count; slice++) {
      String node = nodes.get(slice);
      if (!node.isEmpty()) {
        moves += last.get(slice).isEmpty() || last.get(slice).equals(node) ? 0 : 1;
        last.set(slice, node);
      }
    }
    now = List.copyOf(nodes);
  }

  /** How many slices a node has. */
  int heldBy(String node) {
    return (int) now.stream().filter(node::equals).count();
  }

  /** Whether these nodes have all slices, each within one of its share. */
  boolean areSharedBy(Collection<String> nodes) {
    int share = count / nodes.size();
    int held = 0;
    for (String node : nodes) {
      int its = heldBy(node);
      if (its < share || its > share + 1) {
        return false;
      }
      held += its;
    }
    return held == count;
  }

  /** How often a slice was seen with another node than before. */
  int moves() {
    return moves;
  }

  int count() {
    return count;
  }

  /** How many slices each node has, in words. */
  String shares() {
    Map<String, Integer> shares = new TreeMap<>();
    now.stream()
        .filter(node -> !node.isEmpty())
        .forEach(node -> shares.merge(node, 1, Integer::sum));
    return String.join(
        ", ", shares.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  @Override
  public void close() {
    control.close();
  }
}
