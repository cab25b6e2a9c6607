package io.beatcop.redis.socket;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisTls;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Wraps connected sockets in TLS. The server must prove its name. */
record TlsSockets(RedisTls tls) {

  private static final char[] NO_PASSWORD = {};

  /**
   * Shakes hands over a socket.
   *
   * @throws IOException if the two do not agree
   * @throws SettingException if a file is wrong
   */
  Socket wrap(Socket plain, RedisAddress.Tcp server) throws IOException {
    String name = tls.serverName().orElse(server.host());
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket(plain, name, server.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    // Without this, a certificate for any name would do if a trusted signer signed it.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return socket;
    } catch (SocketTimeoutException e) {
      // A server without TLS takes the greeting for the beginning of a command, and waits for its
      // end.
      throw new IOException("no answer to the TLS handshake in time; does it speak TLS there?");
    }
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingException(
          "cert", tls.cert().map(Path::toString).orElse(""), "can't be used: " + e.getMessage());
    }
  }

  private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    Optional<Path> cert = tls.cert();
    if (cert.isEmpty()) {
      return new KeyManager[0];
    }
    List<X509Certificate> chain = new PemFile("cert", cert.get()).certificates();
    PemFile key =
        tls.key().map(path -> new PemFile("key", path)).orElse(new PemFile("cert", cert.get()));
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key.key(), NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (tls.ca().isEmpty()) {
      KeyStore javas = null;
      factory.init(javas);
      return factory.getTrustManagers();
    }
    KeyStore store = emptyStore();
    for (X509Certificate ca : new PemFile("ca", tls.ca().get()).certificates()) {
      store.setCertificateEntry("ca-" + store.size(), ca);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
