package io.beatcop.settings;

import io.beatcop.lease.SettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file in the format of Python 2.7's {@code SafeConfigParser}, with which BeatCop 1.0 read its
 * file.
 *
 * <p>The names of sections are case-sensitive, and keys become lower-case. Each section has the
 * keys of {@code [DEFAULT]} too, and {@code %(key)s} in a value stands for another value of its
 * section. {@link IniReader} has the rules for lines, {@link Interpolation} those for values.
 *
 * <p>The readers of this format in Java (ini4j, Commons Configuration) have rules of their own for
 * comments, continuation lines and percent signs. They would read other commands from existing
 * files.
 */
final class IniFile {

  static final String DEFAULT_SECTION = "DEFAULT";

  /** A value as it stands in the file, and the line of its key. */
  record Entry(String text, int line) {}

  private final String name;
  private final Map<String, Map<String, Entry>> sections;
  private final Set<String> referenced = new HashSet<>();

  IniFile(String name, Map<String, Map<String, Entry>> sections) {
    this.name = name;
    this.sections = sections;
  }

  /**
   * Reads a file.
   *
   * @throws SettingException if there is no such file, or it has another format
   */
  static IniFile read(Path path) {
    String text;
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (NoSuchFileException e) {
      throw new SettingException("file", path, "there is no such file");
    } catch (CharacterCodingException e) {
      throw new SettingException("file", path, "must be a text file in UTF-8");
    } catch (IOException e) {
      String why = Files.isDirectory(path) ? "is a folder" : String.valueOf(e.getMessage());
      throw new SettingException("file", path, "can't be read: " + why);
    }
    return new IniReader(path.toString()).read(text);
  }

  /** The place of an entry, such as {@code beatcop.ini:7}. */
  String at(Entry entry) {
    return name + ":" + entry.line();
  }

  Set<String> sections() {
    return sections.keySet();
  }

  /** The entries of a section itself, by key, with their values as written. */
  Map<String, Entry> own(String section) {
    return sections.getOrDefault(section, Map.of());
  }

  /** The entry of a section, or else of {@code [DEFAULT]}, with its references replaced. */
  Optional<Entry> find(String section, String key) {
    if (!sections.containsKey(section)) {
      return Optional.empty();
    }
    Map<String, Entry> visible = visible(section);
    Entry entry = visible.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    visible.forEach((other, its) -> values.put(other, its.text()));
    values.put("__name__", section);
    Interpolation interpolation = new Interpolation(at(entry) + ": " + key, values);
    String text = interpolation.of(entry.text());
    referenced.addAll(interpolation.referenced());
    return Optional.of(new Entry(text, entry.line()));
  }

  /** Whether a value that was asked for refers to this key. */
  boolean isReferenced(String key) {
    return referenced.contains(key);
  }

  private Map<String, Entry> visible(String section) {
    Map<String, Entry> visible = new TreeMap<>(own(DEFAULT_SECTION));
    visible.putAll(own(section));
    return visible;
  }
}
