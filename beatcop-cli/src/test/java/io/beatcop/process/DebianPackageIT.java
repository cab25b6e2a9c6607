package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C-j: the packages for Debian, and the guard that is in them. */
@Slow
class DebianPackageIT {

  @ParameterizedTest
  @CsvSource({"amd64,arm64", "arm64,amd64"})
  void eachHasTheGuardOfItsMachineAndNoOther(String machine, String other) {
    assumeTrue(Commands.exists("dpkg-deb"), "there is no dpkg-deb");
    Path deb = Path.of("target", "beatcop_" + machine + ".deb");

    assertThat(Commands.run("dpkg-deb", "-f", deb.toString(), "Architecture").strip())
        .isEqualTo(machine);
    assertThat(Commands.run("dpkg-deb", "-c", deb.toString()))
        .contains("./usr/libexec/beatcop/beatcop-guard-linux-" + machine)
        .doesNotContain("beatcop-guard-linux-" + other)
        .doesNotContain("usr/share/beatcop/libexec/beatcop-guard");
  }

  /** Else the first start after an update of Java would be a slow one. */
  @ParameterizedTest
  @CsvSource({"amd64", "arm64"})
  void eachIsToldWhenAJavaChanges(String machine) {
    assumeTrue(Commands.exists("dpkg-deb"), "there is no dpkg-deb");

    assertThat(Commands.run("dpkg-deb", "-I", "target/beatcop_" + machine + ".deb", "triggers"))
        .isEqualTo("interest-noawait /usr/lib/jvm\n");
  }

  @ParameterizedTest
  @CsvSource({"amd64", "arm64"})
  void lintianFindsNothing(String machine) {
    assumeTrue(Commands.exists("lintian"), "there is no lintian");

    assertThat(Commands.run("lintian", "target/beatcop_" + machine + ".deb").lines())
        .filteredOn(line -> line.matches("[EWN]: .*") && !line.contains("root privileges"))
        .isEmpty();
  }

  /** Position-independent, with canaries, read-only relocations, and no stack to execute. */
  @ParameterizedTest
  @CsvSource({"amd64", "arm64"})
  void theGuardIsHardened(String machine) {
    assumeTrue(Commands.exists("readelf"), "there is no readelf");
    String guard = "src/dist/libexec/beatcop-guard-linux-" + machine;

    assertThat(Commands.run("readelf", "-hW", guard)).containsPattern("Type: +DYN");
    assertThat(Commands.run("readelf", "-lW", guard))
        .contains("GNU_RELRO")
        .containsPattern("GNU_STACK.* RW ")
        .doesNotContainPattern("RWE")
        .doesNotContain("INTERP");
    assertThat(Commands.run("readelf", "-dW", guard)).contains("Flags: NOW PIE");
    assertThat(Commands.run("cat", "src/main/guard/build")).contains("-fstack-protector-strong");
  }

  /** No symbol is left that would tell: but on this machine a canary is read in no other way. */
  @Test
  void theFunctionsOfTheGuardHaveCanaries() {
    assumeTrue(Commands.exists("objdump"), "there is no objdump");

    assertThat(
            Commands.run("objdump", "-d", "src/dist/libexec/beatcop-guard-linux-amd64")
                .lines()
                .filter(line -> line.contains("%fs:0x28")))
        .hasSizeGreaterThan(50);
  }

  /** As the POM says: one place to change. */
  @ParameterizedTest
  @CsvSource({"amd64", "arm64"})
  void eachNamesTheUrlAndTheTimeOfTheBuild(String machine) throws IOException {
    assumeTrue(Commands.exists("dpkg-deb"), "there is no dpkg-deb");
    String deb = "target/beatcop_" + machine + ".deb";
    String pom = Files.readString(Path.of("..", "pom.xml"));
    String changes = "./usr/share/doc/beatcop/changelog.gz";

    assertThat(Commands.run("dpkg-deb", "-f", deb, "Homepage").strip())
        .isEqualTo(element("url", pom));
    assertThat(
            Commands.run(
                "sh", "-c", "dpkg-deb --fsys-tarfile " + deb + " | tar xO " + changes + " | zcat"))
        .contains(
            DateTimeFormatter.RFC_1123_DATE_TIME
                .format(OffsetDateTime.parse(element("project.build.outputTimestamp", pom)))
                .replace("GMT", "+0000"));
  }

  /** The first of that name. */
  private static String element(String name, String pom) {
    int from = pom.indexOf("<" + name + ">") + name.length() + 2;
    return pom.substring(from, pom.indexOf("</", from));
  }
}
