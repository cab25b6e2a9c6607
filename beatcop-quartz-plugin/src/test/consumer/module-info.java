/**
 * An application on the module path. A module that reads one automatic module reads all: Quartz and
 * Jedis too.
 */
module consumer {
  requires io.beatcop.core;
  requires io.beatcop.quartz;
  // It has a name of its own making, and such modules are there only if somebody asks for them.
  requires org.slf4j;
  // Quartz makes the job.
  exports consumer;
}
