package io.beatcop.redis.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to speak TLS. The files are in PEM. They are read anew for each connection, so that renewed
 * ones are used without a restart.
 *
 * @param ca the certificates that must have signed the server's; by default those that Java trusts
 * @param cert this client's certificate and those that signed it, if the server asks for it
 * @param key the key of that certificate, not encrypted; by default in the file of the certificate
 * @param serverName the name that the server's certificate must be for; by default the host
 */
public record RedisTls(
    Optional<Path> ca, Optional<Path> cert, Optional<Path> key, Optional<String> serverName) {

  /** TLS with the certificates that Java trusts, and none of this client's. */
  public static final RedisTls DEFAULT =
      new RedisTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
