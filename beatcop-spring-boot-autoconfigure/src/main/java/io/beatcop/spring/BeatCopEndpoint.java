package io.beatcop.spring;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.StepDownReply;
import io.beatcop.redis.connect.RedisUnavailableException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.lang.Nullable;

/**
 * The endpoint {@code beatcop}: shows the leases of this node, and lets operators pause, resume and
 * move them, as {@code beatcop pause} does. It can only be read unless the application sets {@code
 * management.endpoint.beatcop.access = unrestricted}.
 */
@Endpoint(id = "beatcop", defaultAccess = Access.READ_ONLY)
final class BeatCopEndpoint {

  /** What an operator may ask for. */
  enum Action {
    PAUSE,
    RESUME,
    STEP_DOWN
  }

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

  private final ObjectProvider<LeaseSource> sources;

  BeatCopEndpoint(ObjectProvider<LeaseSource> sources) {
    this.sources = sources;
  }

  /** The leases, as this node knows them; Redis is not asked. */
  @ReadOperation
  public Map<String, List<LeaseView>> leases() {
    return Map.of("leases", views());
  }

  /**
   * Pauses or resumes a lease, or asks its holder to step down, whichever node that is.
   *
   * @param action what to do
   * @param lease the lease, if this node has more than one
   * @param reason the reason, for other operators
   * @param length how long a pause lasts, unless somebody resumes it, such as {@code 30m}
   * @return the lease and an answer; status 503 and a reason if Redis does not answer, or refuses
   */
  @WriteOperation
  public Object change(
      SecurityContext user,
      Action action,
      @Nullable String lease,
      @Nullable String reason,
      @Nullable String length) {
    Duration pause = length == null ? null : duration(length);
    String name = lease == null ? onlyLease() : lease;
    OperatorNote note =
        new OperatorNote(
            Instant.now(),
            Optional.ofNullable(user.getPrincipal()).map(Principal::getName).orElse("actuator"),
            reason == null ? "" : reason);
    try (LeaseControl control = control(name)) {
      return Map.of("lease", name, "answer", answer(control, action, note, pause));
    } catch (RedisUnavailableException e) {
      return unavailable(name, "Redis does not answer: " + e.getMessage());
    } catch (SettingException e) {
      // Redis refuses, such as for want of a right.
      return unavailable(name, e.getMessage());
    }
  }

  /** Answered and not thrown: Spring would log a stack trace for what no programmer can fix. */
  private static WebEndpointResponse<Map<String, String>> unavailable(
      String lease, @Nullable String reason) {
    return new WebEndpointResponse<>(
        Map.of("lease", lease, "reason", String.valueOf(reason)),
        WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
  }

  /** Spring would take a bare number for milliseconds, which nobody means by a pause. */
  private static Duration duration(String text) {
    String length = text.strip();
    try {
      Duration duration = DurationStyle.detectAndParse(length);
      if (!NUMBER.matcher(length).matches() && duration.toMillis() >= 1) {
        return duration;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Refused as well.
    }
    throw wrong(
        new SettingException(
                "length", text, "must be a duration with a unit, such as 30m, and at least 1ms")
            .getMessage());
  }

  private static String answer(
      LeaseControl control, Action action, OperatorNote note, @Nullable Duration length) {
    return switch (action) {
      case PAUSE -> {
        if (length == null) {
          control.pause(note);
          yield "paused";
        }
        control.pause(note, length);
        yield "paused for " + length;
      }
      case RESUME -> control.resume().value().isPresent() ? "resumed" : "it was not paused";
      case STEP_DOWN -> {
        StepDownReply reply = control.askToStepDown(note).value();
        yield reply instanceof StepDownReply.Asked asked
            ? asked.holder() + " is asked"
            : "there is no holder to ask";
      }
    };
  }

  private List<LeaseView> views() {
    return sources.orderedStream().flatMap(source -> source.views().stream()).toList();
  }

  private String onlyLease() {
    List<LeaseView> views = views();
    if (views.size() != 1) {
      throw wrong("lease must be given, since this node has " + views.size());
    }
    return views.get(0).lease();
  }

  private LeaseControl control(String lease) {
    try {
      return sources
          .orderedStream()
          .flatMap(source -> source.control(lease).stream())
          .findFirst()
          .orElseThrow(() -> wrong("this node has no lease of that name"));
    } catch (SettingException e) {
      throw wrong(e.getMessage());
    }
  }

  private static InvalidEndpointRequestException wrong(@Nullable String reason) {
    return new InvalidEndpointRequestException("BeatCop: " + reason, String.valueOf(reason));
  }
}
