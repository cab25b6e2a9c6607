package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The import from a database with Quartz' tables, whose jobs have classes that are not here. */
class ImportJdbcCommandIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String URL = "jdbc:h2:mem:tables;USER=app;PASSWORD=hush";
  private static final String SCHEDULE = "{nightly}:schedule";

  @TempDir private Path folder;
  private Connection database;
  private String scheduler = "s";

  @BeforeEach
  void tablesWithOneJob() throws SQLException {
    redis.start();
    redis.command("FLUSHALL");
    database = DriverManager.getConnection(URL);
    execute("RUNSCRIPT FROM 'classpath:org/quartz/impl/jdbcjobstore/tables_h2.sql'");
    execute(
        "INSERT INTO QRTZ_JOB_DETAILS VALUES"
            + " ('s', 'daily', 'reports', null, 'com.acme.Report', true, false, false, false, null)");
    execute(
        "INSERT INTO QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, JOB_NAME, JOB_GROUP,"
            + " NEXT_FIRE_TIME, PREV_FIRE_TIME, PRIORITY, TRIGGER_STATE, TRIGGER_TYPE, START_TIME,"
            + " END_TIME, MISFIRE_INSTR) VALUES ('s', 'three', 'reports', 'daily', 'reports',"
            + " 1764039600000, -1, 5, 'PAUSED', 'CRON', 0, 0, 0)");
    execute(
        "INSERT INTO QRTZ_CRON_TRIGGERS VALUES ('s', 'three', 'reports', '0 0 3 * * ?', 'UTC')");
  }

  @AfterEach
  void close() throws SQLException {
    execute("SHUTDOWN");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private Beatcop load(Map<String, String> environment, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "import-jdbc",
                "--redis",
                redis.uri(),
                "--lease",
                "nightly",
                "--scheduler",
                scheduler,
                "--class-path",
                folder.toString(),
                "--jdbc-url",
                "jdbc:h2:mem:tables",
                "--jdbc-user",
                "app"));
    words.addAll(List.of(more));
    return Beatcop.run(environment, words.toArray(String[]::new));
  }

  private Beatcop load(String... more) {
    return load(Map.of("BEATCOP_JDBC_PASSWORD", "hush"), more);
  }

  @Test
  void withoutWriteItOnlyTells() {
    Beatcop said = load();

    assertThat(said.out())
        .isEqualTo(
            "nightly: would import, with --write: 1 job, 1 trigger, 0 calendars, 0 paused groups;"
                + " 3 items are not there yet\n");
    assertThat(said.code()).isZero();
    assertThat(redis.command("DBSIZE")).contains(0L);
  }

  @Test
  void withWriteTheJobsAreThereOnce() {
    assertThat(load("--write").out())
        .startsWith("nightly: imported: 1 job, 1 trigger, ")
        .endsWith("; 3 items were not there before\n");
    assertThat(redis.command("HGET", SCHEDULE, "j:reports/daily").toString())
        .contains("\"class\":\"com.acme.Report\"");
    assertThat(Beatcop.run(Map.of(), "jobs", "--redis", redis.uri(), "--lease", "nightly").out())
        .contains("reports/daily  reports/three  0 0 3 * * ?  paused  2025-11-25 03:00:00");

    redis.command("HDEL", SCHEDULE, "t:reports/three");
    assertThat(load("--write").out())
        .isEqualTo("nightly: was imported before: nothing is changed\n");
    assertThat(redis.command("HEXISTS", SCHEDULE, "t:reports/three")).contains(0L);
  }

  @Test
  void whatCannotBeTakenIsToldAndTheRestIsTaken() throws SQLException {
    execute("UPDATE QRTZ_CRON_TRIGGERS SET CRON_EXPRESSION = 'never'");

    Beatcop said = load("--write");

    assertThat(said.out())
        .startsWith("nightly: can't take trigger reports.three: ")
        .contains("nightly: imported: 1 job, 0 triggers");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void javaObjectsAreTakenOnceTheirClassIsListed() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new HashMap<>(Map.of("order", new Order("c"))));
    }
    try (PreparedStatement row =
        database.prepareStatement("UPDATE QRTZ_JOB_DETAILS SET JOB_DATA = ?")) {
      row.setBytes(1, bytes.toByteArray());
      assertThat(row.executeUpdate()).isEqualTo(1);
    }

    assertThat(load().out())
        .contains("can't take job reports.daily: it has a Java object, " + Order.class.getName())
        .contains("in --job-data-classes");
    Beatcop said = load("--write", "--job-data-classes", Order.class.getName());

    assertThat(said.out()).startsWith("nightly: imported: 1 job, 1 trigger, ");
    assertThat(said.code()).isZero();
    assertThat(redis.command("HGET", SCHEDULE, "j:reports/daily").toString())
        .contains("\"order\":[\"java\",");
    Beatcop refused = load("--job-data-classes", "*");
    assertThat(refused.code()).isEqualTo(78);
    assertThat(refused.err())
        .isEqualTo(
            "beatcop: --job-data-classes = *: must list classes, such as"
                + " com.example.Order;com.example.model.*\n");
  }

  /** An object of an application. */
  private record Order(String customer) implements Serializable {}

  @Test
  void thePasswordComesFromAFileToo() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "hush\n");

    assertThat(load(Map.of(), "--jdbc-password-file", file.toString()).code()).isZero();
  }

  @Test
  void aDatabaseThatRefusesIsOneSentence() {
    Beatcop said = load(Map.of("BEATCOP_JDBC_PASSWORD", "wrong"));

    assertThat(said.code()).isEqualTo(78);
    assertThat(said.err())
        .startsWith("beatcop: --jdbc-url = …: can't be read: ")
        .hasLineCount(1)
        .doesNotContain("wrong\"");
  }

  @Test
  void aSchedulerThatTheTablesDoNotKnowIsOneSentence() throws SQLException {
    scheduler = "S";

    Beatcop said = load("--write");

    assertThat(said.code()).isEqualTo(78);
    assertThat(said.err())
        .isEqualTo("beatcop: --scheduler = S: must be a scheduler that the tables know: s\n");
    assertThat(redis.command("DBSIZE")).contains(0L);

    scheduler = "s";
    execute("DELETE FROM QRTZ_CRON_TRIGGERS");
    execute("DELETE FROM QRTZ_TRIGGERS");
    execute("DELETE FROM QRTZ_JOB_DETAILS");
    assertThat(load("--write").err()).endsWith("that the tables know: they know none\n");
    execute("INSERT INTO QRTZ_LOCKS VALUES ('s', 'TRIGGER_ACCESS')");
    assertThat(load("--write").code()).isZero();
  }

  @Test
  void aClassPathThatIsNotThereIsOneSentence() {
    Beatcop said =
        Beatcop.run(
            Map.of(),
            "import-jdbc",
            "--redis=" + redis.uri(),
            "--lease=nightly",
            "--scheduler=s",
            "--class-path=" + folder.resolve("none"),
            "--jdbc-url=jdbc:h2:mem:tables");

    assertThat(said.code()).isEqualTo(78);
    assertThat(said.err())
        .contains("--class-path = ")
        .contains("which is not there")
        .hasLineCount(1);
  }
}
