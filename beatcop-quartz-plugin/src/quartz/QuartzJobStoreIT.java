package io.beatcop.quartz;

import io.beatcop.testing.RedisServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.AbstractJobStoreTest;
import org.quartz.spi.JobStore;

/** Quartz' own test of job stores, on the node that holds the lease. */
class QuartzJobStoreIT extends AbstractJobStoreTest {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long TOKEN = 7;

  private final Map<String, JobStore> stores = new HashMap<>();
  private final List<SharedNode> nodes = new ArrayList<>();

  @Override
  protected JobStore createJobStore(String name) {
    redis.start();
    String lease = "quartz-" + NAMES.incrementAndGet();
    redis.command("SET", lease, "me");
    redis.command("SET", "{" + lease + "}:token", String.valueOf(TOKEN));
    SharedNode node = new SharedNode(lease, "me", redis.uri());
    nodes.add(node);
    stores.put(name, firing(node));
    return stores.get(name);
  }

  /** The node's store, which holds the lease as soon as the test has initialized it. */
  private static JobStore firing(SharedNode node) {
    return (JobStore)
        Proxy.newProxyInstance(
            QuartzJobStoreIT.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(node.store, arguments);
                if (method.getName().equals("initialize")) {
                  node.holds(OptionalLong.of(TOKEN));
                  node.awaitOpen(TOKEN);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  protected void destroyJobStore(String name) {
    nodes.forEach(SharedNode::close);
    nodes.clear();
  }

  @Override
  protected Map<String, ? extends JobStore> stores() {
    return stores;
  }
}
