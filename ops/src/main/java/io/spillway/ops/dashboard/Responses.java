package io.spillway.ops.dashboard;

import io.spillway.http.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * The dashboard's responses, with what keeps browsers from doing more than they shall. Stateless.
 */
final class Responses {
  private static final String PROTECTION =
      "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';"
          + " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'\r\n"
          + "x-content-type-options: nosniff\r\n"
          + "x-frame-options: DENY\r\n"
          + "referrer-policy: no-referrer\r\n"
          + "cross-origin-resource-policy: same-origin\r\n"
          + "cache-control: no-store\r\n";

  /** Shorter bodies fit into a packet or two. */
  private static final int WORTH_COMPRESSING = 1000;

  private Responses() {}

  /**
   * A response.
   *
   * @param headers further header lines, each with its end
   * @param isHead whether the body is left out
   */
  static byte[] of(String status, String type, String headers, byte[] body, boolean isHead) {
    byte[] head =
        ("HTTP/1.1 "
                + status
                + "\r\n"
                + PROTECTION
                + headers
                + "content-type: "
                + type
                + "\r\ncontent-length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    if (isHead) {
      return head;
    }
    byte[] message = new byte[head.length + body.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    return message;
  }

  static byte[] text(String status, String type, String headers, String body, boolean isHead) {
    return of(status, type, headers, body.getBytes(StandardCharsets.UTF_8), isHead);
  }

  static byte[] json(String body, boolean isHead) {
    return text("200 OK", "application/json", "", body, isHead);
  }

  /** JSON that may be long: compressed where it is, and the browser takes that. */
  static byte[] longJson(String body, Asked asked) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean isHead = asked.method() == Method.HEAD;
    if (!asked.takesGzip() || bytes.length < WORTH_COMPRESSING) {
      return of("200 OK", "application/json", "", bytes, isHead);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 8);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(
        "200 OK",
        "application/json",
        "content-encoding: gzip\r\nvary: accept-encoding\r\n",
        packed.toByteArray(),
        isHead);
  }

  /** What came of a wish to change something. */
  static byte[] outcome(String status, boolean isDone, String words) {
    return text(
        status,
        "application/json",
        "",
        JsonText.object().put("done", isDone).put("text", words).text(),
        false);
  }
}
