package io.beatcop.examples.quartz.demo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes. Once closed it starts no more, so that none is left behind by a Ctrl-C in a start. */
final class Cluster implements AutoCloseable {

  private final NodeProcess.Settings settings;
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
  private boolean closed;

  Cluster(NodeProcess.Settings settings) {
    this.settings = settings;
  }

  /** Starts a node, or starts it again. */
  synchronized void start(String name) {
    if (closed) {
      throw new DemoException(DemoException.FAILED, "the demo is being stopped");
    }
    nodes.put(name, NodeProcess.start(name, settings));
  }

  synchronized NodeProcess node(String name) {
    NodeProcess node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("no node of the name " + name);
    }
    return node;
  }

  synchronized Collection<NodeProcess> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Stops all nodes cleanly; tells whether all of them took the order. */
  boolean stop() {
    nodes().forEach(NodeProcess::stop);
    return nodes().stream().map(NodeProcess::awaitEnd).reduce(true, Boolean::logicalAnd);
  }

  @Override
  public synchronized void close() {
    closed = true;
    nodes.values().forEach(NodeProcess::kill);
    nodes.values().forEach(NodeProcess::awaitEnd);
  }
}
