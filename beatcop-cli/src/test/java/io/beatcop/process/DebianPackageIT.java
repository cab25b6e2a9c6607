package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C-j: the packages for Debian, and the guard that is in them. */
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
    assertThat(Commands.run("sh", "-c", "cat src/main/guard/build"))
        .contains("-fstack-protector-strong");
  }
}
