package io.beatcop.settings;

import io.beatcop.lease.SettingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A setting's value as its user wrote it.
 *
 * @param setting the setting
 * @param text the value
 * @param origin where it was written: {@code command line}, the name of an environment variable, or
 *     file and line
 * @param name the user's name of the setting: {@code --ttl}, {@code BEATCOP_TTL}, {@code
 *     beatcop.ini:7: ttl}
 */
public record Value(Setting setting, String text, String origin, String name) {

  static Value ofOption(Setting setting, String text) {
    return new Value(setting, text, "command line", setting.option());
  }

  static Value ofVariable(Setting setting, String text) {
    return new Value(setting, text, setting.variable(), setting.variable());
  }

  static Value ofFile(Setting setting, String text, String fileAndLine) {
    return new Value(setting, text, fileAndLine, fileAndLine + ": " + setting.key());
  }

  /**
   * The error for a wrong value.
   *
   * @param expected what it must be
   * @return the exception to throw
   */
  public SettingException wrong(String expected) {
    return new SettingException(name, shown(), expected);
  }

  /**
   * The value, without secrets.
   *
   * @return the value, or {@code ***} if it is a secret
   */
  public String shown() {
    return setting.isSecret() ? "***" : text;
  }

  /**
   * The value as a path.
   *
   * @return the path
   * @throws SettingException if this machine can have no such path
   */
  public Path path() {
    return path(name, text);
  }

  /**
   * A path that a user wrote. In the C locale, a JVM can't represent all paths (S-e).
   *
   * @param name the user's name of the setting
   * @param text the path as it was written
   * @return the path
   * @throws SettingException if this machine can have no such path
   */
  public static Path path(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new SettingException(
          name,
          text,
          text.indexOf('\0') >= 0
              ? "must not have a NUL in it"
              : "is no path in the locale of this process: set LC_ALL to one in UTF-8");
    }
  }

  /** The rank of its place: the command line is asked first, the file last. */
  int rank() {
    if (name.equals(setting.option())) {
      return 0;
    }
    return name.equals(setting.variable()) ? 1 : 2;
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return name + " = " + shown();
  }
}
