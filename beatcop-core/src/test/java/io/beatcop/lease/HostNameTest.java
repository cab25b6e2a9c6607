package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** L-j: a node has the kernel's name of its machine, and asks no name server for it. */
class HostNameTest {

  @TempDir private Path folder;

  @Test
  void theKernelKnowsTheName() throws IOException {
    Path kernels = Files.writeString(folder.resolve("hostname"), "pod-0 ä\n");

    assertThat(HostName.of(kernels, "other")).isEqualTo("pod-0__");
  }

  @Test
  void withoutAKernelThatTellsTheEnvironmentDoes() {
    assertThat(HostName.of(folder.resolve("none"), "pod-1")).isEqualTo("pod-1");
    assertThat(HostName.of(folder.resolve("none"), "")).isEqualTo("localhost");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHolderBeginsWithIt() throws IOException {
    String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();

    assertThat(LeaseSettings.newHolder()).startsWith(name + "-");
  }
}
