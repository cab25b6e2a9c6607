package io.beatcop.quartz.simulation;

import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;

/** Rules that take a run for ended when its job asks to be run again. */
record ForgetfulOfRuns(FireRules rules) implements FireRules {

  @Override
  public void start(Runnable ready) {
    rules.start(ready);
  }

  @Override
  public void acquired(long token) {
    rules.acquired(token);
  }

  @Override
  public void leaving(long token) {
    rules.leaving(token);
  }

  @Override
  public void lost(long token) {
    rules.lost(token);
  }

  @Override
  public void observed(String holder) {
    rules.observed(holder);
  }

  @Override
  public void misfired(Trigger trigger) {
    rules.misfired(trigger);
  }

  @Override
  public void asked(JobExecutionContext context, Answer answer) {
    rules.asked(context, answer);
  }

  @Override
  public void ended(JobExecutionContext context, CompletedExecutionInstruction instruction) {
    rules.ended(
        context,
        instruction == CompletedExecutionInstruction.RE_EXECUTE_JOB
            ? CompletedExecutionInstruction.NOOP
            : instruction);
  }

  @Override
  public void scheduled(Trigger trigger) {
    rules.scheduled(trigger);
  }

  @Override
  public void unscheduled(TriggerKey key) {
    rules.unscheduled(key);
  }

  @Override
  public void finalized(Trigger trigger) {
    rules.finalized(trigger);
  }

  @Override
  public void paused(TriggerKey key) {
    rules.paused(key);
  }

  @Override
  public void resumed(TriggerKey key) {
    rules.resumed(key);
  }
}
