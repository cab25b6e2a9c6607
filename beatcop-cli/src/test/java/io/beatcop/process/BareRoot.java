package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder that is the root of a machine without a Java; only root can use it. */
final class BareRoot {

  /** What the launcher and the tests call. */
  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "cat",
          "chmod",
          "dd",
          "env",
          "id",
          "ls",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sleep",
          "uname");

  private final Path folder;

  private BareRoot(Path folder) {
    this.folder = folder;
  }

  /** Of a shell and a few programs of this machine, with the libraries that they need. */
  static BareRoot assembled(Path folder, List<Path> libraries) throws IOException {
    BareRoot root = new BareRoot(folder);
    for (String part : List.of("bin", "dev", "etc", "proc", "tmp")) {
      Files.createDirectories(folder.resolve(part));
    }
    for (String device : List.of("null", "random", "urandom")) {
      Commands.run("cp", "-a", "/dev/" + device, folder + "/dev/");
    }
    Commands.run("sh", "-c", "cp /etc/hosts /etc/passwd /etc/group " + folder + "/etc/");
    for (String program : PROGRAMS) {
      Commands.run("sh", "-c", "cp -L $(command -v " + program + ") " + folder + "/bin/");
      root.addLibrariesOf(folder.resolve("bin").resolve(program));
    }
    for (Path library : libraries) {
      root.addLibrariesOf(library);
    }
    return root;
  }

  /** Those of this machine, in the folders in which it has them. */
  private void addLibrariesOf(Path file) throws IOException {
    for (String line : Commands.run("ldd", file.toString()).lines().toList()) {
      String library = line.replaceAll(".*=> ", "").strip().replaceAll(" .*", "");
      Path to = folder.resolve(library.replaceFirst("^/", ""));
      // A runtime's own libraries are in the root already.
      boolean isOfThisMachine = library.startsWith("/") && !Path.of(library).startsWith(folder);
      if (isOfThisMachine && !Files.exists(to)) {
        Files.createDirectories(to.getParent());
        Commands.run("cp", "-L", library, to.toString());
      }
    }
  }

  /** Debian's smallest, as {@code debootstrap} makes it; the answer is what it said. */
  static String debootstrap(Path folder) throws IOException {
    String release = Files.readString(Path.of("/etc/os-release"));
    String suite = release.replaceAll("(?s).*VERSION_CODENAME=(\\w+).*", "$1");
    return Commands.run("debootstrap", "--variant=minbase", suite, folder.toString());
  }

  /** One that is there. */
  static BareRoot of(Path folder) {
    return new BareRoot(folder);
  }

  Path resolve(String path) {
    return folder.resolve(path.replaceFirst("^/", ""));
  }

  /** Whether there is any file of this name. */
  boolean has(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.endsWith(name));
    }
  }

  /** Runs a command in it, as the first process of its own, and in this environment alone. */
  Ended run(Map<String, String> environment, String... words) throws Exception {
    List<String> command = new ArrayList<>(Commands.withDefaultSignals());
    command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
    command.addAll(List.of("--mount-proc=" + folder.resolve("proc"), "chroot", folder.toString()));
    command.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of(words));
    Path out = resolve("tmp/out");
    Path err = resolve("tmp/err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
      return new Ended(process.exitValue(), text(out), text(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** How a command ended, and what it wrote. */
  record Ended(int code, String out, String err) {}
}
