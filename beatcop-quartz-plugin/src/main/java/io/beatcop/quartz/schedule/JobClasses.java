package io.beatcop.quartz.schedule;

import org.quartz.Job;

/** The classes that a node takes from its class path when it reads a schedule. */
public interface JobClasses {

  /**
   * Finds the class of a job by its name, as the scheduler does.
   *
   * @throws ClassNotFoundException if this node does not have it
   */
  Class<? extends Job> load(String name) throws ClassNotFoundException;

  /** The Java objects that job data may have. */
  default JavaValues values() {
    return JavaValues.NONE;
  }
}
