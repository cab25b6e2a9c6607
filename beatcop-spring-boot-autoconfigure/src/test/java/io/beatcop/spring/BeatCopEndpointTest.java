package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Nobody pauses a lease by HTTP unless the application says that they may. */
class BeatCopEndpointTest {

  @Test
  void whatChangesALeaseNeedsAnOptIn() {
    Endpoint endpoint = Objects.requireNonNull(BeatCopEndpoint.class.getAnnotation(Endpoint.class));

    assertThat(endpoint.defaultAccess()).isEqualTo(Access.READ_ONLY);
  }

  /** Read-only access leaves only read operations. */
  @Test
  void aMethodThatChangesALeaseIsAWriteOperation() {
    assertThat(
            Arrays.stream(BeatCopEndpoint.class.getMethods())
                .filter(
                    method ->
                        method.isAnnotationPresent(WriteOperation.class)
                            || method.isAnnotationPresent(DeleteOperation.class)))
        .extracting(method -> method.getName())
        .containsExactly("change");
  }

  /** One whose Redis is away. */
  private static BeatCopEndpoint endpoint() {
    LeaseSource source =
        new LeaseSource() {
          @Override
          public LeaseHealth health() {
            return new LeaseHealth(true, Map.of());
          }

          @Override
          public List<LeaseView> views() {
            return List.of();
          }

          @Override
          public Optional<LeaseControl> control(String lease) {
            return Optional.of(
                new LeaseControl(
                    LeaseSettings.of(lease, Duration.ofSeconds(1)),
                    RedisSettings.parse("redis://127.0.0.1:1")));
          }
        };
    StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("source", source));
    return new BeatCopEndpoint(beans.getBeanProvider(LeaseSource.class));
  }

  private static Object pause(String length) {
    return endpoint()
        .change(SecurityContext.NONE, BeatCopEndpoint.Action.PAUSE, "orders", null, length);
  }

  /** Spring makes a 400 of this exception. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-3s",
        "0s",
        "0",
        "1ns",
        "999us",
        "30",
        "+30",
        "-30",
        "abc",
        "",
        "30x",
        "PT0S",
        "999999999999999d",
        "99999999999999999999s"
      })
  void aLengthThatIsNoneIsABadRequest(String length) {
    assertThatThrownBy(() -> pause(length))
        .isInstanceOfSatisfying(
            InvalidEndpointRequestException.class,
            e ->
                assertThat(e.getReason())
                    .isEqualTo(
                        "length = "
                            + length
                            + ": must be a duration with a unit, such as 30m, and at least 1ms"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1ms", "30m", " 30m ", "PT30M", "2d"})
  void aRedisThatIsAwayIsNoErrorOfTheProgram(String length) {
    assertThat(pause(length))
        .isInstanceOfSatisfying(
            WebEndpointResponse.class,
            answer -> {
              assertThat(answer.getStatus()).isEqualTo(503);
              assertThat(String.valueOf(answer.getBody()))
                  .contains("lease=orders", "reason=Redis does not answer: ");
            });
  }
}
