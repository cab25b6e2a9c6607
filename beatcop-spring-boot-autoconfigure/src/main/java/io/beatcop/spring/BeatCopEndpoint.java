package io.beatcop.spring;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.StepDownReply;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
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
   * @param length how long a pause lasts, unless somebody resumes it
   */
  @WriteOperation
  public Map<String, String> change(
      SecurityContext user,
      Action action,
      @Nullable String lease,
      @Nullable String reason,
      @Nullable Duration length) {
    String name = lease == null ? onlyLease() : lease;
    OperatorNote note =
        new OperatorNote(
            Instant.now(),
            Optional.ofNullable(user.getPrincipal()).map(Principal::getName).orElse("actuator"),
            reason == null ? "" : reason);
    try (LeaseControl control = control(name)) {
      return Map.of("lease", name, "answer", answer(control, action, note, length));
    }
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
