package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests, and what it has signed, made by the JDK's {@code keytool}.
 *
 * <p>All of it is in one key store in a folder of the test's; it writes a client's files there as
 * PEM on request.
 */
public final class Certificates {

  static final String PASSWORD = "changeit";

  /** PKCS#8 says in this many bytes that what follows is an RSA key of 2048 bits. */
  private static final int RSA_2048_HEADER = 26;

  private final Path folder;
  private final Path store;

  /**
   * Makes the authority.
   *
   * @param folder where the files are to be
   * @param authority what it is called
   */
  public Certificates(Path folder, String authority) {
    this.folder = folder;
    this.store = folder.resolve(authority + ".p12");
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + authority, "-ext", "bc:c");
  }

  /**
   * Signs a certificate that is valid now.
   *
   * @param alias what to call it here
   * @param names whom it is for, as {@code keytool} takes them: {@code dns:localhost,ip:127.0.0.1}
   * @return this
   */
  public Certificates sign(String alias, String names) {
    return sign(alias, names, "-0d", "2");
  }

  /**
   * Signs a certificate whose time is over.
   *
   * @param alias what to call it here
   * @param names whom it is for
   * @return this
   */
  public Certificates signExpired(String alias, String names) {
    return sign(alias, names, "-10d", "5");
  }

  private Certificates sign(String alias, String names, String from, String days) {
    String request = folder.resolve(alias + ".csr").toString();
    String signed = folder.resolve(alias + ".signed").toString();
    keytool("-genkeypair", "-alias", alias, "-dname", "CN=" + alias);
    keytool("-certreq", "-alias", alias, "-file", request);
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-ext",
        "san=" + names,
        "-startdate",
        from,
        "-validity",
        days,
        "-infile",
        request,
        "-outfile",
        signed);
    keytool("-importcert", "-noprompt", "-alias", alias, "-file", signed);
    return this;
  }

  /** The certificate of the authority, in a PEM file. */
  public Path ca() {
    return certificate("ca");
  }

  /** A certificate, in a PEM file. */
  public Path certificate(String alias) {
    try {
      return write(alias + ".pem", "CERTIFICATE", open().getCertificate(alias).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of a certificate, in a PEM file of PKCS#8. */
  public Path key(String alias) {
    return write(alias + ".key", "PRIVATE KEY", pkcs8(alias));
  }

  /** The key of a certificate, in a PEM file of PKCS#1. */
  public Path rsaKey(String alias) {
    byte[] pkcs8 = pkcs8(alias);
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_2048_HEADER, pkcs8.length);
    return write(alias + ".rsa", "RSA PRIVATE KEY", pkcs1);
  }

  private byte[] pkcs8(String alias) {
    try {
      Key key = open().getKey(alias, PASSWORD.toCharArray());
      return key.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(String file, String kind, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    String pem =
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(kind, lines.encodeToString(content), kind);
    try {
      return Files.writeString(folder.resolve(file), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  KeyStore open() {
    try {
      return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String... words) {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(words));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    if (words[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", words) + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
