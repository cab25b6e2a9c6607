package io.beatcop.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings in a file, and a warning for each unknown key.
 *
 * <p>BeatCop 1.0 ignored unknown keys, so they are no errors here. There is no warning for a key
 * that another value refers to, nor for one in {@code [DEFAULT]} or in other sections.
 *
 * @param values the settings
 * @param warnings the sentences
 */
record FileSettings(Map<Setting, Value> values, List<String> warnings) {

  private static final Set<String> SECTIONS = Set.of("redis", "beatcop");

  /** How many letters a key may differ from a known one to count as a misspelling of it. */
  private static final int NEAR = 2;

  static FileSettings of(IniFile file) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      file.find(setting.section(), setting.key())
          .filter(entry -> !entry.text().isEmpty())
          .ifPresent(
              entry -> values.put(setting, Value.ofFile(setting, entry.text(), file.at(entry))));
    }
    List<String> warnings = new ArrayList<>();
    for (String section : file.sections()) {
      if (SECTIONS.contains(section)) {
        file.own(section)
            .forEach(
                (key, entry) -> {
                  if (!keys(section).contains(key) && !file.isReferenced(key)) {
                    warnings.add(file.at(entry) + ": " + unknown(key, section));
                  }
                });
      }
    }
    return new FileSettings(values, warnings);
  }

  private static Set<String> keys(String section) {
    Set<String> keys = new TreeSet<>();
    for (Setting setting : Setting.values()) {
      if (setting.section().equals(section)) {
        keys.add(setting.key());
      }
    }
    return keys;
  }

  private static String unknown(String key, String section) {
    String ignored = key + " is not a key of [" + section + "], ignored";
    String other = section.equals("redis") ? "beatcop" : "redis";
    if (keys(other).contains(key)) {
      return ignored + "; it belongs into [" + other + "]";
    }
    return keys(section).stream()
        .min(Comparator.comparingInt(known -> distance(key, known)))
        .filter(known -> distance(key, known) <= NEAR)
        .map(known -> ignored + "; did you mean " + known + "?")
        .orElse(ignored);
  }

  /** How many letters have to be added, left out or changed (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return row[to.length()];
  }
}
