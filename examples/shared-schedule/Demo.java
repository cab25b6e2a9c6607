import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * The demo: three instances of the application, reminders by REST, a kill, and a count. The script
 * {@code demo} runs it from its source.
 */
public final class Demo {

  private static final String USAGE =
      """
      Usage: demo [--redis URL]
      Three instances of a Spring Boot application share one schedule, and the one that fires is killed.

        --redis URL   your own Redis, such as redis://localhost:6379/0; by default one is started
        --help        this text

      Exit codes: 0 each time fired once; 1 one fired twice or not at all; 64 wrong option;
      69 no Redis; 70 the demo failed.
      """;
  private static final int BROKEN_PROMISE = 1;
  private static final int WRONG_OPTION = 64;
  private static final int NO_REDIS = 69;
  private static final int FAILED = 70;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Path here;
  private final Path logs;
  private final Processes processes = new Processes();
  private final List<Node> nodes = new ArrayList<>();
  // In the order of the columns.
  private final Map<String, Reminder> reminders = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final Set<Firing> shown = new HashSet<>();
  // The next one that is drawn.
  private Instant second = Instant.MAX;

  private Demo(Path here) {
    this.here = here;
    this.logs = here.resolve("target/demo-logs");
  }

  /**
   * Runs the demo and ends the JVM.
   *
   * @param args the folder of the example, and the options
   */
  public static void main(String[] args) {
    Demo demo = new Demo(Path.of(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(demo.processes::kill));
    try {
      System.exit(demo.run(List.of(args).subList(1, args.length)));
    } catch (Failure e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(e.exitCode);
    } catch (IOException | RuntimeException e) {
      // Not the JVM's own exit code, which is 1: that is a promise broken.
      System.err.println("demo: " + e);
      System.exit(FAILED);
    }
  }

  private int run(List<String> options) throws IOException {
    if (options.equals(List.of("--help"))) {
      System.out.print(USAGE);
      return 0;
    }
    boolean hasRedis = options.size() == 2 && options.get(0).equals("--redis");
    if (!hasRedis && !options.isEmpty()) {
      throw new Failure(WRONG_OPTION, "no such option: " + String.join(" ", options));
    }
    deleteOldLogs();
    String redis = hasRedis ? options.get(1) : startRedis();
    for (int number = 1; number <= 3; number++) {
      nodes.add(new Node(number, redis));
    }
    play();
    return count();
  }

  // ---- The plot

  private void play() throws IOException {
    System.out.println("Three instances of a Spring Boot application start ...");
    for (Node node : nodes) {
      node.start();
    }
    until("all instances answer", () -> nodes.stream().allMatch(Node::answers));

    System.out.println(
        "\nThey share one schedule. Each declares the job heartbeat; the others are");
    System.out.println(
        "scheduled by REST. A number is the instance that fired a job for that second.\n");
    reminders.put("heartbeat", new Reminder(5));
    reminders.put("reports", new Reminder(1));
    reminders.put("invoices", new Reminder(2));
    reminders.put("letters", new Reminder(3));
    System.out.println("  time      " + String.join("  ", reminders.keySet()) + "   events");
    second = Instant.now().truncatedTo(SECONDS);

    until("a first firing", () -> !firings().isEmpty());
    reminders.get("heartbeat").from = firings().get(0).time();
    Node leader = leader();
    note(leader + " fires");

    schedule("reports", leader);
    schedule("invoices", after(leader));
    schedule("letters", after(after(leader)));
    untilListed(nodes, reminders.keySet());
    pass(Duration.ofSeconds(6));

    untilAllIsFired();
    leader.process.destroyForcibly();
    note("kill -9 " + leader);
    Node killed = leader;
    until("another instance fires", () -> leader() != killed);
    note(leader() + " fires what was scheduled on " + killed);
    untilAllIsFired();
    pass(Duration.ofSeconds(3));

    List<Node> alive = nodes.stream().filter(node -> node != killed).toList();
    delete("invoices", after(leader()) == killed ? after(killed) : after(leader()));
    untilListed(alive, Set.of("heartbeat", "reports", "letters"));
    pass(Duration.ofSeconds(3));

    killed.start();
    until(killed + " answers", killed::answers);
    untilListed(nodes, Set.of("heartbeat", "reports", "letters"));
    note(killed + " is back");
    pass(Duration.ofSeconds(3));

    untilAllIsFired();
    delete("reports", killed);
    delete("letters", killed);
    reminders.get("heartbeat").to = Instant.now();
    nodes.forEach(node -> node.process.destroy());
    note("all instances stop");
    until("all instances stop", () -> nodes.stream().noneMatch(node -> node.process.isAlive()));
    while (!events.isEmpty()) {
      draw();
    }
  }

  private void schedule(String name, Node node) throws IOException {
    Reminder reminder = reminders.get(name);
    String cron = "0/" + reminder.periodSeconds + " * * * * ?";
    String body = "{\"cron\": \"" + cron + "\", \"text\": \"by " + node + "\"}";
    node.request("PUT", "/reminders/" + name, BodyPublishers.ofString(body));
    reminder.from = Instant.now();
    note(name + " scheduled on " + node);
  }

  private void delete(String name, Node node) throws IOException {
    // After the firings of a second, so that none is on its way.
    untilAllIsFired();
    node.request("DELETE", "/reminders/" + name, BodyPublishers.noBody());
    reminders.get(name).to = Instant.now();
    note(name + " deleted on " + node);
  }

  private Node leader() {
    return firings().stream().max(Comparator.comparing(Firing::time)).orElseThrow().node();
  }

  private Node after(Node node) {
    return nodes.get(node.number % nodes.size());
  }

  /** Waits for the middle of a second in which all has been fired that was due until then. */
  private void untilAllIsFired() {
    until(
        "all that is due is fired",
        () -> {
          Instant now = Instant.now();
          int millis = now.get(ChronoField.MILLI_OF_SECOND);
          return millis >= 300 && millis < 700 && lost(now).isEmpty();
        });
  }

  private void untilListed(List<Node> those, Set<String> names) {
    until(
        "each instance lists " + names,
        () -> those.stream().allMatch(node -> node.listed().equals(names)));
    note("each instance lists the same " + names.size());
  }

  private void pass(Duration time) {
    Instant end = Instant.now().plus(time);
    until("the time passes", () -> Instant.now().isAfter(end));
  }

  private void until(String what, BooleanSupplier condition) {
    Instant patienceEnds = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(patienceEnds)) {
        throw new Failure(FAILED, "waited in vain until " + what + "; see " + logs);
      }
      pause();
      if (Instant.now().minusMillis(1_500).isAfter(second)) {
        draw();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(GLANCE.toMillis());
    } catch (InterruptedException e) {
      throw new Failure(FAILED, "interrupted");
    }
  }

