package io.beatcop.process;

import java.util.List;

/** The kinds of children that are hard to end, each in its own way. */
enum ChildKind {
  /** One process. */
  PLAIN("exec %s"),
  /** It ignores every signal that can be. */
  DEAF("trap '' HUP INT TERM QUIT USR1 USR2; exec %s"),
  /** A shell that has started the one that matters. */
  SHELL("%s; true"),
  /** The process that matters has left: its session, its process group, its parent. */
  DAEMON("setsid sh -c '%s &' </dev/null; exec sleep 1000"),
  /** The same, and without what could mark it. */
  NAMELESS(
      "setsid env -i PATH=\"$PATH\" BEATCOP_TOKEN=$BEATCOP_TOKEN sh -c '%s &' </dev/null; exec sleep 1000"),
  /** It becomes another user, which makes the kernel forget whose death it should die with. */
  OTHER_USER("exec setpriv --reuid 65534 --clear-groups sh -c 'exec %s'");

  private final String script;

  ChildKind(String script) {
    this.script = script;
  }

  /** A command of this kind around another. */
  List<String> around(String command) {
    return List.of("sh", "-c", script.formatted(command));
  }

  boolean isOneProcess() {
    return this == PLAIN || this == DEAF;
  }

  boolean isPossible() {
    return this != OTHER_USER || (Commands.isRoot() && Commands.exists("setpriv"));
  }
}
