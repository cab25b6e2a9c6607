package io.beatcop.benchmarks.firings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own, which measures. It says that it is ready, and answers each line of its standard
 * input with a line.
 */
public final class Jvm implements AutoCloseable {

  private static final String READY = "ready";

  private final String label;
  private final Process process;
  private final PrintStream orders;
  private final BufferedReader answers;

  private Jvm(String label, Process process) {
    this.label = label;
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one, and waits until it is ready.
   *
   * @param label what a message calls it
   * @param heap its heap, in megabytes
   * @param main a class whose {@code main} calls {@link #obey}
   */
  public static Jvm start(
      String label, String classPath, int heap, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms" + heap + "m",
            "-Xmx" + heap + "m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel="
                + System.getProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn")));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    Jvm jvm = new Jvm(label, new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    String said = jvm.answer();
    if (!said.equals(READY)) {
      throw new IllegalStateException(label + " says '" + said + "' in place of " + READY);
    }
    return jvm;
  }

  /** Gives it an order, and waits for the answer. */
  public String ask(String order) {
    orders.println(order);
    return answer();
  }

  private String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException(label + " has ended: see its standard error");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Ends it, and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  /** What the JVM itself does with its orders. */
  public interface Orders {

    /**
     * Obeys.
     *
     * @param words the order, and what it is about
     * @return the answer, in one line
     */
    String obey(List<String> words) throws Exception;
  }

  /** Makes what obeys. */
  public interface Preparation {
    Orders prepare() throws Exception;
  }

  /** The life of the JVM itself: until the end of its standard input. */
  public static void obey(Preparation preparation) {
    try {
      Orders orders = preparation.prepare();
      System.out.println(READY);
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(orders.obey(List.of(line.split(" ", -1))));
      }
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
