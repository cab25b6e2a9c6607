package io.beatcop.spring;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Shows one sentence for what the plugin or the job store finds wrong itself, such as a password
 * once Redis is asked. It names their properties, which the application may not have.
 */
final class SchedulerFailureAnalyzer extends AbstractFailureAnalyzer<SchedulerException> {

  private static final Pattern NAME = Pattern.compile("org\\.quartz\\.\\w+(\\.\\w+)+");
  private static final Pattern SENTENCE =
      Pattern.compile("(org\\.quartz\\.[^ ]+) = .*", Pattern.DOTALL);

  private final Environment environment;

  SchedulerFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, SchedulerException cause) {
    Matcher sentence = SENTENCE.matcher(String.valueOf(cause.getMessage()));
    return sentence.matches()
        ? origin(sentence.group(1))
            .map(
                property ->
                    SettingFailureAnalyzer.analysis(translated(sentence.group()), property, cause))
            .orElse(null)
        : null;
  }

  /** A sentence may name several properties, such as one that another needs. */
  private String translated(String sentence) {
    return NAME.matcher(sentence)
        .replaceAll(name -> Matcher.quoteReplacement(origin(name.group()).orElse(name.group())));
  }

  private Optional<String> origin(String property) {
    return SchedulerProperties.origin(environment, property);
  }
}
