package io.beatcop.quartz;

import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.JobStore;

/** The contract, as Quartz' own store keeps it. */
class RamJobStoreTest extends JobStoreContract {

  @Override
  protected JobStore newStore() {
    return new RAMJobStore();
  }
}
