package io.beatcop.process;

import io.beatcop.lease.SettingException;

/**
 * The program that started this JVM and keeps its child: started, signalled and ended through it.
 */
public final class Guard {

  private Guard() {}

  /**
   * The guard that this JVM was started by.
   *
   * @return the guard
   * @throws SettingException if there is none
   */
  public static Guard attached() {
    return new Guard();
  }
}
