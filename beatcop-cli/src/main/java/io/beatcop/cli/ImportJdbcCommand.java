package io.beatcop.cli;

import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleImport;
import io.beatcop.redis.schedule.ScheduleSource;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code beatcop import-jdbc}: puts the schedule of a JDBC job store into a shared one.
 *
 * <p>Quartz reads its own tables. It comes, with the plugin and a driver, from the class path that
 * the user names: the application's own.
 */
@Command(
    name = "import-jdbc",
    description = {
      "Copy the schedule from the QRTZ_ tables of a database into the shared schedule.",
      "Without --write it only prints what it would do. The tables stay as they are."
    },
    exitCodeList = {
      "0:all items are taken, or were before",
      "1:some items can't be taken; the others are",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong, or the database can't be read"
    })
final class ImportJdbcCommand extends LeaseCommand {

  private static final String PASSWORD_VARIABLE = "BEATCOP_JDBC_PASSWORD";
  private static final String SOURCE = "io.beatcop.quartz.jdbc.JdbcSchedule";

  @Option(names = "--jdbc-url", paramLabel = "URL", required = true, description = "The database.")
  private String url = "";

  @Option(
      names = "--jdbc-user",
      paramLabel = "NAME",
      description = "The user of the database. The password comes from " + PASSWORD_VARIABLE + ".")
  private @Nullable String user;

  @Option(
      names = "--jdbc-password-file",
      paramLabel = "FILE",
      description = "A file that has only the password of the database in it.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      required = true,
      description = "The name of the scheduler: org.quartz.scheduler.instanceName.")
  private String scheduler = "";

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "QRTZ_",
      description = "What the names of the tables begin with (default: ${DEFAULT-VALUE}).")
  private String prefix = "";

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      required = true,
      description = "Jars, or folders of jars: Quartz, beatcop-quartz-plugin, the JDBC driver.")
  private String classPath = "";

  @Option(
      names = "--job-data-classes",
      paramLabel = "PATTERNS",
      description = {
        "The classes of Java objects among job data, as org.quartz.jobStore.jobdataclasses of the"
            + " nodes has them. The class path must have them. Without this, such jobs are not taken."
      })
  private String jobDataClasses = "";

  @Option(
      names = "--write",
      description = "Write the schedule. Without this, only print what it would do.")
  private boolean write;

  @Override
  public Integer call() {
    ScheduleSource.Found found = found();
    found.warnings().forEach(warning -> warn(VisibleText.of(warning)));
    found.refused().forEach(item -> say("can't take " + VisibleText.of(item)));
    int code = found.refused().isEmpty() ? 0 : 1;
    try (ScheduleImport target = new ScheduleImport(lease(), redis.redis(), fingerprint())) {
      if (target.isDone()) {
        say("was imported before: nothing is changed");
        return code;
      }
      long missing = target.missing(found.items());
      String sizes = sizes(found.items());
      if (write) {
        target.write(found.items());
        say(
            "imported: "
                + sizes
                + "; "
                + number(missing, "item")
                + (missing == 1 ? " was" : " were")
                + " not there before");
      } else {
        say(
            "would import, with --write: "
                + sizes
                + "; "
                + number(missing, "item")
                + (missing == 1 ? " is" : " are")
                + " not there yet");
      }
    }
    return code;
  }

  private static String sizes(Map<ItemName, String> items) {
    return count(items, ItemName.JOB, "job")
        + ", "
        + count(items, ItemName.TRIGGER, "trigger")
        + ", "
        + count(items, ItemName.CALENDAR, "calendar")
        + ", "
        + count(items, ItemName.PAUSED_TRIGGERS, "paused group");
  }

  private static String count(Map<ItemName, String> items, char kind, String what) {
    return number(items.keySet().stream().filter(name -> name.kind() == kind).count(), what);
  }

  private static String number(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private ScheduleSource.Found found() {
    try (URLClassLoader classes = new URLClassLoader(jars(), getClass().getClassLoader())) {
      ScheduleSource source =
          Class.forName(SOURCE, true, classes)
              .asSubclass(ScheduleSource.class)
              .getDeclaredConstructor()
              .newInstance();
      return source.read(url, login(), prefix, scheduler, jobDataClasses);
    } catch (IOException e) {
      // A password may stand in the URL.
      throw new SettingException("--jdbc-url", "…", "can't be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "--job-data-classes",
          jobDataClasses,
          "must list classes, such as com.example.Order;com.example.model.*");
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new SettingException(
          "--class-path",
          classPath,
          "must have Quartz, beatcop-quartz-plugin and a JDBC driver, on a Java with the module"
              + " java.sql, which beatcop-full lacks: "
              + e);
    }
  }

  private URL[] jars() throws IOException {
    List<URL> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry);
      if (Files.isDirectory(path)) {
        jars.add(url(path));
        try (Stream<Path> files = Files.list(path)) {
          for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
            jars.add(url(jar));
          }
        }
      } else if (Files.isReadable(path)) {
        jars.add(url(path));
      } else {
        throw new SettingException(
            "--class-path", classPath, "has " + path + ", which is not there");
      }
    }
    return jars.toArray(URL[]::new);
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  private Properties login() {
    Properties login = new Properties();
    Optional.ofNullable(user).ifPresent(name -> login.setProperty("user", name));
    password().ifPresent(password -> login.setProperty("password", password));
    return login;
  }

  private Optional<String> password() {
    if (passwordFile == null) {
      return Optional.ofNullable(redis.environment().get(PASSWORD_VARIABLE));
    }
    try {
      return Optional.of(Files.readString(passwordFile).stripTrailing());
    } catch (IOException e) {
      throw new SettingException(
          "--jdbc-password-file", passwordFile, "must be a file with the password in it");
    }
  }

  /** Tells sources apart, and shows nothing of a password that may stand in the URL. */
  private String fingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((url + "\n" + prefix + "\n" + scheduler).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
