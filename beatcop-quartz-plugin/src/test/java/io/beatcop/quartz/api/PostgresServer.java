package io.beatcop.quartz.api;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of this machine's own packages, in a folder of its own, on a socket there. */
final class PostgresServer implements AutoCloseable {

  static final String MISSING =
      "no PostgreSQL: there is no /usr/lib/postgresql/VERSION/bin/initdb, and none on the PATH;"
          + " install Debian's package postgresql to compare with it";

  private final Path binaries;
  private final Path folder;
  private final int port;

  private PostgresServer(Path binaries, Path folder, int port) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
  }

  /** Where its programs are, if they are. */
  static Optional<Path> binaries() throws IOException {
    List<Path> folders = new ArrayList<>();
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(version -> version.resolve("bin")).forEach(folders::add);
      }
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      folders.add(Path.of(folder));
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .findFirst();
  }

  /** Starts one. */
  static PostgresServer start(Path binaries) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path folder = Files.createTempDirectory("beatcop-postgres-");
    PostgresServer server = new PostgresServer(binaries, folder, port);
    if (isRoot()) {
      server.run("chown", user(), folder.toString());
    }
    server.command("initdb", "--auth=trust", "--username=sa", "--no-sync", "-D", server.data());
    server.command(
        "pg_ctl",
        "-w",
        "-D",
        server.data(),
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-F -h 127.0.0.1 -k " + folder + " -p " + port,
        "start");
    return server;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=sa";
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** It refuses to run as root. */
  private static String user() {
    return "nobody";
  }

  private void command(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", user(), "--"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private void run(String... command) throws IOException {
    Path said = folder.resolveSibling(folder.getFileName() + ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int status = process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
    String output = Files.readString(said);
    Files.delete(said);
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
  }

  @Override
  public void close() throws IOException {
    command("pg_ctl", "-w", "-D", data(), "-m", "immediate", "stop");
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
