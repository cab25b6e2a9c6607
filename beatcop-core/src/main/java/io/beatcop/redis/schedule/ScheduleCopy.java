package io.beatcop.redis.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The items of a shared schedule in one version, as they were read from Redis. */
final class ScheduleCopy {

  /** What the texts were read from does not hold together any more: read anew. */
  static final class Torn extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final int MOST_CHANGES = 50;
  private static final int MOST_ROUNDS = 10_000;

  private final Map<ItemName, String> texts = new LinkedHashMap<>();
  private final Map<ItemName, Long> versions = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private long number;
  private String last = "-";

  private ScheduleCopy() {}

  /** Before the first change. */
  static ScheduleCopy none() {
    return new ScheduleCopy();
  }

  /**
   * Reads all items, and then the changes that were made meanwhile: an item of a page may be newer
   * than the version, and is set once more.
   *
   * @return empty if there is no schedule
   * @throws Torn if more was changed meanwhile than Redis keeps
   */
  static Optional<ScheduleCopy> read(ScheduleTexts redis) throws Torn {
    ScheduleCopy copy = new ScheduleCopy();
    String head = ScheduleEditor.fields(redis.pages("schedule", copy::field)).get(0);
    if (!ScheduleTexts.isThere(head)) {
      return Optional.empty();
    }
    copy.reached(head);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<String> changes =
          ScheduleEditor.fields(redis.since(copy.number, copy.last, MOST_CHANGES));
      if (!changes.get(0).equals("changes")) {
        throw new Torn();
      }
      if (changes.size() == 1) {
        return Optional.of(copy);
      }
      changes.subList(1, changes.size()).forEach(copy::apply);
    }
    throw new Torn();
  }

  private void reached(String head) {
    int space = head.indexOf(' ');
    number = Long.parseLong(head.substring(0, space));
    last = head.substring(space + 1);
  }

  private void field(String field, String value) {
    if (field.equals(ScheduleTexts.HEAD)) {
      return;
    }
    try {
      int space = value.indexOf(' ');
      ItemName name = ItemName.parse(field);
      versions.put(name, Long.valueOf(value.substring(0, space)));
      texts.put(name, value.substring(space + 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      unreadable.add(field);
    }
  }

  /** Applies one element of the list of changes. */
  private void apply(String change) {
    String[] lines = change.split("\n", -1);
    Map<String, Optional<String>> items = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String field = lines[i].substring(1);
      items.put(field, lines[i].startsWith("+") ? Optional.of(lines[++i]) : Optional.empty());
    }
    made(lines[0].substring(lines[0].indexOf(' ') + 1), items);
  }

  /** This change was made on top of it. */
  void made(String change, Map<String, Optional<String>> items) {
    reached((number + 1) + " " + change);
    items.forEach(
        (field, text) -> {
          ItemName name = ItemName.parse(field);
          if (text.isPresent()) {
            texts.put(name, text.get());
            versions.put(name, number);
          } else {
            texts.remove(name);
            versions.remove(name);
          }
        });
  }

  long number() {
    return number;
  }

  String last() {
    return last;
  }

  Optional<String> text(ItemName name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** Whether an item is still as that version left it. */
  boolean isOf(ItemName name, long version) {
    return Long.valueOf(version).equals(versions.get(name));
  }

  /** The names of all items of a kind. */
  Stream<ItemName> names(char kind) {
    return texts.keySet().stream().filter(name -> name.kind() == kind);
  }

  List<String> unreadable() {
    return unreadable;
  }

  /** How long all names and texts are; they are ASCII, but for some names. */
  long bytes() {
    return texts.entrySet().stream()
        .mapToLong(item -> item.getKey().field().length() + item.getValue().length())
        .sum();
  }

  /** The triggers of a job. */
  List<ItemName> triggersOf(ItemName job) {
    return names(ItemName.TRIGGER)
        .filter(name -> text(name).filter(text -> isOf(job, text)).isPresent())
        .toList();
  }

  private static boolean isOf(ItemName job, String trigger) {
    try {
      return SharedTrigger.job(JsonObject.parse(trigger)).equals(job);
    } catch (IllegalArgumentException e) {
      // No node has written it.
      return false;
    }
  }
}
