package io.beatcop.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the product lies that the build has made. */
final class Distribution {

  private Distribution() {}

  /** The guard of this machine. */
  static Path guard() {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    Path guard = Path.of("src/dist/libexec/beatcop-guard-linux-" + machine).toAbsolutePath();
    if (!Files.isExecutable(guard)) {
      throw new IllegalStateException(guard + " is missing: run src/main/guard/build");
    }
    return guard;
  }
}
