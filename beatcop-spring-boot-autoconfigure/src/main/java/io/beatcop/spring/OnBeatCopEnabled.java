package io.beatcop.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether BeatCop takes part. {@code @ConditionalOnProperty} compares text, so that {@code yes}
 * would switch BeatCop off, and each instance would fire all jobs.
 */
final class OnBeatCopEnabled extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata annotated) {
    boolean isOn =
        new PropertyReader(context.getEnvironment())
            .value(Property.ENABLED.name(), Boolean.class)
            .orElse(true);
    return new ConditionOutcome(
        isOn, ConditionMessage.of(Property.ENABLED.name() + " is " + (isOn ? "on" : "off")));
  }
}
