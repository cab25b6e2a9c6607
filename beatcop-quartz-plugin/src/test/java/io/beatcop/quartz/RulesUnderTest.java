package io.beatcop.quartz;

import java.util.Map;

/** Which rules of the fire path are simulated, and what of them must be reached in each build. */
final class RulesUnderTest {

  /** The rules. */
  static final FireRules.Maker RULES = FireMutation.asAsked().rules();

  private static final long LEAST = 1_000;

  /**
   * How often the storms of a build must reach what the rules tell {@link FireRuntime#reached}, or
   * nothing is proven.
   *
   * <p>Less is asked of what happens at most once for each fault, whatever the number of firings: a
   * storm has some dozens of faults. What storms hardly come to has a case of its own.
   */
  static final Map<String, Long> REACHED =
      Map.ofEntries(
          Map.entry("decision CLAIM", LEAST),
          Map.entry("decision NOT_NOW", LEAST),
          Map.entry("verdict FIRE", LEAST),
          Map.entry("verdict NOT_NOW", LEAST),
          Map.entry("answer Written", LEAST),
          Map.entry("answer Unknown", LEAST),
          Map.entry("recovery", LEAST),
          Map.entry("remembers", LEAST),
          Map.entry("withdraws", LEAST),
          Map.entry("retry", LEAST),
          // A trigger is put back or forward, so few times that were fired come again; LOST_REPLIES
          // has more of them.
          Map.entry("decision DUPLICATE", 40L),
          Map.entry("verdict DUPLICATE", 40L),
          // Once for each misfire on the holder that leads to no firing.
          Map.entry("passed over", 20L),
          // Once for each trigger and gap.
          Map.entry("wind back", 500L),
          // Once for each trigger that turns up between two recoveries.
          Map.entry("decision UNREAD", 200L),
          // Once for each silence that outlasts a claim.
          Map.entry("verdict UNSURE", 100L),
          Map.entry("given up", 60L),
          // Once for each term that another node ended, and each loss of memory.
          Map.entry("answer NotHeld", 40L),
          Map.entry("answer Forgotten", 25L),
          Map.entry("knew more than Redis", 40L));

  private RulesUnderTest() {}
}
