package io.beatcop.redis.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** L-i, L-j: a look-up is bounded, and a name server that is away is no wrong setting. */
class NameServiceTest {

  /** L-i: Java repeats a failure for 10 s, without the reason. */
  @Test
  void aFailureThatIsRepeatedWithoutItsReasonIsStillTheSame() {
    AtomicInteger asked = new AtomicInteger();
    NameService names =
        new NameService(
            host -> {
              boolean isFirst = asked.getAndIncrement() == 0;
              throw new UnknownHostException(
                  host + (isFirst ? ": Temporary failure in name resolution" : ""));
            });

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.addresses("redis.internal", 5000))
          .isInstanceOfSatisfying(
              UnknownHostException.class,
              failure -> assertThat(NameService.isTemporary(failure)).isTrue());
    }
  }

  /** L-j: DNS has no timeout in Java. */
  @Test
  void aLookUpThatHangsIsLeftInTimeAndNotBegunAgain() throws Exception {
    CountDownLatch silence = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    InetAddress[] there = {InetAddress.getLoopbackAddress()};
    NameService names =
        new NameService(
            host -> {
              asked.incrementAndGet();
              try {
                silence.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return there;
            });

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.addresses("redis.internal", 20))
          .isInstanceOf(SocketTimeoutException.class);
    }
    silence.countDown();

    assertThat(names.addresses("redis.internal", 5000)).isEqualTo(there);
    assertThat(asked).hasValue(1);
  }

  @Test
  void anAddressIsAskedOfNobody() throws Exception {
    Thread caller = Thread.currentThread();
    NameService names =
        new NameService(
            host -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              return InetAddress.getAllByName(host);
            });

    assertThat(names.addresses("127.0.0.1", 1000)).hasSize(1);
    assertThat(names.addresses("::1", 1000)).hasSize(1);
  }
}
