package io.spillway.http;

/** A response's head. See {@link Head} for ownership. */
public final class ResponseHead extends Head {
  private static final long HTTP_1_1 = Ascii.word("HTTP/1.1");
  private static final long HTTP_1_0 = Ascii.word("HTTP/1.0");

  private int status;
  private int statusStart;
  private int versionStart;
  private int versionEnd;
  private int reasonStart;
  private int reasonEnd;

  /** An empty head, to be used for a connection's life. */
  public ResponseHead(HeadLimits limits) {
    super(limits);
  }

  /** An empty head with the limits that hold where the configuration says nothing. */
  public ResponseHead() {
    this(HeadLimits.DEFAULT);
  }

  @Override
  public void reset() {
    super.reset();
    status = 0;
    versionStart = 0;
    versionEnd = 0;
  }

  @Override
  boolean endsAtStartLine() {
    return false;
  }

  @Override
  int parseStartLine(int start, int end) {
    byte[] bytes = this.bytes;
    int p = skipEmptyLines(start, end);
    if (p < 0) {
      return p;
    }
    startLineStart = p;
    versionStart = p;
    long version = Ascii.word(bytes, p);
    if ((version == HTTP_1_1 || version == HTTP_1_0) && bytes[p + 8] <= ' ') {
      minorVersion = version == HTTP_1_1 ? 1 : 0;
      p += 8;
    } else {
      while (bytes[p] > ' ') {
        p++;
      }
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      minorVersion = VersionText.minor(bytes, versionStart, p, true, limits.relaxed());
      if (minorVersion < 0) {
        return refuse(Violation.VERSION, versionStart);
      }
      irregular |= minorVersion > 0;
    }
    versionEnd = p;
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    if (!Ascii.isBlank(bytes[p])) {
      return refuse(Violation.VERSION, p);
    }
    while (Ascii.isBlank(bytes[p])) {
      p++;
    }
    statusStart = p;
    while (Ascii.isDigit(bytes[p])) {
      p++;
    }
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    byte after = bytes[p];
    if (p - statusStart != 3 || !(Ascii.isBlank(after) || after == '\r' || after == '\n')) {
      return refuse(Violation.STATUS, p);
    }
    status = (bytes[p - 3] - '0') * 100 + (bytes[p - 2] - '0') * 10 + bytes[p - 1] - '0';
    if (status < 100) {
      return refuse(Violation.STATUS, statusStart);
    }
    while (Ascii.isBlank(bytes[p])) {
      p++;
    }
    reasonStart = p;
    return parseReason(p, end);
  }

  private int parseReason(int start, int end) {
    byte[] bytes = this.bytes;
    int p = HeaderParser.endOfValue(bytes, start);
    while (p < end && bytes[p] != '\r' && bytes[p] != '\n') {
      p = HeaderParser.endOfValue(bytes, p + 1);
    }
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    reasonEnd = p;
    byte ending = bytes[p];
    if (ending == '\r') {
      p++;
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      if (bytes[p] != '\n') {
        return refuse(Violation.BARE_CR, p - 1);
      }
    }
    irregular |=
        ending == '\n'
            || statusStart != versionEnd + 1
            || reasonStart != statusStart + 4
            || bytes[versionEnd] != ' '
            || bytes[reasonStart - 1] != ' ';
    return p + 1;
  }

  @Override
  void makeStartLineRegular() {
    rebuild(bytes, statusStart, statusStart + 3, bytes, reasonStart, reasonEnd);
  }

  @Override
  Violation finish() {
    Violation found = framing.settle(this);
    if (found == Violation.NONE && (status < 200 || status == 204)) {
      // Such a response has no body whatever these say (RFC 9110 section 8.6, RFC 9112 section
      // 6.1).
      removeAll(HeaderName.CONTENT_LENGTH);
      removeAll(HeaderName.TRANSFER_ENCODING);
      framing.withoutBody();
    }
    return found;
  }

  /** The status, 100 to 999. */
  public int status() {
    return status;
  }

  /** Where the status starts; it is three bytes long. */
  public int statusStart() {
    return statusStart;
  }

  /** Where the reason starts. */
  public int reasonStart() {
    return reasonStart;
  }

  /** Where the reason ends. */
  public int reasonEnd() {
    return reasonEnd;
  }

  /** Where the version starts. */
  public int versionStart() {
    return versionStart;
  }

  /** Where the version ends. */
  public int versionEnd() {
    return versionEnd;
  }

  /** Whether this is an interim response other than 101, which another one follows. */
  public boolean isInterim() {
    return status < 200 && status != 101;
  }

  /**
   * How the end of the body is told.
   *
   * @param request the method that this answers
   */
  public Framing bodyFraming(Method request) {
    if (status == 101 || (request == Method.CONNECT && status >= 200 && status < 300)) {
      return Framing.TUNNEL;
    }
    if (request == Method.HEAD || status < 200 || status == 204 || status == 304) {
      return Framing.NONE;
    }
    if (framing.chunked) {
      return Framing.CHUNKED;
    }
    if (framing.transferEncoding || framing.contentLength < 0) {
      return Framing.UNTIL_CLOSE;
    }
    return framing.contentLength > 0 ? Framing.LENGTH : Framing.NONE;
  }

  /**
   * Replaces the status and the reason.
   *
   * @param newStatus 100 to 999
   * @return whether there was room for it
   */
  public boolean setStatus(int newStatus, byte[] reason, int start, int end) {
    byte[] digits = {
      (byte) ('0' + newStatus / 100),
      (byte) ('0' + newStatus / 10 % 10),
      (byte) ('0' + newStatus % 10)
    };
    if (!rebuild(digits, 0, 3, reason, start, end)) {
      return false;
    }
    status = newStatus;
    return true;
  }

  private boolean rebuild(
      byte[] digits, int digitsFrom, int digitsTo, byte[] reason, int reasonFrom, int reasonTo) {
    byte[] version = minorVersion == 0 && versionEnd > versionStart ? bytes : VERSION_1_1;
    int versionFrom = version == bytes ? versionStart : 0;
    int versionTo = version == bytes ? versionEnd : version.length;
    int start =
        appendStartLine(
            version,
            versionFrom,
            versionTo,
            digits,
            digitsFrom,
            digitsTo,
            reason,
            reasonFrom,
            reasonTo);
    if (start < 0) {
      return false;
    }
    versionStart = start;
    versionEnd = start + versionTo - versionFrom;
    statusStart = versionEnd + 1;
    reasonStart = statusStart + 4;
    reasonEnd = reasonStart + reasonTo - reasonFrom;
    return true;
  }

  /**
   * Makes this a response of our own, or one that came in another version of HTTP; headers are to
   * be added. Whether there was room for it.
   */
  public boolean begin(int newStatus, byte[] reason) {
    beginOwn();
    return setStatus(newStatus, reason, 0, reason.length);
  }
}
