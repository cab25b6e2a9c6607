package io.beatcop.redis.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs in one round trip, as one step.
 *
 * @param name the name of its file
 * @param text its code, without comments
 * @param sha the SHA-1 of the code, in hexadecimal, by which Redis knows it
 */
public record Script(String name, String text, String sha) {

  /**
   * Reads a script.
   *
   * @param owner a class beside whose package the file is
   * @param name the name of the file, without {@code .lua}
   * @return the script
   */
  public static Script of(Class<?> owner, String name) {
    try (InputStream file = owner.getResourceAsStream(name + ".lua")) {
      if (file == null) {
        throw new IllegalStateException("the script " + name + ".lua is missing from the jar");
      }
      return ofText(name, withoutComments(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A script that is not in a file.
   *
   * @param name what messages call it
   * @param text its code
   * @return the script
   */
  public static Script ofText(String name, String text) {
    return new Script(name, text, sha1(text));
  }

  /** The comments are for readers of this project; Redis need not store them. */
  private static String withoutComments(String text) {
    return text.replaceAll("(?m)^\\s*--.*\\n", "").replaceAll("(?m)^\\s*\\n", "");
  }

  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
