package io.beatcop.redis.settings;

import java.util.Optional;

/**
 * A user and a password for a server. Its text hides the password.
 *
 * @param user the user name, if one is needed
 * @param password the password, if one is needed
 */
public record RedisLogin(Optional<String> user, Optional<String> password) {

  /** No login: the server asks for no password. */
  public static final RedisLogin NONE = new RedisLogin(Optional.empty(), Optional.empty());

  /** The login as in a URI, with the {@code @} if there is anything before it. */
  @Override
  public String toString() {
    String login = user.orElse("") + (password.isPresent() ? ":***" : "");
    return login.isEmpty() ? "" : login + "@";
  }

  /** The same for a password that only a source knows. */
  String hidden() {
    return user.orElse("") + ":***@";
  }
}
