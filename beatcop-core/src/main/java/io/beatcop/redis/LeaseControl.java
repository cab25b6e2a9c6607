package io.beatcop.redis;

import io.beatcop.lease.GroupSettings;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.connect.RedisReply;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The questions of an operator about a lease, and the requests to its nodes. It never takes part in
 * the contest.
 *
 * <p>All members of a quorum are asked at once, and the answer is that of a majority. An {@link
 * OperatorAnswer} names the members that did not answer.
 *
 * <p>Each method is one round trip, and blocks for the timeout of the settings at most. Any thread
 * may call it. It throws a {@link SettingException} if only another setting or right can fix the
 * failure, and a {@link RedisUnavailableException} if Redis does not answer.
 */
public final class LeaseControl implements AutoCloseable {

  private static final Script DESCRIBE = Script.of(LeaseControl.class, "describe");
  private static final Script HISTORY = Script.of(LeaseControl.class, "history");
  private static final Script OVERDUE = Script.of(LeaseControl.class, "overdue");
  private static final Script PAUSE = Script.of(LeaseControl.class, "pause");
  private static final Script RESUME = Script.of(LeaseControl.class, "resume");
  private static final Script STEP_DOWN = Script.of(LeaseControl.class, "step-down");

  private record Member(String name, RedisPool redis) {}

  private record Said(String name, RedisReply reply) {}

  /** The replies, and a clause for each member that gave none. */
  private record Replies(List<List<String>> all, List<String> missed) {

    <T> List<T> decoded(Function<List<String>, T> decoder) {
      return all.stream().map(decoder).toList();
    }
  }

  private final String lease;
  private final LeaseKeys keys;
  private final MajorityView view;
  private final List<Member> members;

  /**
   * Makes a control. It connects when it is asked for the first time.
   *
   * @param lease the lease; of its settings only the name and the timeout matter
   * @param redis where the lease is kept
   */
  public LeaseControl(LeaseSettings lease, RedisSettings redis) {
    this.lease = lease.name();
    this.keys = LeaseKeys.of(lease.name(), redis.database());
    keys.checkFit(redis);
    this.members =
        redis.members().stream()
            .map(
                server ->
                    new Member(
                        server.topology().toString(), new RedisPool(server, lease.timeout())))
            .toList();
    this.view = new MajorityView(members.size());
  }

  /**
   * Looks at the lease, and changes nothing.
   *
   * @return what Redis knows now
   */
  public LeaseStatus status() {
    return view.status(run(DESCRIBE, List.of()).decoded(LeaseStatus::decoded));
  }

  /**
   * Looks at the slices of a group of that name, and changes nothing. These are two round trips. A
   * node that died less than a ttl ago may still be shown as a spare one.
   *
   * @return the group; empty if no node lives in one, or a quorum keeps the lease
   */
  public Optional<GroupStatus> group() {
    if (members.size() > 1) {
      return Optional.empty();
    }
    int slices = look(0).entries().stream().mapToInt(GroupEntry::slices).max().orElse(0);
    return slices == 0
        ? Optional.empty()
        : Optional.of(GroupStatus.of(look(Math.min(slices, GroupSettings.MOST_SLICES))));
  }

  private RedisGroupStore.Group look(int slices) {
    List<String> keys = GroupKeys.of(lease, slices, 0).declared();
    RedisReply reply =
        members.get(0).redis.run(RedisGroupStore.LOOK, keys, RedisGroupStore.lookOnly());
    if (reply instanceof RedisReply.Failure failure) {
      if (failure.answer() instanceof LeaseAnswer.Refused) {
        // Who may not look at groups has none.
        return new RedisGroupStore.Group(List.of(), List.of());
      }
      throw RedisProbe.thrown(failure.answer());
    }
    return RedisGroupStore.Group.decoded(((RedisReply.Fields) reply).fields());
  }

  /**
   * Reads the latest terms, as far as they were recorded.
   *
   * @return the terms
   */
  public LeaseHistory history() {
    return view.history(run(HISTORY, List.of()).decoded(LeaseHistory::decoded));
  }

