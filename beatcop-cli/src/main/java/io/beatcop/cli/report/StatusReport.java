package io.beatcop.cli.report;

import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.LeaseStatus.Possession;
import io.beatcop.redis.LeaseStatus.Waiter;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.OverdueNote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The report on the status of a lease.
 *
 * @param lease the lease's name
 * @param status the status
 * @param overdue what no node has fired in time, if a node has noted something
 * @param now when Redis was asked, by this machine's clock
 */
public record StatusReport(
    String lease, LeaseStatus status, Optional<OverdueNote> overdue, Instant now) {

  /**
   * The report as lines.
   *
   * @return the lines
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("lease    " + VisibleText.of(lease));
    lines.add("holder   " + holder());
    if (status.holder().isPresent()) {
      lines.add(
          "expires  "
              + status
                  .expiresIn()
                  .map(left -> "in " + HumanDurations.of(left) + ", unless it is renewed")
                  .orElse("never"));
    }
    lines.add("token    " + token().map(String::valueOf).orElse("none granted yet"));
    status.pause().ifPresent(pause -> lines.add("paused   " + paused(pause)));
    status.stepDown().ifPresent(note -> lines.add("asked    to step down, by " + note));
    if (!status.waiters().isEmpty()) {
      lines.add("waiting  " + waiter(status.waiters().get(0)));
      status.waiters().stream().skip(1).forEach(next -> lines.add("         " + waiter(next)));
    }
    overdue.ifPresent(note -> lines.add("overdue  " + note.triggers() + ", first " + note.words()));
    status
        .foreign()
        .forEach(
            what ->
                lines.add("foreign  " + what + ", which BeatCop did not write: delete that key"));
    return lines;
  }

  /**
   * The report as one line, without values that change by themselves, so that it changes only with
   * the lease.
   *
   * @return the line
   */
  public String line() {
    return VisibleText.of(lease)
        + ": "
        + status.holder().map(unused -> "held by " + holder()).orElse("held by nobody")
        + token().map(token -> ", token " + token).orElse("")
        + status.pause().map(pause -> ", paused by " + pause.note()).orElse("")
        + ", waiting: "
        + status.waiters().size()
        + overdue.map(note -> ", overdue: " + note.triggers()).orElse("");
  }

  /**
   * The report as facts.
   *
   * @return the facts for {@link Json}
   */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("lease", lease);
    facts.put("state", status.possession().name().toLowerCase(Locale.ROOT));
    status.holder().ifPresent(holder -> facts.put("holder", holder));
    status.expiresIn().ifPresent(left -> facts.put("expiresInMillis", left));
    token().ifPresent(token -> facts.put("token", token));
    status.renewedAt().ifPresent(at -> facts.put("renewedAt", at));
    facts.put("paused", status.pause().isPresent());
    status
        .pause()
        .ifPresent(
            pause -> {
              facts.put("pause", facts(pause.note()));
              pause.endsIn().ifPresent(left -> facts.put("pauseEndsInMillis", left));
            });
    status.stepDown().ifPresent(note -> facts.put("stepDown", facts(note)));
    facts.put("waiting", status.waiters().stream().map(StatusReport::facts).toList());
    overdue.ifPresent(
        note -> {
          Map<String, Object> late = new LinkedHashMap<>();
          late.put("triggers", note.triggers());
          late.put("since", note.since());
          late.put("first", note.words());
          facts.put("overdue", late);
        });
    if (!status.foreign().isEmpty()) {
      facts.put("foreign", status.foreign());
    }
    return facts;
  }

  private static Map<String, Object> facts(Waiter waiter) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", waiter.name());
    facts.put("askedAt", waiter.askedAt());
    return facts;
  }

  private static Map<String, Object> facts(OperatorNote note) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("by", note.by());
    facts.put("at", note.at());
    facts.put("reason", note.reason());
    return facts;
  }

  private String holder() {
    String remark =
        status.possession() == Possession.PENDING
            ? ", which waits for a ttl before it acts"
            : status.possession() == Possession.FOREIGN ? ", which wrote no term" : "";
    return status.holder().orElse("nobody") + remark;
  }

  private Optional<Long> token() {
    return status.token().isPresent() ? Optional.of(status.token().getAsLong()) : Optional.empty();
  }

  private static String paused(LeaseStatus.Pause pause) {
    return "by "
        + pause.note()
        + pause
            .endsIn()
            .map(left -> ", for " + HumanDurations.of(left) + " more")
            .orElse(", until it is resumed");
  }

  private String waiter(Waiter waiter) {
    Duration ago = Duration.between(waiter.askedAt(), now);
    return waiter.name()
        + ", asked "
        + HumanDurations.of(ago.isNegative() ? Duration.ZERO : ago)
        + " ago";
  }
}
