package io.beatcop.spring;

import java.lang.reflect.Method;

/** A method asks for a lease, and would run without it. */
final class UngatedMethodException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UngatedMethodException(String lease, Method method, String why) {
    super("@OnLease(\"" + lease + "\") stands at " + method + ", which " + why);
  }
}