  /**
   * Reads what no node has fired in time, if the lease has a journal of firings, and a node has
   * noted something of late.
   *
   * @return the note; empty if there is none, or the user may not read it
   */
  public Optional<OverdueNote> overdue() {
    List<String> fires = List.of(keys.lease(), LeaseKeys.companion(keys.lease(), "fires"));
    try {
      return run(OVERDUE, fires, List.of()).all.stream()
          .flatMap(reply -> OverdueNote.parse(reply.get(0)).stream())
          .findFirst();
    } catch (SettingException e) {
      // A user for this lease may have no right to that key.
      return Optional.empty();
    }
  }

  /**
   * Pauses the lease: nobody is granted it until it is resumed, and its holder is asked to leave.
   * The pause survives restarts of nodes, and lasts as long as Redis keeps its data.
   *
   * @param note who asks, and why
   * @return a clause for each member of a quorum that did not get it, as in {@link OperatorAnswer}
   */
  public List<String> pause(OperatorNote note) {
    return run(PAUSE, List.of(note.encoded(), "", keys.channel())).missed();
  }

  /**
   * The same, with an end.
   *
   * @param note who asks, and why
   * @param length how long the pause lasts unless the lease is resumed before; at least a
   *     millisecond
   * @return the same as without an end
   */
  public List<String> pause(OperatorNote note, Duration length) {
    return run(PAUSE, List.of(note.encoded(), String.valueOf(length.toMillis()), keys.channel()))
        .missed();
  }

  /**
   * Ends a pause, and wakes the nodes that wait for its end.
   *
   * @return the note of the pause; empty if there was none
   */
  public OperatorAnswer<Optional<OperatorNote>> resume() {
    Replies replies = run(RESUME, List.of(keys.channel()));
    Optional<OperatorNote> note =
        replies.all.stream()
            .map(reply -> reply.get(1))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .map(OperatorNote::parse);
    return new OperatorAnswer<>(note, replies.missed);
  }

  /**
   * Asks the holder to end its work, and its term after that. Returns at once. The holder may take
   * long, and one of an older version may not obey.
   *
   * @param note who asks, and why
   * @return whether there is a holder to ask
   */
  public OperatorAnswer<StepDownReply> askToStepDown(OperatorNote note) {
    Replies replies = run(STEP_DOWN, List.of(note.encoded(), keys.channel()));
    return new OperatorAnswer<>(
        view.stepDown(replies.decoded(StepDownReply::decoded)), replies.missed);
  }

  private Replies run(Script script, List<String> arguments) {
    return run(script, keys.declared(), arguments);
  }

  private Replies run(Script script, List<String> declared, List<String> arguments) {
    List<Said> said =
        FanOut.ask(
            lease,
            members,
            member -> new Said(member.name, member.redis.run(script, declared, arguments)));
    List<List<String>> answers = new ArrayList<>();
    List<RuntimeException> failures = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (Said one : said) {
      if (one.reply instanceof RedisReply.Fields answer) {
        answers.add(answer.fields());
      } else if (one.reply instanceof RedisReply.Failure failure) {
        RuntimeException thrown = RedisProbe.thrown(failure.answer());
        failures.add(thrown);
        missed.add(one.name + ": " + thrown.getMessage());
      }
    }
    if (failures.size() > view.minority()) {
      throw failed(failures, missed);
    }
    return new Replies(answers, missed);
  }

  private RuntimeException failed(List<RuntimeException> failures, List<String> missed) {
    if (members.size() == 1) {
      return failures.get(0);
    }
    return failures.stream()
        .filter(SettingException.class::isInstance)
        .skip(view.minority())
        .findFirst()
        .orElseGet(
            () ->
                new RedisUnavailableException(
                    "no majority of the "
                        + members.size()
                        + " servers: "
                        + String.join("; ", missed)));
  }

  @Override
  public void close() {
    members.forEach(member -> member.redis.close());
  }
}
