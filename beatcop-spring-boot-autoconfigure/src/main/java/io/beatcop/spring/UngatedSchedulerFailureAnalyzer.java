package io.beatcop.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to let the plugin in. */
final class UngatedSchedulerFailureAnalyzer
    extends AbstractFailureAnalyzer<UngatedSchedulerException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, UngatedSchedulerException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Put these properties into spring.quartz.properties, add org.quartz.plugin.beatcop.* to them,"
            + " or set beatcop.enabled = false.",
        cause);
  }
}
