package io.beatcop.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The name of this machine, found without name servers. Java's own way asks them; if there are
 * none, it takes 10 s and returns {@code localhost} (L-j).
 */
@Internal
public final class HostName {

  private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");
  private static final String UNKNOWN = "localhost";

  private HostName() {}

  /**
   * The kernel's name of the machine or container, else {@code HOSTNAME}, else {@code localhost}.
   * It need not be unique: the other parts of an identity tell nodes apart.
   *
   * @return one word of visible ASCII characters
   */
  public static String get() {
    return of(KERNELS, System.getenv().getOrDefault("HOSTNAME", ""));
  }

  static String of(Path kernels, String variable) {
    String name;
    try {
      name = Files.readString(kernels).strip();
    } catch (IOException e) {
      name = "";
    }
    String chosen = name.isEmpty() ? variable.strip() : name;
    return chosen.isEmpty() ? UNKNOWN : chosen.replaceAll("[^\\x21-\\x7e]", "_");
  }
}
