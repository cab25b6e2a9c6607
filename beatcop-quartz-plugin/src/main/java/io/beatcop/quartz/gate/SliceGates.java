package io.beatcop.quartz.gate;

import io.beatcop.quartz.settings.JobSlice;
import java.util.List;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.JobListener;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerListener;

/**
 * Leads each firing to the gate of the slice that its job is in. So a firing asks one gate, however
 * many there are.
 */
public final class SliceGates implements TriggerListener, JobListener {

  private final String name;
  private final List<VetoGate> gates;

  /**
   * Makes the gates one listener.
   *
   * @param gates the gate of each slice, by its number
   */
  public SliceGates(String name, List<VetoGate> gates) {
    this.name = name;
    this.gates = List.copyOf(gates);
  }

  private VetoGate of(JobKey job) {
    return gates.get(JobSlice.of(job, gates.size()));
  }

  private VetoGate of(JobExecutionContext context) {
    return of(context.getJobDetail().getKey());
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public void triggerFired(Trigger trigger, JobExecutionContext context) {}

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    return of(context).vetoJobExecution(trigger, context);
  }

  @Override
  public void triggerMisfired(Trigger trigger) {
    of(trigger.getJobKey()).triggerMisfired(trigger);
  }

  @Override
  public void triggerComplete(
      Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {
    of(context).triggerComplete(trigger, context, instruction);
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {}

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {
    of(context).jobExecutionVetoed(context);
  }

  @Override
  public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
    of(context).jobWasExecuted(context, failure);
  }
}
