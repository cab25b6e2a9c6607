package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.process.BareRoot.Ended;
import io.beatcop.testing.Certificates;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import io.beatcop.testing.TlsRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code beatcop-full} on a machine without a Java. */
@Slow
class FullPackageIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Path ARCHIVE = Path.of("target/beatcop-full.tar.gz").toAbsolutePath();
  private static final Path DEB = Path.of("target/beatcop-full.deb").toAbsolutePath();
  private static final long MOST_BYTES = 40L << 20;

  /** Where the archive is unpacked, which is nowhere that the build knows of. */
  private static final String HOME = "/srv/any where/beatcop";

  /** Java says where each class came from. */
  private static final Map<String, String> SHOWING_CLASSES =
      Map.of("BEATCOP_JAVA_OPTS", "-Xlog:class+load:stderr");

  @TempDir private static Path folder;

  private BareRoot root = BareRoot.of(Path.of("/"));
  private String debian = "";

  @BeforeAll
  static void itIsBuilt() {
    assumeTrue(Files.exists(ARCHIVE), "there is no beatcop-full: build with -Pfull or -Pslow");
  }

  @BeforeEach
  void emptyRedis() {
    redis.start();
    redis.command("FLUSHALL");
  }

  /** JUnit would write two lines about each of its symbolic links. */
  @AfterEach
  void removeDebian() {
    if (!debian.isEmpty()) {
      Commands.run("rm", "-rf", "--one-file-system", debian);
    }
  }

  /** Unpacked anew for each test, since some do damage. */
  private void unpacked() throws IOException {
    assumeTrue(
        Commands.isRoot() && Commands.exists("unshare") && Commands.exists("ldd"),
        "only root may make a root folder");
    Path there = Files.createTempDirectory(folder, "root");
    Path home = there.resolve(HOME.substring(1));
    Files.createDirectories(home);
    Commands.run("tar", "-xzf", ARCHIVE.toString(), "--strip-components=1", "-C", home.toString());
    try (Stream<Path> files = Files.walk(home.resolve("runtime"))) {
      root =
          BareRoot.assembled(there, files.filter(file -> file.toString().endsWith(".so")).toList());
    }
  }

  private Ended beatcop(Map<String, String> environment, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(HOME + "/bin/beatcop"));
    command.addAll(List.of(words));
    return root.run(environment, command.toArray(String[]::new));
  }

  private static String[] run(String uri, String... options) {
    List<String> words = new ArrayList<>(List.of("run", "--redis", uri, "--lease", "full"));
    words.addAll(List.of("--ttl", "2s"));
    words.addAll(List.of(options));
    words.addAll(List.of("--", "sh", "-c", "echo \"runs as $BEATCOP_NODE in $JAVA_HOME\"; exit 5"));
    return words.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"target/beatcop-full.tar.gz", "target/beatcop-full.deb"})
  void theDownloadIsSmall(String file) throws IOException {
    assertThat(Files.size(Path.of(file))).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void lintianFindsNothing() {
    assumeTrue(Commands.exists("lintian"), "there is no lintian");

    assertThat(Commands.run("lintian", DEB.toString()).lines())
        .filteredOn(line -> line.matches("[EWN]: .*") && !line.contains("root privileges"))
        .isEmpty();
  }

  @Test
  void itNeedsNoJava() throws Exception {
    unpacked();
    String pom = Files.readString(Path.of("pom.xml"));

    Ended version = beatcop(Map.of(), "--version");

    assertThat(root.has("javac") || Files.exists(root.resolve("usr/lib/jvm"))).isFalse();
    assertThat(version.err()).isEmpty();
    assertThat(version.out())
        .isEqualTo("beatcop " + pom.replaceAll("(?s).*?<version>(.*?)</version>.*", "$1") + "\n");
  }

  /** With a JAVA_HOME that leads nowhere, since it is the command's. */
  @Test
  void itRunsACommand() throws Exception {
    unpacked();

    Ended run = beatcop(Map.of("JAVA_HOME", "/the/command's"), run(redis.uri(), "--node", "a"));

    assertThat(run.out()).as(run.err()).startsWith("runs as a").endsWith(" in /the/command's\n");
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err()).contains("full: released").doesNotContain("WARN", "Exception");
  }

  @Test
  void itSpeaksTls() throws Exception {
    unpacked();
    Certificates ours = new Certificates(folder, "ours").sign("server", "dns:localhost");
    Files.copy(ours.ca(), root.resolve("etc/ca.pem"));

    try (TlsRelay relay = TlsRelay.start(ours, "server", false, redis.port())) {
      Ended run =
          beatcop(Map.of(), run("rediss://localhost:" + relay.port(), "--ca", "/etc/ca.pem"));

      assertThat(run.out()).as(run.err()).startsWith("runs as ");
      assertThat(run.code()).isEqualTo(5);
    }
  }

  /** At the first start, and in a folder that the build has never seen. */
  @Test
  void itUsesTheArchiveThatIsInIt() throws Exception {
    unpacked();

    Ended run = beatcop(SHOWING_CLASSES, run(redis.uri()));

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err())
        .contains("io.beatcop.cli.Main source: shared objects file")
        .contains("redis.clients.jedis.Connection source: shared objects file");
    assertThat(run.err().lines().filter(line -> line.contains("shared objects file")).count())
        .as("of the classes, those of the archive")
        .isGreaterThan(run.err().lines().filter(line -> line.contains("source: jrt:")).count() * 9);
  }

  /** S-j: as for an archive that was made on the node. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd if=/dev/urandom of=%s bs=1 seek=100 count=4000 conv=notrunc",
        "dd if=/dev/urandom of=%s bs=1 seek=5000000 count=4000 conv=notrunc",
        "dd if=/dev/null of=%s bs=1 seek=100000",
        "rm %s"
      })
  void aDamagedArchiveIsGotOver(String damage) throws Exception {
    unpacked();
    root.run(Map.of(), "sh", "-c", damage.formatted("'" + HOME + "/lib/beatcop.jsa'"));

    Ended status = beatcop(Map.of(), "status", "--redis", redis.uri(), "--lease", "full");
    Ended first = beatcop(Map.of(), run(redis.uri()));
    Ended second = beatcop(Map.of(), run(redis.uri()));

    assertThat(status.code()).as(status.err()).isEqualTo(1);
    // If it crashed, the archive is gone now.
    assertThat(List.of(first.code(), second.code())).as(first.err()).contains(5);
    assertThat(second.code()).as(second.err()).isEqualTo(5);
  }

  /** As an administrator does it, with all that the package says it depends on, and no more. */
  @Test
  void debianInstallsIt() throws Exception {
    assumeTrue(Commands.isRoot() && Commands.exists("unshare"), "only root may do this");
    assumeTrue(Commands.exists("debootstrap"), "there is no debootstrap");
    debian = Files.createTempDirectory(folder, "debian").toString();
    String said = BareRoot.debootstrap(Path.of(debian));
    assumeTrue(said.contains("Base system installed successfully"), "debootstrap: " + said);
    root = BareRoot.of(Path.of(debian));
    Files.copy(DEB, root.resolve("beatcop-full.deb"));

    Ended install = root.run(Map.of(), "dpkg", "-i", "/beatcop-full.deb");
    List<String> command = new ArrayList<>(List.of("beatcop"));
    command.addAll(List.of(run(redis.uri())));
    Ended run = root.run(SHOWING_CLASSES, command.toArray(String[]::new));
    Ended remove = root.run(Map.of(), "dpkg", "-P", "beatcop-full");

    assertThat(install.code()).as(install.err()).isZero();
    assertThat(run.out()).as(run.err()).startsWith("runs as ");
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err()).contains("io.beatcop.cli.Main source: shared objects file");
    assertThat(remove.code()).as(remove.err()).isZero();
    assertThat(root.resolve("usr/lib/beatcop")).doesNotExist();
  }
}
