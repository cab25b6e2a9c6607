package io.beatcop.redis.socket;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** Explains in a sentence why a server and this client did not agree on TLS. */
public final class TlsErrors {

  private TlsErrors() {}

  public static String advice(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "the server's certificate has expired (" + cause.getMessage() + ")";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "the server's certificate is not valid yet (" + cause.getMessage() + ")";
      }
    }
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return "the server's certificate is for another name: set servername, or give the host that"
          + " it is for ("
          + message
          + ")";
    }
    if (message.contains("unable to find valid certification path")
        || message.contains("PKIX path")) {
      return "the server's certificate is not signed by one that is trusted: set ca to the file of"
          + " the one that signed it";
    }
    if (message.contains("Unsupported or unrecognized SSL message")) {
      return "the server does not speak TLS there: check the port, or write redis for rediss";
    }
    if (message.contains("certificate_required") || message.contains("bad_certificate")) {
      return "the server asks for a certificate that it trusts: set cert and key (" + message + ")";
    }
    return "can't agree on TLS with the server: " + message;
  }
}
