package io.beatcop.redis.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up with a timeout. Java's own look-up has none, and takes 10 s and more if a name
 * server does not answer (S4).
 *
 * <p>A look-up that takes longer goes on, on a thread for its name, and the next caller waits for
 * the same one.
 */
public final class NameService {

  /** The system's message for a name server that may answer later. Any other is final. */
  private static final String TEMPORARY = "Temporary failure in name resolution";

  /** The system's resolver, or another one in a test. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] lookUp(String host) throws UnknownHostException;
  }

  static final NameService SYSTEM = new NameService(InetAddress::getAllByName);

  private final Resolver resolver;
  private final Map<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();
  private final Map<String, String> lastReasons = new ConcurrentHashMap<>();

  NameService(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The addresses of a host.
   *
   * @throws UnknownHostException if there is no such name, or no name server to ask; see {@link
   *     #isTemporary}
   * @throws SocketTimeoutException if no answer comes in time
   */
  InetAddress[] addresses(String host, int millis) throws IOException {
    if (isAddress(host)) {
      return resolver.lookUp(host);
    }
    CompletableFuture<InetAddress[]> answer = underWay.computeIfAbsent(host, this::begin);
    try {
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("nobody said in time where " + host + " is");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking where " + host + " is", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw explained(host, unknown);
      }
      throw new IOException("can't find out where " + host + " is: " + e.getCause(), e);
    } finally {
      if (answer.isDone()) {
        underWay.remove(host, answer);
      }
    }
  }

  private CompletableFuture<InetAddress[]> begin(String host) {
    CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(resolver.lookUp(host));
              } catch (UnknownHostException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
              }
            },
            "beatcop-names");
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  /**
   * Adds the reason to a failure: Java keeps a failure for a while, and repeats it without the
   * reason.
   */
  private UnknownHostException explained(String host, UnknownHostException failure) {
    String said = String.valueOf(failure.getMessage());
    if (said.equals(host)) {
      UnknownHostException same = new UnknownHostException(lastReasons.getOrDefault(host, host));
      same.initCause(failure);
      return same;
    }
    lastReasons.put(host, said);
    return failure;
  }

  /** Whether the name servers failed, so that a later look-up may succeed (L-i). */
  public static boolean isTemporary(UnknownHostException failure) {
    return String.valueOf(failure.getMessage()).contains(TEMPORARY);
  }

  /** Whether a host needs no look-up: it is an IPv6 address, or four numbers. */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
