package io.beatcop.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The environment that the user gave to this node.
 *
 * <p>This JVM does not have all of it. The guard withholds the variables from which Java would take
 * options, since they are meant for the child. It also withholds our settings, since the child
 * could read a password in {@code /proc}. It tells both through its channel.
 */
public final class UserEnvironment {

  private static final UserEnvironment OF_THIS_PROCESS = ask();

  private final Map<String, String> variables;
  private final Set<String> withheld;

  private UserEnvironment(Map<String, String> variables, Set<String> withheld) {
    this.variables = Map.copyOf(variables);
    this.withheld = Set.copyOf(withheld);
  }

  private static UserEnvironment ask() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    Set<String> withheld = new HashSet<>();
    for (String assignment : Guard.withheld()) {
      int sign = assignment.indexOf('=');
      if (sign > 0) {
        variables.put(assignment.substring(0, sign), assignment.substring(sign + 1));
        withheld.add(assignment.substring(0, sign));
      }
    }
    return new UserEnvironment(variables, withheld);
  }

  /**
   * All of it.
   *
   * @return the variables, by name
   */
  public static Map<String, String> variables() {
    return OF_THIS_PROCESS.variables;
  }

  /** Adds the variables that this JVM lacks to the environment of a new process. */
  static void complete(Map<String, String> environment) {
    OF_THIS_PROCESS.withheld.forEach(
        name -> environment.put(name, OF_THIS_PROCESS.variables.get(name)));
  }
}
