package io.beatcop.lease.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A rule of the balance, broken on purpose, to see that the simulation finds out. */
enum BrokenRule {
  /** Nothing is broken. */
  NONE,
  /** Each share is rounded up (P1). */
  SHARES_ROUNDED_UP(Scene.PLAIN),
  /** A node of weight 2 gets as much as one of weight 1 (P1). */
  WEIGHT_IGNORED(Scene.WEIGHTED),
  /** A node takes as much as it finds (P1). */
  LIMIT_IGNORED(Scene.SLOTS),
  /** The slices are distributed anew at each change (P2). */
  NOTHING_IS_KEPT(Scene.PLAIN),
  /** A share is rounded up without a look at who has more already (P2). */
  ROUNDED_UP_BY_NAME_ALONE(Scene.SLOTS),
  /** Each node sees itself in the first place (P3). */
  EACH_NODE_HAS_ITS_OWN_ANSWER(Scene.PLAIN),
  /** A node campaigns for all slices (P4). */
  ALL_ARE_WANTED(Scene.PLAIN),
  /** A slice is given up though nobody waits for it (P5). */
  GIVEN_TO_NOBODY(Scene.PLAIN),
  /** All that is too much is given up at once (P5). */
  GIVEN_AT_ONCE(Scene.PLAIN),
  /** A draining node gets slices (P6). */
  DRAINING_IGNORED(Scene.PLAIN),
  /** A newcomer gets slices at once (P7). */
  NEWCOMERS_AT_ONCE(Scene.PLAIN),
  /** A preferred node is one like the others (P8). */
  PREFERENCE_IGNORED(Scene.PREFERRED),
  /** A preferred node that is back gets its slices as soon as any other (P8). */
  PREFERRED_AT_ONCE(Scene.PREFERRED),
  /** A node that was not seen for long counts (P7). */
  THE_DEAD_COUNT(Scene.PLAIN);

  /** What a run has besides nodes that come and go. */
  enum Scene {
    PLAIN,
    WEIGHTED,
    PREFERRED,
    SLOTS
  }

  private final Scene scene;

  BrokenRule() {
    this(Scene.PLAIN);
  }

  BrokenRule(Scene scene) {
    this.scene = scene;
  }

  /** Where the rule matters. */
  Scene scene() {
    return scene;
  }

  /** The rules, of which this one is broken. */
  Balance balance(Sharing sharing, String me) {
    return new Broken(this, sharing, me);
  }

  private static final class BrokenShares extends Shares {

    private final BrokenRule broken;

    BrokenShares(BrokenRule broken, int most) {
      super(broken == LIMIT_IGNORED ? Integer.MAX_VALUE : most);
      this.broken = broken;
    }

    @Override
    Map<String, Integer> of(int slices, List<Member> members, Map<String, Integer> held) {
      Map<String, Integer> shares = new HashMap<>(super.of(slices, members, held));
      if (broken == SHARES_ROUNDED_UP) {
        shares.replaceAll((name, share) -> share + 1);
      }
      return shares;
    }

    @Override
    boolean roundsUpFirst(Member member, Map<String, Integer> shares, Map<String, Integer> held) {
      return broken != ROUNDED_UP_BY_NAME_ALONE && super.roundsUpFirst(member, shares, held);
    }

    @Override
    int weight(Member member) {
      return broken == WEIGHT_IGNORED ? 1 : super.weight(member);
    }
  }

  private static final class Broken extends Balance {

    private final BrokenRule broken;
    private final Sharing sharing;
    private final String me;

    Broken(BrokenRule broken, Sharing sharing, String me) {
      super(sharing, new BrokenShares(broken, sharing.most()));
      this.broken = broken;
      this.sharing = sharing;
      this.me = me;
    }

    @Override
    void keep(
        Picture picture,
        List<Member> rank,
        Map<String, Integer> room,
        List<Optional<Member>> owners) {
      if (broken != NOTHING_IS_KEPT) {
        super.keep(picture, rank, room, owners);
      }
    }

    @Override
    long affinity(int slice, Member member) {
      return broken == EACH_NODE_HAS_ITS_OWN_ANSWER && member.name().equals(me)
          ? Long.MAX_VALUE
          : super.affinity(slice, member);
    }

    @Override
    boolean isWanted(Member owner, String node) {
      return broken == ALL_ARE_WANTED || super.isWanted(owner, node);
    }

    @Override
    boolean isReady(Member owner, int slice) {
      return broken == GIVEN_TO_NOBODY || super.isReady(owner, slice);
    }

    @Override
    boolean isFree(Member owner, Set<String> busy) {
      return broken == GIVEN_AT_ONCE || super.isFree(owner, busy);
    }

    @Override
    boolean takesPart(Member member) {
      return broken == DRAINING_IGNORED || super.takesPart(member);
    }

    @Override
    boolean isPreferred(Member member) {
      return broken != PREFERENCE_IGNORED && super.isPreferred(member);
    }

    @Override
    boolean isSettled(Member member) {
      if (broken == NEWCOMERS_AT_ONCE) {
        return true;
      }
      return broken == PREFERRED_AT_ONCE
          ? member.present().compareTo(sharing.settle()) >= 0
          : super.isSettled(member);
    }
  }
}
