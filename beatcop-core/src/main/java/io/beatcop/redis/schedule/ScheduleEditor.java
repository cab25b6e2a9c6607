package io.beatcop.redis.schedule;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.settings.RedisSettings;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a shared schedule, and writes changes on top of what was read, for somebody who is no node.
 * Any thread may call it.
 */
final class ScheduleEditor implements AutoCloseable {

  /** A change that others come before is made anew so often. */
  static final int MOST_ROUNDS = 100;

  private static final Logger log = LoggerFactory.getLogger(ScheduleEditor.class);

  /** A change whose outcome is unknown is asked for so often. */
  private static final int MOST_ASKED = 3;

  private final String lease;
  private final RedisPool redis;
  private final ScheduleTexts texts;
  private final String operator;

  /**
   * Makes an editor. It connects when it is asked for the first time.
   *
   * @throws SettingException if no schedule can be there
   */
  ScheduleEditor(LeaseSettings lease, RedisSettings where) {
    if (where.members().size() > 1) {
      throw new SettingException(
          "redis", where, "keeps no shared schedule: it must be one Redis, and no quorum");
    }
    this.lease = lease.name();
    this.redis = new RedisPool(where, lease.timeout());
    this.texts = new ScheduleTexts(redis, lease.name(), where.database());
    this.operator = "operator-" + random();
  }

  private static String random() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** What nobody else puts before the names of changes. */
  String operator() {
    return operator;
  }

  /** Reads what the holder has noted of each trigger and job. */
  void notes(BiConsumer<String, String> each) {
    List<String> unused = fields(texts.pages("progress", each));
  }

  /** Reads the schedule; empty if the nodes share none. */
  Optional<ScheduleCopy> read() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      try {
        return ScheduleCopy.read(texts);
      } catch (ScheduleCopy.Torn e) {
        log.debug("{}: more was changed meanwhile than Redis keeps: read anew", lease);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new SettingException(
            "lease",
            lease,
            "has a schedule that no node has written: delete the keys "
                + LeaseKeys.companion(lease, "schedule")
                + " and "
                + LeaseKeys.companion(lease, "changes"));
      }
    }
    throw new RedisUnavailableException("the schedule changes faster than it can be read");
  }

  /** The name of a change. */
  String change(int number) {
    return operator + "-" + number;
  }

  /**
   * Writes a change on top of a version. Returns whether it is made; if not, it never will be,
   * since another one was.
   *
   * @param number tells the changes of this editor apart
   */
  boolean isWritten(ScheduleCopy base, int number, Map<String, Optional<String>> items) {
    String change = change(number);
    boolean mayBeWritten = false;
    RuntimeException trouble = new IllegalStateException();
    for (int asked = 0; asked < MOST_ASKED; asked++) {
      RedisReply reply = texts.write(base.number(), base.last(), change, items);
      if (reply instanceof RedisReply.Failure failure) {
        // Asked the same again: so its outcome gets known.
        trouble = RedisProbe.thrown(failure.answer());
        mayBeWritten = true;
      } else if (fields(reply).get(0).equals("written")) {
        return true;
      } else if (!mayBeWritten) {
        return false;
      } else {
        return isAmongTheChanges(base, change);
      }
    }
    if (trouble instanceof SettingException) {
      throw trouble;
    }
    throw new RedisUnavailableException(
        "the change is not confirmed, so look before you repeat it: " + trouble.getMessage());
  }

  private boolean isAmongTheChanges(ScheduleCopy base, String change) {
    List<String> changes = fields(texts.since(base.number(), base.last(), 1));
    if (changes.size() < 2) {
      throw new RedisUnavailableException(
          "the change is not confirmed, so look before you repeat it: Redis keeps it no more");
    }
    return changes.get(1).split("\n", 2)[0].equals((base.number() + 1) + " " + change);
  }

  static List<String> fields(RedisReply reply) {
    if (reply instanceof RedisReply.Failure failure) {
      throw RedisProbe.thrown(failure.answer());
    }
    return ((RedisReply.Fields) reply).fields();
  }

  @Override
  public void close() {
    redis.close();
  }
}
