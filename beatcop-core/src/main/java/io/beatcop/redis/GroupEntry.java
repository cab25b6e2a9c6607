package io.beatcop.redis;

import io.beatcop.lease.balance.Member;
import io.beatcop.redis.connect.RedisText;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a node writes of itself for the others of its group: words such as {@code weight=1 slices=16
 * label=near draining=1 awaits=3f}. Whatever is missing or wrong has its default; a word of a later
 * version is left out.
 *
 * @param member the node
 * @param slices how many slices it shares; 0 if it does not say
 */
record GroupEntry(Member member, int slices) {

  /** Not more than the slices of any group have digits in hexadecimal. */
  private static final int LONGEST_SET = 256;

  private static final int MOST = 1000;

  String encoded() {
    StringBuilder text = new StringBuilder("weight=" + member.weight() + " slices=" + slices);
    if (!member.label().isEmpty()) {
      text.append(" label=").append(member.label());
    }
    if (member.draining()) {
      text.append(" draining=1");
    }
    if (!member.awaits().isEmpty()) {
      BigInteger set = BigInteger.ZERO;
      for (int slice : member.awaits()) {
        set = set.setBit(slice);
      }
      text.append(" awaits=").append(set.toString(16));
    }
    return text.toString();
  }

  static GroupEntry decoded(String name, Duration present, String text) {
    Map<String, String> words = new HashMap<>();
    for (String word : text.split(" ", -1)) {
      int equal = word.indexOf('=');
      if (equal > 0) {
        words.put(word.substring(0, equal), word.substring(equal + 1));
      }
    }
    Member member =
        new Member(
            name,
            RedisText.visible(words.getOrDefault("label", "")),
            (int) Math.max(1, Math.min(MOST, number(words, "weight"))),
            words.getOrDefault("draining", "").equals("1"),
            present,
            set(words.getOrDefault("awaits", "")));
    return new GroupEntry(
        member, (int) Math.max(0, Math.min(Integer.MAX_VALUE, number(words, "slices"))));
  }

  private static long number(Map<String, String> words, String name) {
    return RedisText.number(words.getOrDefault(name, "")).orElse(0L);
  }

  private static Set<Integer> set(String digits) {
    Set<Integer> set = new HashSet<>();
    if (!digits.isEmpty()
        && digits.length() <= LONGEST_SET
        && digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      BigInteger bits = new BigInteger(digits, 16);
      for (int slice = 0; slice < bits.bitLength(); slice++) {
        if (bits.testBit(slice)) {
          set.add(slice);
        }
      }
    }
    return set;
  }
}
