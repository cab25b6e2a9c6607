package io.beatcop.redis.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A socket that can tell without a wait whether something has come. */
class ChannelSocketTest {

  private ServerSocket server;
  private ChannelSocket socket;
  private Socket peer;

  @BeforeEach
  void aConnection() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    socket =
        ChannelSocket.connect(
            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 5_000);
    socket.setSoTimeout(5_000);
    peer = server.accept();
  }

  @AfterEach
  void end() throws IOException {
    peer.close();
    socket.close();
    server.close();
  }

  @Test
  void isQuietUntilSomethingComes() throws IOException {
    assertThat(socket.isQuiet()).isTrue();

    peer.getOutputStream().write('a');

    await().until(() -> !socket.isQuiet());
    assertThat(socket.getInputStream().read()).isEqualTo('a');
    assertThat(socket.isQuiet()).isTrue();
  }

  @Test
  void isNotQuietAtItsEnd() throws IOException {
    peer.close();

    await().until(() -> !socket.isQuiet());
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void canNotBeAskedOnceItIsClosed() throws IOException {
    socket.close();

    assertThatThrownBy(() -> socket.isQuiet()).isInstanceOf(IOException.class);
  }

  /** A worker that is interrupted claims all the same, and stays interrupted. */
  @Test
  void waitsAlsoInAnInterruptedThread() throws IOException {
    peer.getOutputStream().write('a');
    Thread.currentThread().interrupt();

    assertThat(socket.getInputStream().read()).isEqualTo('a');
    socket.setSoTimeout(20);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void refusesWhereNobodyListens() throws IOException {
    InetSocketAddress nobody =
        new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    server.close();

    assertThatThrownBy(() -> ChannelSocket.connect(nobody, 5_000))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void asksAtEachTimeoutWhetherToGoOn() throws IOException {
    BoundedSocket patient = new BoundedSocket(socket, socket);
    patient.setSoTimeout(10);
    int[] asked = {0};
    patient.onSilence(() -> ++asked[0] < 3);

    assertThatThrownBy(() -> patient.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(asked[0]).isEqualTo(3);
  }
}
