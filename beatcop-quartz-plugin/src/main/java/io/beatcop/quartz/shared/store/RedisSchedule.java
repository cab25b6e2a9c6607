package io.beatcop.quartz.shared.store;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.schedule.ScheduleTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.quartz.JobKey;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedule in Redis: all items, the last changes, and the progress of the triggers.
 *
 * <p>Any thread may call it. Each step is one round trip, and blocks for one timeout, plus one to
 * connect.
 */
public final class RedisSchedule implements ScheduleStore {

  private static final Script RESTORE = Script.of(RedisSchedule.class, "restore-schedule");
  private static final Script NOTE = Script.of(RedisSchedule.class, "write-progress");
  private static final Script LOOK = Script.of(RedisSchedule.class, "look-progress");

  /** So many items at once, since Redis does nothing else meanwhile. */
  private static final int PAGE_SIZE = 500;

  private static final int MOST_CHANGES = 50;

  private static final Logger log = LoggerFactory.getLogger(RedisSchedule.class);

  private final RedisPool redis;
  private final ScheduleTexts texts;
  private final String holder;
  private final String channel;
  private final List<String> keys;

  /**
   * Makes the schedule of a lease.
   *
   * @param database the number of the Redis database: channels know no databases
   */
  public RedisSchedule(RedisPool redis, String lease, String holder, int database) {
    this.redis = redis;
    this.holder = holder;
    this.texts = new ScheduleTexts(redis, lease, database);
    this.channel = ScheduleTexts.channel(lease, database);
    this.keys = ScheduleTexts.keys(lease);
  }

  @Override
  public ScheduleAnswer write(Version base, Change change) {
    Map<String, Optional<String>> items = new LinkedHashMap<>();
    change.items().forEach((item, text) -> items.put(item.field(), text));
    return simple(texts.write(base.number(), base.change(), change.id(), items));
  }

  @Override
  public ScheduleAnswer since(Version known) {
    RedisReply reply = texts.since(known.number(), known.change(), MOST_CHANGES);
    if (!(reply instanceof RedisReply.Fields fields) || !fields.fields().get(0).equals("changes")) {
      return simple(reply);
    }
    try {
      return new ScheduleAnswer.Changes(
          changes(fields.fields().subList(1, fields.fields().size())), known.number() + 1);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return foreign(keys.get(2));
    }
  }

  private static List<Change> changes(List<String> texts) {
    List<Change> changes = new ArrayList<>();
    for (String text : texts) {
      List<String> lines = Arrays.asList(text.split("\n", -1));
      Version version = Version.parse(lines.get(0));
      changes.add(Change.parse(version.change(), lines.subList(1, lines.size())));
    }
    return changes;
  }

  /** Anybody may have written to a key. */
  private static ScheduleAnswer.Unknown foreign(String key) {
    return new ScheduleAnswer.Unknown(
        "the key " + key + " has something that no node has written: remove that");
  }

  private static ScheduleAnswer simple(RedisReply reply) {
    if (reply instanceof RedisReply.Failure failure) {
      return new ScheduleAnswer.Unknown(
          failure.answer() instanceof LeaseAnswer.Refused refused
              ? String.valueOf(refused.reason().getMessage())
              : ((LeaseAnswer.Unavailable) failure.answer()).reason());
    }
    List<String> fields = ((RedisReply.Fields) reply).fields();
    return switch (fields.get(0)) {
      case "elsewhere" -> new ScheduleAnswer.Elsewhere();
      case "not-held" -> new ScheduleAnswer.NotHeld();
      case "gap" -> new ScheduleAnswer.Gap();
      case "lost" -> new ScheduleAnswer.Lost(!fields.get(2).isEmpty());
      default -> new ScheduleAnswer.Done();
    };
  }

  @Override
  public Optional<Loaded> load() {
    try {
      return loaded();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      log.debug("{}: {}", keys.get(0), foreign(keys.get(1)).reason(), e);
      return Optional.empty();
    }
  }

  private Optional<Loaded> loaded() {
    ScheduleState state = new ScheduleState();
    Optional<String> head =
        pages(
            "schedule",
            (field, value) -> {
              if (!field.equals(ScheduleTexts.HEAD)) {
                int space = value.indexOf(' ');
                long number = Long.parseLong(value.substring(0, space));
                state.set(
                    Item.parse(field), Optional.of(new Entry(number, value.substring(space + 1))));
              }
            });
    return head.map(
        its -> {
          state.is(ScheduleTexts.isThere(its) ? Version.parse(its) : Version.NONE);
          return new Loaded(state, its.equals(ScheduleTexts.GONE));
        });
  }

