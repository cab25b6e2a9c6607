package io.beatcop.process;

import io.beatcop.lease.LeaseSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The program of the child, and the differences of its environment from ours.
 *
 * @param arguments the program and its arguments
 * @param added variables that it gets (C5)
 * @param removed variables that it does not get
 */
record ChildCommand(List<String> arguments, Map<String, String> added, Set<String> removed) {

  private static final String OURS = "BEATCOP_";

  /** Variables of systemd for its service, which is this process: see sd_notify(3). */
  private static final Set<String> SYSTEMD =
      Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID");

  /**
   * Makes the command for one term.
   *
   * @param environment the names of the variables of this process; those of our own settings are
   *     removed, since some are passwords (C6)
   */
  static ChildCommand of(
      List<String> arguments,
      LeaseSettings lease,
      long token,
      OptionalInt slot,
      Set<String> environment) {
    Map<String, String> added = new TreeMap<>();
    added.put("BEATCOP_TOKEN", String.valueOf(token));
    added.put("BEATCOP_LEASE", lease.name());
    added.put("BEATCOP_NODE", lease.holder());
    slot.ifPresent(number -> added.put("BEATCOP_SLOT", String.valueOf(number)));
    Set<String> removed = new TreeSet<>(environment);
    removed.removeIf(
        name -> added.containsKey(name) || !(name.startsWith(OURS) || SYSTEMD.contains(name)));
    return new ChildCommand(List.copyOf(arguments), added, removed);
  }
}
