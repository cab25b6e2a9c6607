package io.beatcop.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The environment that the user gave to this node.
 *
 * <p>This JVM has not all of it: the guard withholds what Java would take options from, since they
 * are meant for the child, and our settings, since the child could read a password in {@code
 * /proc}. It tells them through its channel.
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

  /** Gives the environment of a process that is started from here what this JVM lacks. */
  static void complete(Map<String, String> environment) {
    OF_THIS_PROCESS.withheld.forEach(
        name -> environment.put(name, OF_THIS_PROCESS.variables.get(name)));
  }
}