  // ---- What is seen

  private void note(String text) {
    events.add(new Event(Instant.now(), text));
  }

  /** Draws the line of a second, half a second after its end. */
  private void draw() {
    List<Firing> all = firings();
    StringBuilder line = new StringBuilder("  " + CLOCK.format(second) + "  ");
    for (String name : reminders.keySet()) {
      String by =
          all.stream()
              .filter(firing -> firing.name().equals(name) && firing.time().equals(second))
              .map(firing -> String.valueOf(firing.node().number))
              .collect(Collectors.joining());
      line.append(String.format("%-" + (name.length() + 2) + "s", by.isEmpty() ? "." : by));
    }
    String margin = " ".repeat(line.length() + 1);
    List<String> remarks = new ArrayList<>(lateFirings(all));
    Instant end = second.plusSeconds(1);
    events.stream()
        .filter(event -> event.at().isBefore(end))
        .map(Event::text)
        .forEach(remarks::add);
    events.removeIf(event -> event.at().isBefore(end));
    System.out.println((line + " " + String.join("\n" + margin, remarks)).stripTrailing());
    shown.addAll(all);
    second = end;
  }

  private List<String> lateFirings(List<Firing> all) {
    String late =
        all.stream()
            .filter(firing -> firing.time().isBefore(second) && !shown.contains(firing))
            .map(Firing::toString)
            .collect(Collectors.joining(", "));
    return late.isEmpty() ? List.of() : List.of("late: " + late);
  }

