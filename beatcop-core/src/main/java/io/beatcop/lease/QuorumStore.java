package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of several independent stores, the members: a lease is held when a majority of them
 * grants it (L10).
 *
 * <p>Any minority of the members may crash, hang, restart empty or be unreachable: the holder goes
 * on, there are never two, and tokens grow. The threads that ask the members are those of a {@link
 * QuorumGroup}, whose lock guards the rules.
 *
 * <p>A member that refuses for a reason that only its user can fix, such as a wrong password,
 * counts as unreachable, and is logged as an error. If more than a minority refuses, so does this
 * store.
 */
@Internal
public final class QuorumStore implements LeaseStore {

  private static final Logger log = LoggerFactory.getLogger(QuorumStore.class);
  private static final int FEWEST_MEMBERS = 3;

  private final LeaseSettings settings;
  private final List<Member> members;
  private final QuorumGroup group;
  private final Quorum quorum;
  private final List<FailureStreak> streaks;
  private int underWay;
  private boolean asked;
  private boolean closed;

  /**
   * One of the stores.
   *
   * @param name where it is, for messages, such as {@code redis-2:6379}; never with a secret
   * @param store the store, of the same lease and holder; closed with the quorum
   */
  public record Member(String name, LeaseStore store) {}

  /** A request that was sent to a member. */
  record Sent(QuorumStore store, MemberRequest request) {

    LeaseStore member() {
      return store.members.get(request.member()).store();
    }

    void answer(LeaseAnswer answer) {
      FailureLog.quietly(() -> store.tell(request.member(), answer));
      store.answer(request, answer);
    }
  }

  /** A question of the lease, until a majority has decided it or its time is over. */
  final class Asking {

    private final LeaseQuestion question;
    private final long untilNanos;

    private Asking(LeaseQuestion question) {
      this.question = question;
      this.untilNanos = Clock.SYSTEM.nanos() + patience(question.request(), settings).toNanos();
    }

    boolean isDecided() {
      return closed || quorum.outcome().isPresent();
    }

    Duration left() {
      return Duration.ofNanos(untilNanos - Clock.SYSTEM.nanos());
    }

    /** Answers. Whatever is undecided by now has failed. */
    void end() {
      quorum.giveUp();
      question.answer(quorum.outcome().orElseThrow());
    }
  }

  /**
   * Makes a store with threads of its own. It connects, and starts them, when it is asked for the
   * first time.
   *
   * @param settings the lease
   * @param members the members: at least three, and an odd number: one more server would not let
   *     one more be missing
   * @throws SettingException if there are fewer than three
   */
  public QuorumStore(LeaseSettings settings, List<Member> members) {
    this(settings, members, Clock.SYSTEM);
  }

  QuorumStore(LeaseSettings settings, List<Member> members, Clock clock) {
    this(settings, members, new QuorumGroup(settings.name(), settings.ttl(), clock));
  }

  /**
   * Makes a store that shares its threads with others.
   *
   * @param settings the lease
   * @param members the members, in the same order as in all stores of the group
   * @param group the stores of other leases at the same members
   * @throws SettingException if there are fewer than three members
   */
  public QuorumStore(LeaseSettings settings, List<Member> members, QuorumGroup group) {
    this.settings = settings;
    this.members = List.copyOf(members);
    this.group = group;
    if (names().stream().distinct().count() < FEWEST_MEMBERS) {
      throw new SettingException(
          "redis",
          String.join(",", names()),
          "a quorum takes at least three different servers: of two, none may be missing");
    }
    this.quorum = new Quorum(settings, names());
    this.streaks = members.stream().map(member -> new FailureStreak()).toList();
  }

  List<String> names() {
    return members.stream().map(Member::name).toList();
  }

  @Override
  public LeaseAnswer ask(LeaseRequest request) {
    return LeaseQuestion.ask(group::ask, this, request);
  }

  @Override
  public Optional<LeaseDriver> driver() {
    return Optional.of(group.leases());
  }

  /** Begins to ask the members. The caller holds the lock, as for the methods below. */
  Asking begin(LeaseQuestion question) {
    asked = true;
    quorum.ask(question.request(), group.now());
    return new Asking(question);
  }

  /** What to send to this member now. */
  Optional<Sent> pull(int member, Moment now) {
    boolean hadDuties = quorum.hasDuties();
    Optional<MemberRequest> request = quorum.pull(member, now);
    if (request.isPresent()) {
      underWay++;
    } else if (hadDuties && !quorum.hasDuties()) {
      // There was nothing to give back after all: wakes a caller of awaitQuiet.
      group.changed().signalAll();
    }
    return request.map(sent -> new Sent(this, sent));
  }

  /**
   * How long to wait for a majority. An acquisition takes two rounds, or has to open the
   * connections first. Neither takes longer than a single store may.
   */
  static Duration patience(LeaseRequest request, LeaseSettings settings) {
    return settings.timeout().multipliedBy(request instanceof Acquire ? 2 : 1);
  }

  private void answer(MemberRequest request, LeaseAnswer answer) {
    group.lock().lock();
    try {
      underWay--;
      quorum.answer(request, answer, group.now());
      group.changed().signalAll();
    } finally {
      group.lock().unlock();
    }
  }

  /** Logs the beginning and the end of a member's failures. */
  private void tell(int member, LeaseAnswer answer) {
    FailureStreak streak = streaks.get(member);
    String name = members.get(member).name();
    boolean failed = answer instanceof Unavailable || answer instanceof Refused;
    if (!failed && streak.end()) {
      log.info("{}: {} answers again", settings.name(), name);
    } else if (failed && !isClosed() && streak.add(answer)) {
      tellFailure(name, answer);
    }
  }

  private void tellFailure(String member, LeaseAnswer failure) {
    if (failure instanceof Refused) {
      log.error("{}: {} does not count: {}", settings.name(), member, Tally.reason(failure));
    } else {
      log.warn(
          "{}: {} does not count for now: {}; a majority of the others is enough",
          settings.name(),
          member,
          Tally.reason(failure));
    }
  }

  boolean isClosed() {
    group.lock().lock();
    try {
      return closed;
    } finally {
      group.lock().unlock();
    }
  }

  @Override
  public void onRelease(Runnable wake) {
    members.forEach(member -> member.store().onRelease(wake));
  }

  /**
   * Waits until no request is under way and none is to be sent, or the time is over. After the
   * decision of a majority, requests to the others and releases may still be under way. An
   * interrupted caller waits as well.
   */
  void awaitQuiet(Duration patience) {
    group.lock().lock();
    try {
      boolean unused =
          TimedWait.steadilyUntil(
              () -> !asked || closed || (underWay == 0 && !quorum.hasDuties()),
              group.changed(),
              patience);
    } finally {
      group.lock().unlock();
    }
  }

  /**
   * Closes the members too, after they were told what this node gives back. A request that is under
   * way for longer than a timeout is answered with a failure.
   */
  @Override
  public void close() {
    awaitQuiet(settings.timeout());
    group.lock().lock();
    try {
      closed = true;
      group.changed().signalAll();
    } finally {
      group.lock().unlock();
    }
    List<QuorumThread> ending = group.leave(this);
    members.forEach(member -> member.store().close());
    ending.forEach(thread -> thread.join(settings.timeout()));
  }
}
