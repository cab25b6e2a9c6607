package io.beatcop.spring;

import io.beatcop.lease.SettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows one sentence for a wrong setting: the property, its value, and what is expected. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<SettingException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, SettingException cause) {
    return analysis(String.valueOf(cause.getMessage()), cause.setting(), cause);
  }

  static FailureAnalysis analysis(String sentence, String property, Throwable cause) {
    return new FailureAnalysis(
        "BeatCop: " + sentence, "Set " + property + " as the sentence says.", cause);
  }
}
