package io.beatcop.lease;

import java.util.concurrent.atomic.AtomicBoolean;

/** A store that is a function, and remembers whether it was told to release. */
final class AnsweringStore implements LeaseStore {

  /** What to answer, or to throw. */
  interface Answers {
    LeaseAnswer to(LeaseRequest request) throws Throwable;
  }

  private final Answers answers;
  private final AtomicBoolean released = new AtomicBoolean();

  AnsweringStore(Answers answers) {
    this.answers = answers;
  }

  boolean isReleased() {
    return released.get();
  }

  @Override
  public LeaseAnswer ask(LeaseRequest request) {
    if (request instanceof LeaseRequest.Release) {
      released.set(true);
    }
    try {
      return answers.to(request);
    } catch (Throwable any) {
      throw AnsweringStore.<RuntimeException>sneaky(any);
    }
  }

  /** Throws it as if it were unchecked, as Kotlin and Lombok do. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T extends Throwable> T sneaky(Throwable any) throws T {
    throw (T) any;
  }

  @Override
  public void onRelease(Runnable wake) {}

  @Override
  public void close() {}
}