  private List<Firing> firings() {
    return nodes.stream().flatMap(Node::firings).toList();
  }

  /** The times until a moment that nobody has fired. */
  private List<String> lost(Instant now) {
    Set<String> fired = firings().stream().map(Firing::toString).collect(Collectors.toSet());
    List<String> lost = new ArrayList<>();
    reminders.forEach(
        (name, reminder) ->
            reminder.times(now).stream()
                .map(time -> Firing.toString(name, time))
                .filter(firing -> !fired.contains(firing))
                .forEach(lost::add));
    return lost;
  }

  private int count() {
    List<Firing> all = firings();
    Set<String> different = new HashSet<>();
    List<String> twice =
        all.stream().map(Firing::toString).filter(firing -> !different.add(firing)).toList();
    List<String> lost = lost(Instant.now());
    List<String> stray =
        all.stream()
            .filter(firing -> firing.time().isAfter(reminders.get(firing.name()).to))
            .map(Firing::toString)
            .toList();
    System.out.printf(
        "%n  %d firings, %d twice, %d lost, %d after a deletion%n",
        all.size(), twice.size(), lost.size(), stray.size());
    Stream.of(twice, lost, stray)
        .flatMap(List::stream)
        .forEach(it -> System.out.println("  " + it));
    System.out.println("  logs: " + logs + "\n");
    boolean isKept = twice.isEmpty() && lost.isEmpty() && stray.isEmpty();
    System.out.println(
        isKept ? "Each time was fired once, by one instance." : "The promise is broken.");
    return isKept ? 0 : BROKEN_PROMISE;
  }

  /** What happened, and when. */
  private record Event(Instant at, String text) {}

  /** A job that fires every so many seconds of a minute, from a moment to another. */
  private static final class Reminder {
    final int periodSeconds;
    Instant from = Instant.MAX;
    Instant to = Instant.MAX;

    Reminder(int periodSeconds) {
      this.periodSeconds = periodSeconds;
    }

    /** The times at which it must have been fired by now. */
    List<Instant> times(Instant now) {
      Instant end = now.isBefore(to) ? now : to;
      List<Instant> times = new ArrayList<>();
      for (long time = from.equals(Instant.MAX) ? Long.MAX_VALUE : ceiling(from.getEpochSecond());
          time <= end.getEpochSecond();
          time += periodSeconds) {
        if (!Instant.ofEpochSecond(time).isBefore(from)) {
          times.add(Instant.ofEpochSecond(time));
        }
      }
      return times;
    }

    private long ceiling(long epochSecond) {
      return -Math.floorDiv(-epochSecond, periodSeconds) * periodSeconds;
    }
  }

  /** A line that the job wrote. */
  private record Firing(String name, Instant time, Node node) {
    static String toString(String name, Instant time) {
      return name + " " + CLOCK.format(time);
    }

    @Override
    public String toString() {
      return toString(name, time);
    }
  }

  // ---- Processes

  private void deleteOldLogs() throws IOException {
    Files.createDirectories(logs);
    try (Stream<Path> old = Files.list(logs)) {
      for (Path log : old.toList()) {
        Files.delete(log);
      }
    }
  }

