package io.beatcop.redis.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in files as people have them. */
class PemFileTest {

  @TempDir private Path folder;

  private PemFile file(String kind, String content) throws IOException {
    Path path = folder.resolve("client.key");
    Files.writeString(
        path,
        "Bag Attributes: none\n-----BEGIN "
            + kind
            + "-----\n"
            + content
            + "\n-----END "
            + kind
            + "-----\n");
    return new PemFile("key", path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aKeyOfEachKindIsRead(String algorithm) throws IOException, GeneralSecurityException {
    PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    String content = Base64.getMimeEncoder().encodeToString(key.getEncoded());

    assertThat(file("PRIVATE KEY", content).key().getEncoded()).isEqualTo(key.getEncoded());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENCRYPTED PRIVATE KEY | MIIF | is encrypted: decrypt it with openssl pkcs8",
        "EC PRIVATE KEY | MHcC | must be in PKCS#8: convert it with openssl pkcs8 -topk8 -nocrypt",
        "PRIVATE KEY | AAAA | is damaged, or neither an RSA key nor one on an elliptic curve",
        "PUBLIC KEY | AAAA | has no private key in PEM in it"
      })
  void anotherOneIsRefusedWithWhatToDo(String kind, String content, String advice)
      throws IOException {
    PemFile file = file(kind, content);

    assertThatThrownBy(file::key)
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("key = " + file.path() + ": " + advice);
  }

  @Test
  void anEncryptedKeyInTheOldFormIsRefusedToo() throws IOException {
    PemFile file = file("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES,00\n\nMIIE");

    assertThatThrownBy(file::key).hasMessageContaining("is encrypted");
  }
}
