package io.beatcop.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server for a test alone, of the programs of this machine. */
public final class Postgres implements AutoCloseable {

  private static final String USER = "app";

  private final Process server;
  private final String url;

  private Postgres(Process server, String url) {
    this.server = server;
    this.url = url;
  }

  /** Starts one in an empty folder. Without PostgreSQL's programs the test is left out. */
  public static Postgres start(Path folder) throws Exception {
    Optional<Path> programs = programs();
    Assumptions.assumeTrue(
        programs.isPresent(),
        "left out: this machine has no initdb and postgres on the PATH or in /usr/lib/postgresql");
    Path data = Files.createDirectory(folder.resolve("data"));
    if (isRoot()) {
      // PostgreSQL refuses to run as root.
      finish(List.of("chmod", "711", folder.toString()));
      finish(List.of("chown", "nobody", data.toString()));
    }
    String bin = programs.orElseThrow().toString();
    finish(asUser(bin + "/initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-N"));
    int port = freePort();
    Process server =
        new ProcessBuilder(
                asUser(
                    bin + "/postgres",
                    "-D",
                    data.toString(),
                    "-p",
                    String.valueOf(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "fsync=off"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Postgres postgres =
        new Postgres(server, "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER);
    await().until(postgres::answers);
    return postgres;
  }

  private static Optional<Path> programs() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      folders.add(Path.of(folder));
    }
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(version -> version.resolve("bin")).forEach(folders::add);
      }
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .findFirst();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asUser(String... command) {
    List<String> words = new ArrayList<>();
    if (isRoot()) {
      words.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    words.addAll(List.of(command));
    return words;
  }

  private static void finish(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try (Connection connection = getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      // Not yet.
      return false;
    }
  }

  /** Returns its address for JDBC, with the user in it. */
  public String url() {
    return url;
  }

  /** Opens a connection. */
  public Connection getConnection() throws SQLException {
    return DriverManager.getConnection(url);
  }

  @Override
  public void close() {
    server.destroy();
    Process unused = server.onExit().join();
  }
}
