package io.beatcop.quartz;

import java.util.List;

/** Which rules of the fire path are simulated, and what of them must be reached in each build. */
final class RulesUnderTest {

  /** The rules. */
  static final FireRules.Maker RULES = FireMutation.asAsked().rules();

  /** How often each of {@link #REACHED} must be reached, or nothing is proven. */
  static final long LEAST = 1_000;

  /** The names that the rules give to {@link FireRuntime#reached}. */
  static final List<String> REACHED =
      List.of(
          "decision CLAIM",
          "decision DUPLICATE",
          "decision NOT_NOW",
          "answer Written",
          "answer Unknown",
          "verdict FIRE",
          "verdict NOT_NOW",
          "recovery",
          "withdraws",
          "remembers",
          "retry");

  private RulesUnderTest() {}
}
