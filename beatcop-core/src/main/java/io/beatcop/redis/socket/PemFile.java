package io.beatcop.redis.socket;

import io.beatcop.lease.SettingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of certificates or of a key, in PEM.
 *
 * @param setting the setting that names the file
 */
record PemFile(String setting, Path path) {

  private static final Pattern KEY =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----(.*?)-----END");

  /** The beginning of an RSA key in PKCS#8: version 0, then the algorithm rsaEncryption. */
  private static final byte[] RSA_HEADER = {
    2,
    1,
    0,
    0x30,
    0x0d,
    6,
    9,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    1,
    1,
    1,
    5,
    0
  };

  /** The certificates in the file, at least one. */
  List<X509Certificate> certificates() {
    try (InputStream file = new ByteArrayInputStream(bytes())) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(file).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw wrong("has no certificate in it");
      }
      return certificates;
    } catch (CertificateException | IOException e) {
      throw wrong("has no certificate in PEM in it");
    }
  }

  /** The first key in the file. */
  PrivateKey key() {
    Matcher key = KEY.matcher(new String(bytes(), StandardCharsets.ISO_8859_1));
    if (!key.find()) {
      throw wrong("has no private key in PEM in it");
    }
    if (key.group(2).contains("ENCRYPTED") || key.group(1).contains("ENCRYPTED")) {
      throw wrong("is encrypted: decrypt it with openssl pkcs8 -in … -out …");
    }
    byte[] encoded = decoded(key.group(2));
    return switch (key.group(1).strip()) {
      case "" -> key(encoded);
      case "RSA" -> key(pkcs8(encoded));
      default ->
          throw wrong("must be in PKCS#8: convert it with openssl pkcs8 -topk8 -nocrypt -in …");
    };
  }

  private byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw wrong("is damaged");
    }
  }

  private PrivateKey key(byte[] pkcs8) {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Not of this kind: the next one may fit.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has " + algorithm, e);
      }
    }
    throw wrong("is damaged, or neither an RSA key nor one on an elliptic curve");
  }

  /** Puts a key in PKCS#1 into PKCS#8: a sequence whose header names the algorithm. */
  private static byte[] pkcs8(byte[] pkcs1) {
    byte[] key = tagged(4, new byte[0], pkcs1);
    return tagged(0x30, RSA_HEADER, key);
  }

  private static byte[] tagged(int tag, byte[] first, byte[] second) {
    int length = first.length + second.length;
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(tag);
    // DER's long form, in as many bytes as any key needs.
    der.write(0x82);
    der.write(length >> 8);
    der.write(length);
    der.writeBytes(first);
    der.writeBytes(second);
    return der.toByteArray();
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw wrong("there is no such file");
    } catch (IOException e) {
      throw wrong("can't be read (" + e.getMessage() + ")");
    }
  }

  SettingException wrong(String expected) {
    return new SettingException(setting, path, expected);
  }
}
