package io.beatcop.redis.settings;

import io.beatcop.lease.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A file with the password. It is read for each connection.
 *
 * <p>It has one line, the password, or two, the user and the password.
 *
 * @param user the user, if the file has none
 */
record PasswordFile(Path path, Optional<String> user) implements LoginSource {

  /** Many times the longest password. A longer file is the wrong one. */
  private static final int LONGEST = 64 * 1024;

  @Override
  public RedisLogin now(Duration atMost) {
    try (InputStream file = Files.newInputStream(path)) {
      byte[] bytes = file.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw wrong("must be a file with the password in it, and is longer than 64 kB");
      }
      return login(new String(bytes, StandardCharsets.UTF_8), user)
          .orElseThrow(() -> wrong("must be a file with a password in it, and is empty"));
    } catch (IOException e) {
      throw wrong("must be a file with the password in it, and can't be read");
    }
  }

  private SettingException wrong(String expected) {
    return new SettingException("passwordfile", path, expected);
  }

  /** Reads one line, or two; empty if there is none. */
  static Optional<RedisLogin> login(String text, Optional<String> user) {
    List<String> lines = text.stripTrailing().lines().toList();
    if (lines.isEmpty() || lines.get(lines.size() - 1).isEmpty()) {
      return Optional.empty();
    }
    return lines.size() == 2
        ? Optional.of(new RedisLogin(Optional.of(lines.get(0).strip()), Optional.of(lines.get(1))))
        : Optional.of(new RedisLogin(user, Optional.of(text.stripTrailing())));
  }
}
