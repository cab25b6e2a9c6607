package io.beatcop.quartz.rules;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * A firing of a job that requests recovery: the data to fire it again if its node dies meanwhile.
 *
 * @param id a name that no other firing has
 * @param holder the node that it runs on
 * @param job the job
 * @param trigger the trigger that fired it
 * @param firedMillis when it was fired
 * @param scheduledMillis when it was scheduled
 */
public record RecoverableFiring(
    String id,
    String holder,
    JobKey job,
    TriggerKey trigger,
    long firedMillis,
    long scheduledMillis) {

  /** The same as a value in the journal: fields that are separated by spaces. */
  public String encoded() {
    return Stream.of(
            holder,
            job.getGroup(),
            job.getName(),
            trigger.getGroup(),
            trigger.getName(),
            String.valueOf(firedMillis),
            String.valueOf(scheduledMillis))
        .map(field -> URLEncoder.encode(field, StandardCharsets.UTF_8))
        .collect(Collectors.joining(" "));
  }

  /** Reads a value of the journal; empty for any other text. */
  public static Optional<RecoverableFiring> decoded(String id, String value) {
    try {
      String[] fields =
          Arrays.stream(value.split(" ", -1))
              .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
              .toArray(String[]::new);
      return fields.length == 7
          ? Optional.of(
              new RecoverableFiring(
                  id,
                  fields[0],
                  new JobKey(fields[2], fields[1]),
                  new TriggerKey(fields[4], fields[3]),
                  Long.parseLong(fields[5]),
                  Long.parseLong(fields[6])))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
