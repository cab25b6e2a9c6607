package io.beatcop.spring;

import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows one sentence for what the plugin finds wrong once it asks Redis, such as a password. It
 * names the property of the plugin, which the application may not have.
 */
final class SchedulerFailureAnalyzer extends AbstractFailureAnalyzer<SchedulerException> {

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, SchedulerException cause) {
    String sentence = String.valueOf(cause.getMessage());
    int end = sentence.indexOf(" = ");
    if (!sentence.startsWith(SchedulerProperties.ENTRY) || end < 0) {
      return null;
    }
    String property = Property.nameOf(sentence.substring(SchedulerProperties.ENTRY.length(), end));
    return SettingFailureAnalyzer.analysis(property + sentence.substring(end), property, cause);
  }
}
