package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.Certificates;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import io.beatcop.testing.TlsRelay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** TLS: the agreed version, and one sentence for each way to agree on none. */
@Slow
class RedisTlsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final List<TlsRelay> relays = new ArrayList<>();

  @TempDir private static Path folder;

  private static Certificates ours;
  private static Certificates theirs;
  private static TlsRelay good;
  private static TlsRelay expired;
  private static TlsRelay asking;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void certificates() {
    ours =
        new Certificates(folder, "ours")
            .sign("server", "dns:localhost")
            .signExpired("expired", "dns:localhost")
            .sign("client", "dns:client");
    theirs = new Certificates(folder, "theirs");
    good = relay("server", false);
    expired = relay("expired", false);
    asking = relay("server", true);
  }

  private static TlsRelay relay(String alias, boolean asks) {
    TlsRelay relay = TlsRelay.start(ours, alias, asks, redis.port());
    relays.add(relay);
    return relay;
  }

  @AfterAll
  static void closeRelays() {
    relays.forEach(TlsRelay::close);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private Lease lease(String holder, String uri) {
    Lease lease =
        RedisLease.builder("tls")
            .redis(uri)
            .holder(holder)
            .ttl(Duration.ofSeconds(10))
            .trustAbsence(true)
            .build();
    opened.add(lease);
    return lease;
  }

  private static String uri(TlsRelay relay, Path ca, String more) {
    return "rediss://localhost:" + relay.port() + "?ca=" + ca + more;
  }

  private static LeaseAnswer answer(String uri) {
    LeaseSettings settings =
        LeaseSettings.of("tls", Duration.ofSeconds(10))
            .withHolder("a")
            .withTimeout(Duration.ofSeconds(1))
            .withExpiringNotice(Duration.ofSeconds(2))
            .withTrustAbsence(true);
    try (RedisLeaseStore store = new RedisLeaseStore(settings, RedisSettings.parse(uri))) {
      return store.look();
    }
  }

  private static void isRefused(String uri, String reason) {
    assertThat(answer(uri))
        .isInstanceOfSatisfying(
            LeaseAnswer.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining("\n"));
  }

  @Test
  void aLeaseIsHeldAndHandedOnOverTls() {
    Lease first = lease("a", uri(good, ours.ca(), ""));
    Lease second = lease("b", uri(good, ours.ca(), ""));
    first.start();
    second.start();
    assertThat(first.isHeld()).isTrue();

    first.stop();

    await().atMost(Duration.ofSeconds(20)).until(second::isHeld);
  }

  @Test
  void aServerThatNobodyKnowsIsRefused() {
    isRefused(
        "rediss://localhost:" + good.port(),
        ": the server's certificate is not signed by one that is trusted: set ca");
  }

  @Test
  void aServerOfAnotherAuthorityIsRefused() {
    isRefused(
        uri(good, theirs.ca(), ""),
        ": the server's certificate is not signed by one that is trusted: set ca");
  }

  @Test
  void aCertificateWhoseTimeIsOverIsRefused() {
    isRefused(uri(expired, ours.ca(), ""), ": the server's certificate has expired (");
  }

  @Test
  void aCertificateForAnotherHostIsRefused() {
    isRefused(
        "rediss://127.0.0.1:" + good.port() + "?ca=" + ours.ca(),
        ": the server's certificate is for another name: set servername");
  }

  @Test
  void aCertificateForTheServerNameIsGood() {
    Lease lease =
        lease("a", "rediss://127.0.0.1:" + good.port() + "?servername=localhost&ca=" + ours.ca());

    lease.start();

    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aServerWithoutTlsSaysNothing() {
    String uri = redis.uri().replace("redis:", "rediss:");

    assertThat(answer(uri))
        .isEqualTo(
            new LeaseAnswer.Unavailable(
                uri + "/0: no answer to the TLS handshake in time; does it speak TLS there?"));
  }

  @Test
  void aServerThatAsksForACertificateSaysSo() {
    String uri = uri(asking, ours.ca(), "");

    // The connection may break before the reason is read.
    await()
        .untilAsserted(
            () ->
                isRefused(
                    uri, ": the server asks for a certificate that it trusts: set cert and key"));
  }

  @Test
  void aCertificateAndItsKeyAreShown() {
    Lease lease =
        lease(
            "a",
            uri(
                asking,
                ours.ca(),
                "&cert=" + ours.certificate("client") + "&key=" + ours.key("client")));

    lease.start();

    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aKeyMayBeInPkcs1() {
    Lease lease =
        lease(
            "a",
            uri(
                asking,
                ours.ca(),
                "&cert=" + ours.certificate("client") + "&key=" + ours.rsaKey("client")));

    lease.start();

    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    isRefused(uri(good, folder.resolve("none.pem"), ""), "none.pem: there is no such file");
  }

  @Test
  void aFileOfSomethingElseIsNamed() {
    isRefused(uri(good, ours.key("client"), ""), "client.key: has no certificate in PEM in it");
    isRefused(
        uri(
            good,
            ours.ca(),
            "&cert=" + ours.certificate("client") + "&key=" + ours.certificate("client")),
        "client.pem: has no private key in PEM in it");
  }
}
