package io.spillway.training;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** As much of HTTP/1.1 as both ends of the training read. */
final class Http {
  private Http() {}

  /** The next message's head, empty at the end of the connection. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(256);
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      head.append((char) octet);
      if (octet == '\n' && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        return head.toString();
      }
    }
    return "";
  }

  /** Reads the body that this head announces. */
  static void skipBody(InputStream in, String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      while (true) {
        int length = Integer.parseInt(line(in), 16);
        in.skipNBytes(length + 2L);
        if (length == 0) {
          return;
        }
      }
    }
    int at = lower.indexOf("content-length: ");
    if (at >= 0) {
      in.skipNBytes(Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)).strip()));
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }
}
