package io.beatcop.quartz;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.JvmProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.quartz.SchedulerException;

/**
 * A {@link Node} in a JVM of its own, which can be killed. It ends with its standard input, so that
 * it can't outlive the test.
 *
 * <p>Its jobs run every tenth of a second in the groups {@code x} and {@code y}. It says {@code
 * fired} when the first one has.
 */
final class ForkedNode implements AutoCloseable {

  private final JvmProcess process;
  private final List<String> said;

  private ForkedNode(JvmProcess process, List<String> said) {
    this.process = process;
    this.said = said;
  }

  static ForkedNode start(String classPath, String name, Properties entries) {
    List<String> arguments = new ArrayList<>(List.of(name));
    entries.stringPropertyNames().forEach(key -> arguments.add(key + "=" + entries.get(key)));
    List<String> said = new CopyOnWriteArrayList<>();
    return new ForkedNode(
        JvmProcess.of(name, ForkedNode.class)
            .memory("96m")
            .classPath(classPath)
            .heard(said::add)
            .start(arguments),
        said);
  }

  /** The class path of the tests. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  List<String> said() {
    return List.copyOf(said);
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    kill();
  }

  /** Runs the node: its name, and its properties as {@code key=value}. */
  public static void main(String[] arguments) throws SchedulerException, IOException {
    Properties entries = new Properties();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      int equals = argument.indexOf('=');
      entries.setProperty(argument.substring(0, equals), argument.substring(equals + 1));
    }
    System.out.println("Micrometer is " + (hasMicrometer() ? "there" : "not there"));
    Node node = Node.of(arguments[0], entries).everyTenthOfASecond("x").everyTenthOfASecond("y");
    node.start();
    await().until(() -> !node.fires().isEmpty());
    System.out.println("fired");
    while (System.in.read() >= 0) {
      // Its parent says nothing.
    }
    System.exit(0);
  }

  private static boolean hasMicrometer() {
    try {
      Class.forName("io.micrometer.core.instrument.MeterRegistry");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
