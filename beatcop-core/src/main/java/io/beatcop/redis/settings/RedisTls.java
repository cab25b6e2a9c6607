package io.beatcop.redis.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to speak TLS. The files are in PEM, and are read anew for each connection, so that renewed
 * ones are used without a restart.
 *
 * @param ca the certificates that the server's must be signed by; those that Java trusts unless set
 * @param cert this client's certificate and those it is signed by, if the server asks for it
 * @param key the key of that certificate, not encrypted; in the file of the certificate unless set
 * @param serverName what the server's certificate must be good for; the host unless set
 */
public record RedisTls(
    Optional<Path> ca, Optional<Path> cert, Optional<Path> key, Optional<String> serverName) {

  /** With the certificates that Java trusts, and none of this client's. */
  public static final RedisTls DEFAULT =
      new RedisTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
