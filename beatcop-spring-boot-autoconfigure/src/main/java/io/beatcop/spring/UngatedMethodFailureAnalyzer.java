package io.beatcop.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the one sentence. */
final class UngatedMethodFailureAnalyzer extends AbstractFailureAnalyzer<UngatedMethodException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, UngatedMethodException cause) {
    return new FailureAnalysis(
        "BeatCop: " + cause.getMessage(), "Change the method as the sentence says.", cause);
  }
}
