package io.beatcop.quartz.simulation;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which rules of the fire path are simulated, and what of them must be reached in each build. */
final class RulesUnderTest {

  /** The rules. */
  static final FireRules.Maker RULES = FireMutation.asAsked().rules();

  /** Which cases have what storms hardly come to, and how many seeds of each a build runs. */
  static final Map<FireCase, Long> RARE =
      Map.of(
          // Double claims: a worker stalls with a time that is given to another one.
          FireCase.STALLS, 6L,
          // Claims that nobody answers.
          FireCase.FLICKER, 2L,
          // Redis that forgets under a holder.
          FireCase.FLUSHES, 8L,
          // Triggers whose record is not read yet.
          FireCase.NEWCOMERS, 2L,
          // Times that an instruction passes over.
          FireCase.STARVED, 2L,
          // More gaps than a record has room for.
          FireCase.CROWD, 1L,
          // Times that have not come.
          FireCase.WRONG_CLOCK, 4L,
          // Claims that are taken back.
          FireCase.MUTE, 4L,
          // Triggers that have ended.
          FireCase.SELF_STOPS, 1L);

  private static final long LEAST = 1_000;

  /**
   * How often a build, with its storms and the cases of {@link #RARE}, must reach what the rules
   * tell {@link FireRuntime#reached}, or nothing is proven.
   */
  static final Map<String, Long> REACHED =
      Stream.of(
              "decision CLAIM",
              "decision NOT_NOW",
              "decision DUPLICATE",
              "decision UNREAD",
              "decision TOO_FAR_AHEAD",
              "decision CLOCK_AHEAD",
              "verdict FIRE",
              "verdict NOT_NOW",
              "verdict DUPLICATE",
              "verdict UNSURE",
              "verdict CLOCK_AHEAD",
              "answer Written",
              "answer Unknown",
              "answer NotHeld",
              "answer Forgotten",
              "answer Withdrawn",
              "given up",
              "knew more than Redis",
              "passed over",
              "recovery",
              "wind back",
              "deletes what was ended",
              "remembers",
              "withdraws",
              "retry")
          .collect(Collectors.toUnmodifiableMap(rule -> rule, rule -> LEAST));

  private RulesUnderTest() {}
}
