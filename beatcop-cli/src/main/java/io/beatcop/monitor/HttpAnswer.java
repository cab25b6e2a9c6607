package io.beatcop.monitor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The answer to one request. The connection is closed after it.
 *
 * @param status the status code
 * @param contentType the type of the body
 * @param body the body
 */
record HttpAnswer(int status, String contentType, String body) {

  private static final Map<Integer, String> REASONS =
      Map.of(
          200, "OK",
          400, "Bad Request",
          404, "Not Found",
          405, "Method Not Allowed",
          431, "Request Header Fields Too Large",
          500, "Internal Server Error",
          503, "Service Unavailable");

  /** A line of text. */
  static HttpAnswer of(int status, String line) {
    return new HttpAnswer(status, "text/plain; charset=utf-8", line + "\n");
  }

  /** The bytes to send; for HEAD without the body. */
  byte[] bytes(boolean withBody) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n"
            .formatted(
                status,
                REASONS.getOrDefault(status, "Status"),
                contentType,
                content.length,
                status == 405 ? "Allow: GET, HEAD\r\n" : "");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    if (withBody) {
      all.writeBytes(content);
    }
    return all.toByteArray();
  }
}
