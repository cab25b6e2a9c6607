package io.beatcop.redis;

import java.util.List;

/**
 * The answer to a request of an operator: that of one server, or of a majority of a quorum.
 *
 * @param <T> what is answered
 * @param value the answer
 * @param missed a clause for each member of a quorum that did not answer, with the reason: it may
 *     not know of the request; empty if one server decides
 */
public record OperatorAnswer<T>(T value, List<String> missed) {

  /** Copies the list. */
  public OperatorAnswer {
    missed = List.copyOf(missed);
  }
}
