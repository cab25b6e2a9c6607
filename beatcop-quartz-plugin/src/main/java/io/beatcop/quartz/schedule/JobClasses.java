package io.beatcop.quartz.schedule;

import org.quartz.Job;

/** Finds the classes of jobs by their names, as the scheduler does. */
public interface JobClasses {

  /**
   * Finds a class.
   *
   * @throws ClassNotFoundException if this node does not have it
   */
  Class<? extends Job> load(String name) throws ClassNotFoundException;
}
