package io.beatcop.quartz.shared.copy;

import io.beatcop.quartz.schedule.Item;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns, once for each, of items that this node can't read, and so does not fire. */
public final class UnreadableItems {

  private static final Logger log = LoggerFactory.getLogger(UnreadableItems.class);
  private static final int MOST_WARNINGS = 1_000;

  private final String lease;
  private final Set<Item> warned = ConcurrentHashMap.newKeySet();

  public UnreadableItems(String lease) {
    this.lease = lease;
  }

  void tell(Item item, Exception reason) {
    if (warned.size() < MOST_WARNINGS && warned.add(item)) {
      log.warn(
          "{}: this node can't read {} of the shared schedule, and goes on without it; put its"
              + " class on the class path, or delete it: {}",
          lease,
          item.field(),
          reason.toString());
    }
  }
}
