package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * TLS in front of a server: it passes requests on in plain text, and answers back.
 *
 * <p>For tests, since not every {@code redis-server} is built with TLS, nor sees the files of the
 * test.
 */
public final class TlsRelay implements AutoCloseable {

  private final SSLServerSocket listening;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsRelay(SSLServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /**
   * Starts a relay.
   *
   * @param certificates whose authority must have signed what a client shows
   * @param alias the certificate to show
   * @param asks whether a client must have a certificate
   * @param target the port of 127.0.0.1 to pass everything on to
   * @return the relay
   */
  public static TlsRelay start(Certificates certificates, String alias, boolean asks, int target) {
    try {
      SSLServerSocket listening =
          (SSLServerSocket)
              context(certificates, alias)
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      listening.setNeedClientAuth(asks);
      TlsRelay relay = new TlsRelay(listening, target);
      thread("accept", relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(Certificates certificates, String alias)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(certificates.open());
    SSLContext context = SSLContext.getInstance("TLS");
    X509ExtendedKeyManager keys = new OneKey(certificates, alias);
    context.init(new KeyManager[] {keys}, trust.getTrustManagers(), null);
    return context;
  }

  /** The port of 127.0.0.1 on which it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = opened(listening.accept());
        Socket server = opened(new Socket(InetAddress.getLoopbackAddress(), target));
        thread("up", () -> pass(client, server));
        thread("down", () -> pass(server, client));
      }
    } catch (IOException e) {
      // Closed: that is how it ends.
    }
  }

  private Socket opened(Socket socket) {
    open.add(socket);
    return socket;
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two hung up, or did not agree on TLS: the other one learns by the close.
    }
  }

  private static void thread(String duty, Runnable work) {
    Thread thread = new Thread(work, "tls-relay-" + duty);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
