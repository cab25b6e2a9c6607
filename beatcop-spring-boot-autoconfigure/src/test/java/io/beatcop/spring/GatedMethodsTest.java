package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.scheduling.annotation.Scheduled;

/** A method that no proxy can gate would run on every instance. */
class GatedMethodsTest {

  private static GatedMethods methods() {
    DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    GatedMethods methods = new GatedMethods(beans.getBeanProvider(MethodLeases.class));
    methods.setBeanFactory(beans);
    return methods;
  }

  static Stream<Arguments> whatCantBeGated() {
    return Stream.of(
        Arguments.of(new WithFinal(), "which is final"),
        Arguments.of(new WithStatic(), "which is static"),
        Arguments.of(new WithPrivate(), "which is private"),
        Arguments.of(new OfWithPrivate(), "which is private"),
        Arguments.of(new WithValue(), "which returns something"),
        Arguments.of(new WithoutName(), "which has no name for its lease"),
        Arguments.of(new WithBlankName(), "which has no name for its lease"),
        Arguments.of(new WithoutSchedule(), "which catches up, and has no @Scheduled"),
        Arguments.of(new WithoutCron(), "which catches up, and has no cron"),
        Arguments.of(new WithRate(), "which catches up, and has no cron"),
        Arguments.of(new WithWrongCron(), "which has a cron that can't be read: "),
        Arguments.of(new WithWrongZone(), "which has a cron that can't be read: "));
  }

  @ParameterizedTest
  @MethodSource("whatCantBeGated")
  void itEndsTheStart(Object bean, String why) {
    GatedMethods methods = methods();

    assertThatThrownBy(() -> methods.postProcessAfterInitialization(bean, "bean"))
        .isInstanceOf(UngatedMethodException.class)
        .hasMessageStartingWith("@OnLease(\"")
        .hasMessageContaining(why)
        .satisfies(
            failure ->
                assertThat(new UngatedMethodFailureAnalyzer().analyze(failure))
                    .extracting(FailureAnalysis::getDescription)
                    .isEqualTo("BeatCop: " + failure.getMessage()));
  }

  @Test
  void twoBeansDoNotShareTheTimesOfOneMethod() {
    GatedMethods methods = methods();
    Object unused = methods.postProcessAfterInitialization(new WithCatchUp(), "one");

    assertThatThrownBy(() -> methods.postProcessAfterInitialization(new WithCatchUp(), "two"))
        .isInstanceOf(UngatedMethodException.class)
        .hasMessageContaining("which catches up in two beans");
    methods.destroy();
  }

  @Test
  void aLeaseKnowsWhetherAMethodCatchesUp() {
    GatedMethods methods = methods();
    Object unused = methods.postProcessAfterInitialization(new WithCatchUp(), "one");

    assertThat(methods.catchUps().isNeededFor("a")).isTrue();
    assertThat(methods.catchUps().isNeededFor("b")).isFalse();
    methods.destroy();
  }

  @Test
  void aScheduleThatIsSwitchedOffNeedsNothing() {
    GatedMethods methods = methods();
    Object unused = methods.postProcessAfterInitialization(new SwitchedOff(), "one");

    assertThat(methods.catchUps().isNeededFor("a")).isFalse();
  }

  @Test
  void anyOtherIsGated() {
    GatedMethods methods = methods();

    Object bean =
        Objects.requireNonNull(methods.postProcessAfterInitialization(new Fine(), "bean"));

    assertThat(bean).isInstanceOf(Fine.class).isNotExactlyInstanceOf(Fine.class);
    assertThat(methods.names()).containsExactlyInAnyOrder("a", "b");
  }

  static class WithFinal {
    @OnLease("a")
    final void run() {}
  }

  static class WithStatic {
    @OnLease("a")
    static void run() {}
  }

  static class WithPrivate {
    @OnLease("a")
    @SuppressWarnings("UnusedMethod")
    private void run() {}
  }

  static class OfWithPrivate extends WithPrivate {}

  static class WithValue {
    @OnLease("a")
    int run() {
      return 1;
    }
  }

  static class WithoutName {
    @OnLease("")
    void run() {}
  }

  static class WithBlankName {
    @OnLease(" ")
    void run() {}
  }

  static class WithoutSchedule {
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class WithoutCron {
    @Scheduled(fixedDelay = 1_000)
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class WithRate {
    @Scheduled(cron = "0 0 3 * * *")
    @Scheduled(fixedRate = 1_000)
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class WithWrongCron {
    @Scheduled(cron = "0 0 25 * * *")
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class WithWrongZone {
    @Scheduled(cron = "0 0 3 * * *", zone = "Mars/Olympus")
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class WithCatchUp {
    @Scheduled(cron = "0 0 3 * * *")
    @Scheduled(cron = "0 0 4 * * *")
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class SwitchedOff {
    @Scheduled(cron = "-")
    @OnLease(value = "a", catchUp = true)
    void run() {}
  }

  static class Fine {
    @OnLease("a")
    void run() {}

    @OnLease("b")
    protected void walk() {}
  }
}
