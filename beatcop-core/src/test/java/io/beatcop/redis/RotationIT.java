package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.settings.RedisLogin;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** S-k: a password changes without a restart, and no term is lost to that. */
@Timeout(240)
@Slow
class RotationIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final int CHANGES = 100;

  /** The same path from there on, so a few show it. */
  private static final int FEW = 15;

  @TempDir private Path folder;

  private final RecordingListener told = new RecordingListener();

  @BeforeEach
  void anEmptyRedis() {
    redis.command("FLUSHALL");
    redis.command("ACL", "SETUSER", "admin", "on", ">admin", "~*", "&*", "+@all");
  }

  @AfterEach
  void openAgain() {
    as("admin", "admin", "CONFIG", "SET", "requirepass", "");
    as("admin", "admin", "ACL", "SETUSER", "default", "on", "nopass", "~*", "&*", "+@all");
  }

  /** A command by a user of its own, since the password of the others changes meanwhile. */
  private static void as(String user, String password, String... words) {
    RedisSettings settings =
        RedisSettings.parse(redis.uri(), Map.of("user", user, "password", password));
    try (RedisProbe probe = RedisProbe.connect(settings, Duration.ofSeconds(2), "nightly")) {
      assertThat(probe.ask(words).error()).isEmpty();
    }
  }

  private void write(Path file, String text) throws IOException {
    // As mounted secrets are changed: never half written.
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Lease held(RedisLease.Builder builder) {
    Lease lease = builder.ttl(TTL).trustAbsence(true).listener(told).build();
    lease.start();
    await().until(lease::isHeld);
    return lease;
  }

  private interface Change {
    void to(int number) throws IOException;
  }

  private void survivesAllChanges(Lease lease, int changes, Change change) throws IOException {
    long token = lease.token().orElseThrow();
    for (int number = 1; number <= changes; number++) {
      long before = System.nanoTime();
      change.to(number);
      as("admin", "admin", "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      as("admin", "admin", "CLIENT", "KILL", "TYPE", "pubsub");
      // The deadline moves only by a renewal over a connection that was made since.
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(TTL)
          .until(
              () ->
                  lease
                      .grant()
                      .filter(grant -> grant.deadline().nanos() - TTL.toNanos() * 9 / 10 > before)
                      .isPresent());
    }

    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.token()).hasValue(token);
    assertThat(told.heard()).noneMatch(line -> line.startsWith("lost"));
  }

  /** S-k */
  @Test
  void aNodeOutlivesAHundredPasswordsOfTheServer() throws IOException {
    Path file = folder.resolve("password");
    write(file, "first\n");
    redis.command("CONFIG", "SET", "requirepass", "first");
    try (Lease lease =
        held(
            RedisLease.builder("nightly")
                .redis(redis.uri())
                .redisSettings(Map.of("passwordfile", file.toString())))) {
      survivesAllChanges(
          lease,
          CHANGES,
          number -> {
            as("admin", "admin", "CONFIG", "SET", "requirepass", "password-" + number);
            write(file, "password-" + number + "\n");
          });
    }
  }

  /** S-k: user and password, each time others. */
  @Test
  void aNodeOutlivesAHundredUsers() throws IOException {
    Path file = folder.resolve("login");
    write(file, "app0\nsecret-0\n");
    user(0);
    try (Lease lease =
        held(
            RedisLease.builder("nightly")
                .redis(redis.uri() + "?passwordfile=" + file.toString().replace("/", "%2F")))) {
      survivesAllChanges(
          lease,
          CHANGES,
          number -> {
            user(number);
            write(file, "app" + number + "\nsecret-" + number + "\n");
            as("admin", "admin", "ACL", "DELUSER", "app" + (number - 1));
          });
    }
  }

  private static void user(int number) {
    as(
        "admin",
        "admin",
        "ACL",
        "SETUSER",
        "app" + number,
        "on",
        ">secret-" + number,
        "~*",
        "&*",
        "+@all");
  }

  /** S-k: from a command, and from a supplier. */
  @Test
  void aNodeOutlivesThePasswordsOfACommand() throws IOException {
    Path file = folder.resolve("password");
    write(file, "first");
    redis.command("CONFIG", "SET", "requirepass", "first");
    try (Lease lease =
        held(
            RedisLease.builder("nightly")
                .redis(redis.uri())
                .redisSettings(Map.of("passwordcommand", "exec cat '" + file + "'")))) {
      survivesAllChanges(
          lease,
          FEW,
          number -> {
            as("admin", "admin", "CONFIG", "SET", "requirepass", "password-" + number);
            write(file, "password-" + number);
          });
    }
  }

  /** S-k */
  @Test
  void aNodeOutlivesThePasswordsOfASupplier() throws IOException {
    AtomicReference<String> password = new AtomicReference<>("first");
    redis.command("CONFIG", "SET", "requirepass", "first");
    try (Lease lease =
        held(
            RedisLease.builder("nightly")
                .redis(redis.uri())
                .login(() -> new RedisLogin(Optional.empty(), Optional.of(password.get()))))) {
      survivesAllChanges(
          lease,
          FEW,
          number -> {
            as("admin", "admin", "CONFIG", "SET", "requirepass", "password-" + number);
            password.set("password-" + number);
          });
    }
  }

  private LeaseAnswer look(Map<String, String> settings) {
    LeaseSettings lease = LeaseSettings.of("nightly", Duration.ofSeconds(10));
    try (RedisLeaseStore store =
        new RedisLeaseStore(lease, RedisSettings.parse(redis.uri(), settings))) {
      return store.look();
    }
  }

  private static void assertRefused(LeaseAnswer answer, String sentence) {
    assertThat(answer).isInstanceOf(LeaseAnswer.Refused.class);
    assertThat(((LeaseAnswer.Refused) answer).reason()).hasMessage(sentence);
  }

  @Test
  void aFileOrACommandThatGivesNoPasswordIsASentence() throws IOException {
    Path none = folder.resolve("none");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");

    assertRefused(
        look(Map.of("passwordfile", none.toString())),
        "passwordfile = " + none + ": must be a file with the password in it, and can't be read");
    assertRefused(
        look(Map.of("passwordfile", empty.toString())),
        "passwordfile = " + empty + ": must be a file with a password in it, and is empty");
    assertRefused(
        look(Map.of("passwordcommand", "echo S3CRET >&2; exit 3")),
        "passwordcommand = ***: must print the password, and has ended with 3");
    assertRefused(
        look(Map.of("passwordcommand", ":")),
        "passwordcommand = ***: must print the password, and has printed nothing");
  }

  @Test
  void aCommandThatTakesTooLongIsAnAnswerThatMayComeLater() throws IOException {
    Path go = folder.resolve("go");
    LeaseSettings lease = LeaseSettings.of("nightly", TTL);
    redis.command("CONFIG", "SET", "requirepass", "slow");
    String line = "until [ -e '" + go + "' ]; do sleep 0.05; done; echo slow";
    try (RedisLeaseStore store =
        new RedisLeaseStore(
            lease, RedisSettings.parse(redis.uri(), Map.of("passwordcommand", line)))) {
      assertThat(store.look()).isInstanceOf(LeaseAnswer.Unavailable.class);
      Files.createFile(go);
      await().until(() -> store.look() instanceof LeaseAnswer.Seen);
    }
  }

  @Test
  void thereIsOnePlaceForAPassword() {
    assertThatThrownBy(
            () ->
                RedisSettings.parse(
                    "redis://h", Map.of("passwordfile", "/x", "passwordcommand", "echo S3CRET")))
        .isInstanceOf(SettingException.class)
        .hasMessage("passwordcommand = ***: must not stand beside passwordfile");
    assertThat(RedisSettings.parse("redis://u:@h?passwordfile=%2Fx"))
        .hasToString("redis://u:***@h:6379/0");
    assertThat(
            RedisSettings.parse("redis://h?passwordfile=%2Fx", Map.of("password", "p"))
                .loginSource())
        .isEmpty();
  }
}
