package io.beatcop.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** The lines of the log. */
class LogTest {

  private static final String LOGGER = "io.beatcop.lease.Lease";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static LogEvent event(Level level, String message) {
    return new LogEvent(1_764_000_000_007L, level, LOGGER, message, null);
  }

  private Log log(LogFormat format, Level level) {
    return new Log(new Log.Settings(format, level, "nightly", "node-a"), out);
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aPlainLineHasTimeLevelAndMessage() {
    log(LogFormat.PLAIN, Level.INFO).write(event(Level.INFO, "nightly: held by b"));

    assertThat(written()).isEqualTo("2025-11-24T16:00:00.007Z INFO  nightly: held by b\n");
  }

  @Test
  void aLeaseOfSeveralLinesIsStillOneLine() {
    log(LogFormat.PLAIN, Level.INFO).write(event(Level.INFO, "beatcop:a\nb: held"));

    assertThat(written()).endsWith("INFO  beatcop:a\\nb: held\n").hasLineCount(1);
  }

  @Test
  void aJsonLineHasTheLeaseAndTheNodeBesideTheMessage() {
    log(LogFormat.JSON, Level.INFO).write(event(Level.WARN, "nightly: held by b"));

    assertThat(written())
        .isEqualTo(
            "{\"ts\":\"2025-11-24T16:00:00.007Z\",\"level\":\"warn\",\"logger\":\""
                + LOGGER
                + "\","
                + "\"lease\":\"nightly\",\"node\":\"node-a\",\"msg\":\"held by b\"}\n");
  }

  @Test
  void whatJsonCantHaveIsEscaped() {
    log(LogFormat.JSON, Level.INFO)
        .write(event(Level.INFO, "\"a\\b\"\n\t\r\u0001\u00fc\ud83d\ude00"));

    assertThat(written())
        .contains("\"msg\":\"\\\"a\\\\b\\\"\\n\\t\\u000d\\u0001\u00fc\\ud83d\\ude00\"}")
        .hasLineCount(1);
  }

  @Test
  void aBugHasItsStackInTheSameLine() {
    LogEvent bug = new LogEvent(0, Level.ERROR, LOGGER, "failed", new IllegalStateException("why"));

    log(LogFormat.JSON, Level.INFO).write(bug);

    assertThat(written())
        .contains("\"msg\":\"failed\",\"stack\":\"java.lang.IllegalStateException: why\\n\\tat ")
        .hasLineCount(1);
  }

  /** S-e: no user sees a stack trace, and who looks for the bug does. */
  @Test
  void aBugIsOneLineForPeopleAndItsStackIsAskedFor() {
    LogEvent bug =
        new LogEvent(0, Level.ERROR, LOGGER, "failed", new IllegalStateException("why\nnot"));

    log(LogFormat.PLAIN, Level.INFO).write(bug);

    assertThat(written())
        .contains(
            "ERROR failed: java.lang.IllegalStateException: why\\nnot at io.beatcop.log.LogTest.")
        .endsWith("; --log-level debug shows its stack trace\n")
        .hasLineCount(1);

    out.reset();
    log(LogFormat.PLAIN, Level.DEBUG).write(bug);

    assertThat(written())
        .contains("ERROR failed\njava.lang.IllegalStateException")
        .contains("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "INFO, io.beatcop.lease.Lease, INFO, true",
    "INFO, io.beatcop.lease.Lease, DEBUG, false",
    "DEBUG, io.beatcop.lease.Lease, DEBUG, true",
    "ERROR, io.beatcop.lease.Lease, WARN, false",
    "INFO, redis.clients.jedis.Jedis, INFO, false",
    "DEBUG, redis.clients.jedis.Jedis, INFO, false",
    "DEBUG, redis.clients.jedis.Jedis, WARN, true",
    "TRACE, redis.clients.jedis.Jedis, DEBUG, true",
    "ERROR, redis.clients.jedis.Jedis, WARN, false"
  })
  void librariesAreHeardOnlyIfTheyWarn(Level least, String logger, Level level, boolean heard) {
    assertThat(log(LogFormat.PLAIN, least).isEnabled(logger, level)).isEqualTo(heard);
  }

  @Test
  void theStackOfWhatIsNoBugIsNotThere() {
    assertThat(event(Level.INFO, "x").stack()).isEqualTo(Optional.empty());
  }
}
