package io.beatcop.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks several servers at one time, with a thread for each, so that one that hangs delays no other.
 */
final class FanOut {

  private FanOut() {}

  /**
   * Asks each server, and waits for all answers. A single server is asked by the caller's own
   * thread.
   *
   * @return the answers, in the order of the servers
   */
  static <S, A> List<A> ask(String lease, List<S> servers, Function<S, A> question) {
    if (servers.size() == 1) {
      return List.of(question.apply(servers.get(0)));
    }
    List<CompletableFuture<A>> answers =
        servers.stream().map(server -> begin(lease, () -> question.apply(server))).toList();
    try {
      return answers.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private static <A> CompletableFuture<A> begin(String lease, Supplier<A> question) {
    return CompletableFuture.supplyAsync(
        question,
        task -> {
          Thread thread = new Thread(task, "beatcop-" + lease + "-ask");
          thread.setDaemon(true);
          thread.start();
        });
  }
}
