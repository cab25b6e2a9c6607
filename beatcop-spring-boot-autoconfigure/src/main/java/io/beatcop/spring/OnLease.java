package io.beatcop.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a method on one instance of the application at a time: the one that holds a lease. On all
 * others, and while an operator has paused the lease, a call does nothing and returns.
 *
 * <pre>{@code
 * @Scheduled(cron = "0 0 3 * * *")
 * @OnLease("cleanup")
 * void cleanUp() { … }
 * }</pre>
 *
 * <p>So the schedule goes on everywhere, whichever instance runs. The lease is kept until the run
 * has ended. If it is lost meanwhile, the run goes on: nothing can stop a thread. A time that no
 * instance could run, such as in a fail-over, is not made up for; Quartz with BeatCop does that.
 *
 * <p>The method returns nothing. It is called through a proxy of its bean, so it is neither
 * private, nor static, nor final: such a method ends the start. Calls from within the bean are not
 * gated.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnLease {

  /**
   * The name of the lease within the application. Its key in Redis is the application's lease, a
   * colon, and this name. It may not be blank.
   *
   * @return the name
   */
  String value();
}
