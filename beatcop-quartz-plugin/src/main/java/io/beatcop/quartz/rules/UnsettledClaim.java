package io.beatcop.quartz.rules;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quartz.TriggerKey;

/**
 * A claim that its node may not know of. It is in the journal, and led to a firing only if the
 * reply reached that node (F3). The node takes it back when it can; until then nobody knows.
 *
 * @param token the term in which it was made
 * @param number a number that no other claim of the term has
 * @param trigger the trigger
 * @param slot the scheduled time
 * @param recoverable the firing's entry among those that run again if their node dies, if it has
 *     one
 */
public record UnsettledClaim(
    long token, long number, TriggerKey trigger, Slot slot, Optional<String> recoverable) {

  /** How many a journal keeps. Older ones count as fired. */
  static final int MOST = 1_000;

  /** The claim as one word without spaces. */
  public String encoded() {
    return token
        + "|"
        + number
        + "|"
        + slot.millis()
        + "|"
        + slot.coveredMillis()
        + "|"
        + recoverable.map(UnsettledClaim::escaped).orElse("")
        + "|"
        + escaped(TriggerFields.field(trigger));
  }

  public static String encoded(List<UnsettledClaim> claims) {
    return claims.stream()
        .skip(Math.max(0, claims.size() - MOST))
        .map(UnsettledClaim::encoded)
        .collect(Collectors.joining(" "));
  }

  /** Reads the words of the journal, and skips those that are no claims. */
  public static List<UnsettledClaim> decoded(String text) {
    List<UnsettledClaim> claims = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      String[] fields = word.split("\\|", -1);
      if (fields.length != 6) {
        continue;
      }
      try {
        claims.add(
            new UnsettledClaim(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                TriggerFields.key(URLDecoder.decode(fields[5], StandardCharsets.UTF_8)),
                new Slot(Long.parseLong(fields[2]), Long.parseLong(fields[3])),
                fields[4].isEmpty()
                    ? Optional.empty()
                    : Optional.of(URLDecoder.decode(fields[4], StandardCharsets.UTF_8))));
      } catch (IllegalArgumentException e) {
        // No node wrote this, so it is no claim.
      }
    }
    return claims;
  }

  private static String escaped(String text) {
    // Nearly all names are so, and each claim has one.
    return isPlain(text)
        ? text.replace("/", "%2F")
        : URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char sign) {
    return (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || (sign >= '0' && sign <= '9')
        || sign == '/'
        || sign == '.'
        || sign == '-'
        || sign == '_';
  }
}
