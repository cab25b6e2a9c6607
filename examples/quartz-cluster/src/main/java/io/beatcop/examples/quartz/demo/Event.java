package io.beatcop.examples.quartz.demo;

/**
 * Something that happened to the cluster, in a few words for the right side of the chart.
 *
 * @param tone how much it matters
 * @param text what happened
 */
record Event(Tone tone, String text) {

  /** How an event is coloured. */
  enum Tone {
    /** An explanation. */
    QUIET("2"),
    /** As it should be. */
    GOOD("32"),
    /** The demo did it, or it follows from that. */
    NOTABLE("33"),
    /** Something was broken, on purpose or not. */
    BAD("31");

    private final String colour;

    Tone(String colour) {
      this.colour = colour;
    }

    /** The parameter of the terminal's colour sequence. */
    String colour() {
      return colour;
    }
  }

  static Event quiet(String text) {
    return new Event(Tone.QUIET, text);
  }

  static Event good(String text) {
    return new Event(Tone.GOOD, text);
  }

  static Event notable(String text) {
    return new Event(Tone.NOTABLE, text);
  }

  static Event bad(String text) {
    return new Event(Tone.BAD, text);
  }
}
