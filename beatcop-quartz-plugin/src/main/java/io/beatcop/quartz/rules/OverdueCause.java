package io.beatcop.quartz.rules;

import java.util.Optional;

/**
 * The likely cause of what is overdue, as far as one node can see it (O1).
 *
 * @param isAlive false if a bug has ended this node's lease
 * @param redisAnswers whether Redis has answered the last look
 * @param paused who has paused the lease, and why, if it is paused
 * @param part this node's part in the contest
 * @param holder the other node that has the lease, if this one has seen it
 * @param state the state of the trigger that waits longest, in this node's scheduler
 * @param isBusy whether no worker of this node's scheduler is free
 * @param clockMillis by how much this node's clock is ahead of Redis', if it is wrong; else 0
 */
public record OverdueCause(
    boolean isAlive,
    boolean redisAnswers,
    Optional<String> paused,
    Part part,
    Optional<String> holder,
    State state,
    boolean isBusy,
    long clockMillis) {

  /** A node's part in the contest for the lease. */
  public enum Part {
    /** Its scheduler is not started, or in standby. */
    STANDBY,
    /** It waits for the lease. */
    WAITS,
    /** It holds the lease, and fires. */
    HOLDS,
    /** It holds the lease until its last job has ended. */
    LEAVES
  }

  /** The state of a trigger. */
  public enum State {
    /** It fires when its time comes. */
    NORMAL,
    /** It may not fire before its job has ended. */
    BLOCKED,
    /** The scheduler could not make its job. */
    ERROR
  }

  /** The cause in words: a clause. */
  public String words() {
    if (!isAlive) {
      return "a bug has ended the lease of this node, so restart it";
    }
    if (!redisAnswers) {
      return "Redis does not answer this node, or refuses its journal";
    }
    if (paused.isPresent()) {
      return "the lease is " + paused.get();
    }
    if (holder.isPresent() && part != Part.HOLDS && part != Part.LEAVES) {
      return holder.get() + " holds the lease and does not fire it";
    }
    return switch (part) {
      case STANDBY -> "this node is in standby, and knows of no holder";
      case WAITS -> "this node waits for the lease, and knows of no holder";
      case LEAVES -> "this node holds the lease until its last job has ended";
      case HOLDS -> here();
    };
  }

  private String here() {
    if (clockMillis != 0) {
      return "this node holds the lease, and its clock is wrong by "
          + Math.abs(clockMillis)
          + " ms";
    }
    if (state == State.ERROR) {
      return "this node holds the lease, and its scheduler could not make the job (state ERROR)";
    }
    if (state == State.BLOCKED) {
      return "this node holds the lease, and the job still runs";
    }
    return isBusy
        ? "this node holds the lease, and no worker of its scheduler is free"
        : "this node holds the lease and does not fire it";
  }
}