  /** Reads the pages of a hash. Returns the head before the first one. */
  private Optional<String> pages(String hash, BiConsumer<String, String> each) {
    return texts.pages(hash, each) instanceof RedisReply.Fields head
        ? Optional.of(head.fields().get(0))
        : Optional.empty();
  }

  @Override
  public ScheduleAnswer restore(long token, Version found, ScheduleState state) {
    String head = found.equals(Version.NONE) ? "" : found.text();
    List<Map.Entry<Item, Entry>> items = List.copyOf(state.entries().entrySet());
    ScheduleAnswer answer = step(token, head, state.version(), "begin", List.of());
    for (int i = 0; i < items.size() && answer instanceof ScheduleAnswer.Done; i += PAGE_SIZE) {
      answer =
          step(
              token,
              head,
              state.version(),
              "add",
              items.subList(i, Math.min(items.size(), i + PAGE_SIZE)));
    }
    return answer instanceof ScheduleAnswer.Done
        ? step(token, head, state.version(), "end", List.of())
        : answer;
  }

  private ScheduleAnswer step(
      long token, String found, Version version, String step, List<Map.Entry<Item, Entry>> items) {
    List<String> arguments =
        new ArrayList<>(
            List.of(holder, String.valueOf(token), step, found, version.text(), channel));
    for (Map.Entry<Item, Entry> item : items) {
      arguments.add(item.getKey().field());
      arguments.add(item.getValue().version() + " " + item.getValue().text());
    }
    return simple(redis.runReplicated(RESTORE, keys, arguments, "restored"));
  }

  @Override
  public ScheduleAnswer note(long token, Map<TriggerKey, Progress> progress) {
    Map<Item, Progress> notes = new LinkedHashMap<>();
    progress.forEach((key, its) -> notes.put(Item.of(key), its));
    return noteItems(token, notes);
  }

  @Override
  public ScheduleAnswer noteRuns(long token, Map<JobKey, Progress> runs) {
    Map<Item, Progress> notes = new LinkedHashMap<>();
    runs.forEach((key, its) -> notes.put(Item.of(key), its));
    return noteItems(token, notes);
  }

  private ScheduleAnswer noteItems(long token, Map<Item, Progress> notes) {
    List<String> arguments = new ArrayList<>(List.of(holder, String.valueOf(token)));
    notes.forEach(
        (item, its) -> {
          arguments.add(item.field());
          arguments.add(String.valueOf(its.version()));
          arguments.add(its.text());
        });
    return simple(redis.run(NOTE, keys, arguments));
  }

  @Override
  public Optional<Map<TriggerKey, Progress>> progress() {
    Map<TriggerKey, Progress> all = new LinkedHashMap<>();
    return pages(
            "progress",
            (field, value) -> {
              if (field.startsWith("t:")) {
                progress(value).ifPresent(its -> all.put(key(field), its));
              }
            })
        .map(head -> all);
  }

  @Override
  public Optional<Map<TriggerKey, Progress>> progressOf(List<TriggerKey> triggers) {
    RedisReply reply =
        redis.run(LOOK, keys, triggers.stream().map(key -> Item.of(key).field()).toList());
    if (!(reply instanceof RedisReply.Fields fields)) {
      return Optional.empty();
    }
    Map<TriggerKey, Progress> found = new LinkedHashMap<>();
    for (int i = 0; i < triggers.size(); i++) {
      TriggerKey key = triggers.get(i);
      progress(fields.fields().get(i + 1)).ifPresent(its -> found.put(key, its));
    }
    return Optional.of(found);
  }

  private static TriggerKey key(String field) {
    return Item.parse(field).triggerKey();
  }

  /** A text that no node has written counts as no progress: the journal knows what was fired. */
  private static Optional<Progress> progress(String value) {
    try {
      int space = value.indexOf(' ');
      return space < 0
          ? Optional.empty()
          : Optional.of(
              new Progress(
                  Long.parseLong(value.substring(0, space)),
                  TriggerProgress.checked(value.substring(space + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