  /** Starts the redis-server that embedded-redis brings. */
  private String startRedis() throws IOException {
    File server = ExecutableProvider.newJarResourceProvider(logs.toFile()).get();
    int port = freePort();
    Process redis =
        processes.start(
            logs.resolve("redis.log"),
            Map.of(),
            List.of(
                server.getPath(),
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--appendonly",
                "no"));
    Instant patienceEnds = Instant.now().plus(PATIENCE);
    while (!isRedis(port)) {
      if (!redis.isAlive() || Instant.now().isAfter(patienceEnds)) {
        throw new Failure(
            NO_REDIS, "no Redis runs here, see " + logs + "/redis.log: use yours with --redis URL");
      }
      pause();
    }
    return "redis://127.0.0.1:" + port;
  }

  private static boolean isRedis(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(UTF_8));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** An instance of the application. */
  private final class Node {
    private static final Pattern FIRED = Pattern.compile("fired (\\S+) for (\\S+):");
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");

    final int number;
    private final String redis;
    private final int port = freePort();
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    Process process;

    Node(int number, String redis) throws IOException {
      this.number = number;
      this.redis = redis;
      this.log = Files.createFile(logs.resolve(this + ".log"));
    }

    void start() throws IOException {
      process =
          processes.start(
              log,
              Map.of("BEATCOP_REDIS", redis),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-jar",
                  here.resolve("target/shared-schedule-example.jar").toString(),
                  "--server.address=127.0.0.1",
                  "--server.port=" + port));
    }

    boolean answers() {
      if (!process.isAlive()) {
        throw new Failure(FAILED, this + " has ended, see " + log);
      }
      try {
        return request("GET", "/reminders", BodyPublishers.noBody()) != null;
      } catch (IOException e) {
        return false;
      }
    }

    Set<String> listed() {
      try {
        return NAME.matcher(request("GET", "/reminders", BodyPublishers.noBody()))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
      } catch (IOException e) {
        return Set.of();
      }
    }

    String request(String method, String path, BodyPublisher body) throws IOException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Content-Type", "application/json")
              .timeout(PATIENCE)
              .method(method, body)
              .build();
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
          throw new Failure(FAILED, method + " " + request.uri() + ": " + response.statusCode());
        }
        return response.body();
      } catch (InterruptedException e) {
        throw new Failure(FAILED, "interrupted");
      }
    }

    Stream<Firing> firings() {
      try {
        return FIRED
            .matcher(Files.readString(log))
            .results()
            .map(line -> new Firing(line.group(1), Instant.parse(line.group(2)), this));
      } catch (IOException e) {
        throw new Failure(FAILED, "can't read " + log);
      }
    }

    @Override
    public String toString() {
      return "node-" + number;
    }
  }

  /** All that was started. It ends with the demo, also if that is killed. */
  private static final class Processes {

    // A JVM that is killed can't end its children. This shell reads their ids from a pipe, and
    // kills
    // them at its end. Ctrl-C reaches the shell as well, which must not end before.
    private static final String WATCHER =
        """
        trap '' INT TERM HUP
        while read -r line; do ids=$line; done
        kill -9 $ids
        """;

    private final List<Process> running = new ArrayList<>();
    private Process watcher;
    private boolean over;

    synchronized Process start(Path log, Map<String, String> environment, List<String> command)
        throws IOException {
      if (over) {
        throw new Failure(FAILED, "interrupted");
      }
      if (watcher == null) {
        watcher = new ProcessBuilder("sh", "-c", WATCHER).start();
      }
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process =
          builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
      running.removeIf(earlier -> !earlier.isAlive());
      running.add(process);
      String ids =
          running.stream().map(each -> String.valueOf(each.pid())).collect(Collectors.joining(" "));
      OutputStream pipe = watcher.getOutputStream();
      pipe.write((ids + "\n").getBytes(UTF_8));
      pipe.flush();
      return process;
    }

    /** Ends them all, however the demo ends, and lets none be started after. */
    synchronized void kill() {
      over = true;
      running.forEach(Process::destroyForcibly);
      if (watcher != null) {
        watcher.destroyForcibly();
      }
    }
  }

  /** The demo can't go on, for a reason that its user is told. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;
    final int exitCode;

    Failure(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }
  }
}
