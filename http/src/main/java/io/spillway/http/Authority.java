package io.spillway.http;

/**
 * Compares a request's Host headers with each other and with the authority of its target, and takes
 * default ports off (RFC 9110 section 4.2.3, RFC 9112 section 3.2.2). Stateless.
 */
final class Authority {
  private static final byte[] HTTP = Ascii.bytes("http");
  private static final byte[] HTTPS = Ascii.bytes("https");

  private Authority() {}

  static Violation check(RequestHead head) {
    boolean relaxed = head.limits.relaxed();
    if (head.framing.hostCount > 1 && !mergeHosts(head)) {
      return Violation.HOST;
    }
    byte first = head.bytes[head.uriStart()];
    if (head.method() == Method.CONNECT) {
      return checkConnect(head, relaxed);
    }
    if (first == '/' || first == '*') {
      return Violation.NONE;
    }
    byte[] bytes = head.bytes;
    int start = head.authorityStart();
    int end = head.authorityEnd();
    if (start == end) {
      return Violation.NONE;
    }
    int from = afterUserInformation(bytes, start, end);
    int colon = portColon(bytes, from, end);
    int schemeEnd = start - 3;
    boolean http = schemeEnd > head.uriStart() && isScheme(head, schemeEnd, HTTP);
    boolean https = schemeEnd > head.uriStart() && isScheme(head, schemeEnd, HTTPS);
    boolean defaultPort =
        colon >= 0
            && ((http && isPort(bytes, colon + 1, end, 80))
                || (https && isPort(bytes, colon + 1, end, 443)));
    int to = defaultPort ? colon : end;
    int host = head.hostIndex();
    if (host >= 0 && !relaxed) {
      int hostStart = head.valueStart(host);
      int hostEnd = head.valueEnd(host);
      int hostColon = portColon(bytes, hostStart, hostEnd);
      boolean hostDefault =
          hostColon >= 0
              && ((http && isPort(bytes, hostColon + 1, hostEnd, 80))
                  || (https && isPort(bytes, hostColon + 1, hostEnd, 443)));
      if (!same(bytes, from, to, hostStart, hostDefault ? hostColon : hostEnd)) {
        return Violation.HOST;
      }
    }
    if (defaultPort) {
      if (host >= 0) {
        head.setValue(host, head.bytes, from, to);
      }
      head.removeFromUri(to, end);
    }
    return Violation.NONE;
  }

  private static Violation checkConnect(RequestHead head, boolean relaxed) {
    byte[] bytes = head.bytes;
    int start = head.uriStart();
    int end = head.uriEnd();
    int from = afterUserInformation(bytes, start, end);
    int colon = portColon(bytes, from, end);
    if (colon <= from || !isAnyPort(bytes, colon + 1, end)) {
      return relaxed ? Violation.NONE : Violation.TARGET;
    }
    int host = head.hostIndex();
    if (host < 0) {
      return Violation.NONE;
    }
    int hostStart = head.valueStart(host);
    int hostEnd = head.valueEnd(host);
    boolean defaultPort = isPort(bytes, colon + 1, end, 80) || isPort(bytes, colon + 1, end, 443);
    if (same(bytes, from, end, hostStart, hostEnd)) {
      if (defaultPort) {
        head.setValue(host, bytes, hostStart, hostStart + colon - from);
      }
      return Violation.NONE;
    }
    return relaxed || (defaultPort && same(bytes, from, colon, hostStart, hostEnd))
        ? Violation.NONE
        : Violation.HOST;
  }

  /** Removes repetitions of the first Host; false when another one differs from it. */
  private static boolean mergeHosts(RequestHead head) {
    int first = head.find(HeaderName.HOST, -1);
    int start = head.valueStart(first);
    int end = head.valueEnd(first);
    for (int i = head.find(HeaderName.HOST, first); i >= 0; i = head.find(HeaderName.HOST, i)) {
      if (!same(head.bytes, start, end, head.valueStart(i), head.valueEnd(i))) {
        return false;
      }
      head.remove(i);
    }
    return true;
  }

  private static int afterUserInformation(byte[] bytes, int start, int end) {
    for (int p = end - 1; p >= start; p--) {
      if (bytes[p] == '@') {
        return p + 1;
      }
    }
    return start;
  }

  /** Where the colon before the port is, or -1 when what is after the last one is no number. */
  private static int portColon(byte[] bytes, int start, int end) {
    int p = end;
    while (p > start && Ascii.isDigit(bytes[p - 1])) {
      p--;
    }
    return p > start && bytes[p - 1] == ':' ? p - 1 : -1;
  }

  /** Whether a range is the decimal number, or is empty, which stands for the default. */
  private static boolean isPort(byte[] bytes, int start, int end, int port) {
    if (start == end) {
      return true;
    }
    return bytes[start] != '0' && end - start <= 5 && number(bytes, start, end) == port;
  }

  private static boolean isAnyPort(byte[] bytes, int start, int end) {
    if (start == end) {
      return false;
    }
    int p = start;
    while (p < end - 1 && bytes[p] == '0') {
      p++;
    }
    int port = end - p <= 5 ? number(bytes, p, end) : 0;
    return port > 0 && port < 65536;
  }

  private static int number(byte[] bytes, int start, int end) {
    int number = 0;
    for (int p = start; p < end; p++) {
      number = number * 10 + bytes[p] - '0';
    }
    return number;
  }

  private static boolean isScheme(RequestHead head, int end, byte[] lower) {
    return Ascii.equalsIgnoreCase(head.bytes, head.uriStart(), end, lower);
  }

  private static boolean same(byte[] bytes, int start, int end, int otherStart, int otherEnd) {
    if (end - start != otherEnd - otherStart) {
      return false;
    }
    for (int i = 0; i < end - start; i++) {
      if (Ascii.lower(bytes[start + i]) != Ascii.lower(bytes[otherStart + i])) {
        return false;
      }
    }
    return true;
  }
}
