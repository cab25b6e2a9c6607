package io.beatcop.quartz.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which groups a pattern matches. */
class GroupPatternTest {

  @ParameterizedTest
  @CsvSource({
    "'*', anything, true",
    "reports, reports, true",
    "reports, reports-2, false",
    "'nightly-*,reports', nightly-x, true",
    "'nightly-*, reports', reports, true",
    "report?, reports, true",
    "report?, report, false",
    "a.b, axb, false",
    "a#b, a#b, true"
  })
  void aPatternMatchesTheWholeName(String pattern, String group, boolean matches) {
    assertThat(GroupPattern.parse("triggergroups", pattern).matches(group)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "'*', reports, true",
    "'*', '*', true",
    "reports, reports, true",
    "reports, report, false",
    "'nightly-*', '*-eu', true",
    "'nightly-*', 'hourly-*', false",
    "'a*c', '*b*', true",
    "'a*c', 'a?', true",
    "'a*cd', 'a?', false",
    "'?', '??', false",
    "'a?', '?b', true",
    "'a,b', 'c,b', true",
    "'a,b', 'c,d', false",
    "'a*,x', 'b*, ?', true",
    "'a.b', 'a?b', true",
    "'a.b', 'axb', false"
  })
  void patternsOverlapIfThereIsANameThatBothMatch(String left, String right, boolean overlap) {
    GroupPattern one = GroupPattern.parse("triggergroups", left);
    GroupPattern other = GroupPattern.parse("triggergroups", right);

    assertThat(one.overlaps(other)).isEqualTo(overlap);
    assertThat(other.overlaps(one)).isEqualTo(overlap);
  }

  @Test
  void aCharacterOutsideOfTheFirstPlaneIsOneCharacter() {
    String face = Character.toString(0x1f600);
    GroupPattern one = GroupPattern.parse("triggergroups", "?");

    assertThat(one.matches(face)).isTrue();
    assertThat(one.overlaps(GroupPattern.parse("triggergroups", face))).isTrue();
  }

  /** Of two globs of three characters, the shortest name that both match has five at most. */
  @Test
  void allShortPatternsOverlapExactlyWhereAShortNameMatchesBoth() {
    List<String> names = words("ab", 5);
    Map<GroupPattern, BitSet> matched = new LinkedHashMap<>();
    for (String glob : words("ab*?", 3)) {
      GroupPattern pattern = GroupPattern.parse("triggergroups", glob);
      BitSet which = new BitSet();
      IntStream.range(0, names.size())
          .filter(i -> pattern.matches(names.get(i)))
          .forEach(which::set);
      matched.put(pattern, which);
    }

    assertThat(matched)
        .allSatisfy(
            (one, itsNames) ->
                assertThat(matched)
                    .allSatisfy(
                        (other, theirs) ->
                            assertThat(one.overlaps(other))
                                .as("%s and %s", one.text(), other.text())
                                .isEqualTo(itsNames.intersects(theirs))));
  }

  /** All words of these characters, of one to so many. */
  private static List<String> words(String characters, int longest) {
    List<String> words = new ArrayList<>();
    List<String> last = List.of("");
    for (int length = 1; length <= longest; length++) {
      last =
          last.stream().flatMap(word -> characters.chars().mapToObj(c -> word + (char) c)).toList();
      words.addAll(last);
    }
    return words;
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThatThrownBy(() -> GroupPattern.parse("triggergroups", ""))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "triggergroups = '': must be names of groups separated by commas, such as a,b-*");
  }

  /** Q-o: a pattern of another kind would match nothing, and every node would fire everything. */
  @ParameterizedTest
  @ValueSource(strings = {"g-.*|h", "^g$", "g+", "(g)", "[gh]", "g\\d"})
  void aRegularExpressionIsRefused(String text) {
    assertThatThrownBy(() -> GroupPattern.parse("triggergroups", text))
        .hasMessageContaining("triggergroups")
        .hasMessageContaining(text)
        .hasMessageContaining("regular expression");
  }
}
