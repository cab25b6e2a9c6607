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
 * instance could run, such as in a fail-over, is lost, unless {@link #catchUp} is set.
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

  /**
   * Whether the method runs once for each time of its cron, on whichever instance. The next holder
   * recovers a time that no instance could run, as soon as it has the lease; several such times are
   * one run. Redis keeps the last time that was handled, from before the run: so no time runs
   * twice, and one whose instance dies in the run is lost.
   *
   * <p>Each {@code @Scheduled} of the method has a cron then. A call that is not for one of its
   * times does nothing. The method's runs do not overlap. A recovered run has a thread of
   * BeatCop's. The leases are kept by one Redis, and not by a quorum.
   *
   * @return whether it does
   */
  boolean catchUp() default false;
}
