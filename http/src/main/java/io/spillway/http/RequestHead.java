package io.spillway.http;

/**
 * A request's head. The parts of its target (path, query, authority) are found when they are first
 * asked for. See {@link Head} for ownership.
 */
public final class RequestHead extends Head {
  private static final long HTTP_1_1 = Ascii.word("HTTP/1.1");
  private static final long HTTP_1_0 = Ascii.word("HTTP/1.0");
  private static final long HTTP_2_0 = Ascii.word("HTTP/2.0");

  /** Starts the preface of HTTP/2, and means nothing here (RFC 9113 section 3.4). */
  private static final int PRI = (int) Ascii.word("PRI");

  private static final byte[] ASTERISK = {'*'};

  private static final int GET_SPACE = (int) Ascii.word("GET ");

  private int methodStart;
  private int methodEnd;
  private int uriStart;
  private int uriEnd;
  private int versionStart;
  private int versionEnd;
  private Method method = Method.OTHER;
  private boolean withoutHeaders;
  private final boolean http2;

  /** Whether the target is an absolute URI only because HTTP/2 has its parts apart. */
  private boolean assembled;

  private byte[] ownVersion;
  private final RequestTarget target = new RequestTarget();

  /** An empty head, to be used for a connection's life. */
  public RequestHead(HeadLimits limits) {
    this(limits, false);
  }

  private RequestHead(HeadLimits limits, boolean http2) {
    super(limits);
    this.http2 = http2;
    this.assembled = http2;
    this.ownVersion = http2 ? VERSION_2_0 : VERSION_1_1;
  }

  /**
   * An empty head for requests of HTTP/2, which are parsed as the text that {@link
   * io.spillway.http.h2.HeadText} makes of them. Before it is sent to a server of HTTP/1, {@link
   * #becomeHttp1} is to be called.
   */
  public static RequestHead ofHttp2(HeadLimits limits) {
    return new RequestHead(limits, true);
  }

  /** An empty head with the limits that hold where the configuration says nothing. */
  public RequestHead() {
    this(HeadLimits.DEFAULT);
  }

  @Override
  public void reset() {
    super.reset();
    versionStart = 0;
    versionEnd = 0;
    method = Method.OTHER;
    withoutHeaders = false;
    assembled = http2;
    ownVersion = http2 ? VERSION_2_0 : VERSION_1_1;
    target.clear();
  }

  @Override
  boolean endsAtStartLine() {
    return withoutHeaders;
  }

  @Override
  int parseStartLine(int start, int end) {
    byte[] bytes = this.bytes;
    int p = skipEmptyLines(start, end);
    if (p < 0) {
      return p;
    }
    startLineStart = p;
    methodStart = p;
    if (Ascii.halfWord(bytes, p) == GET_SPACE) {
      p += 3;
      method = Method.GET;
    } else {
      while (Ascii.isToken(bytes[p])) {
        p++;
      }
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      if (!Ascii.isBlank(bytes[p]) || p == methodStart) {
        return refuse(Violation.METHOD, p);
      }
      method = Method.of(bytes, methodStart, p);
      if (p - methodStart == 3 && (Ascii.halfWord(bytes, methodStart) & 0xffffff) == PRI) {
        return refuse(Violation.METHOD, methodStart);
      }
    }
    methodEnd = p;
    while (Ascii.isBlank(bytes[p])) {
      p++;
    }
    uriStart = p;
    while (true) {
      long other = Ascii.notUri(Ascii.word(bytes, p));
      if (other == 0) {
        p += 8;
        continue;
      }
      p += Ascii.first(other);
      byte c = bytes[p];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        break;
      }
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      if (!limits.relaxed() || (c >= 0 && c < ' ')) {
        return refuse(Violation.URI, p);
      }
      p++;
    }
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    uriEnd = p;
    if (uriEnd == uriStart) {
      return refuse(Violation.URI, p);
    }
    return parseVersion(p, end);
  }

  private int parseVersion(int start, int end) {
    byte[] bytes = this.bytes;
    int p = start;
    while (Ascii.isBlank(bytes[p])) {
      p++;
    }
    versionStart = p;
    long version = Ascii.word(bytes, p);
    if ((version == HTTP_1_1 || version == HTTP_1_0) && bytes[p + 8] <= ' ') {
      minorVersion = version == HTTP_1_1 ? 1 : 0;
      p += 8;
    } else if (http2 && version == HTTP_2_0 && bytes[p + 8] <= ' ') {
      minorVersion = 1;
      p += 8;
    } else {
      while (bytes[p] > ' ') {
        p++;
      }
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      minorVersion = VersionText.minor(bytes, versionStart, p, false, limits.relaxed());
      irregular |= minorVersion > 0;
    }
    versionEnd = p;
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    byte ending = bytes[p];
    if (ending == '\r') {
      p++;
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      if (bytes[p] != '\n') {
        return refuse(Violation.BARE_CR, p - 1);
      }
    } else if (ending != '\n') {
      return refuse(Violation.VERSION, p);
    }
    if (versionEnd == versionStart) {
      return simpleRequest(p + 1);
    }
    if (minorVersion < 0) {
      return refuse(Violation.VERSION, versionStart);
    }
    irregular |=
        ending == '\n'
            || uriStart != methodEnd + 1
            || versionStart != uriEnd + 1
            || bytes[methodEnd] != ' '
            || bytes[uriEnd] != ' ';
    return p + 1;
  }

  /** A request of HTTP/0.9: a method and a target, no headers. Taken only where asked for. */
  private int simpleRequest(int next) {
    if (!limits.relaxed() || method != Method.GET) {
      return refuse(Violation.VERSION, versionStart);
    }
    minorVersion = 0;
    irregular = true;
    withoutHeaders = true;
    return next;
  }

  @Override
  void makeStartLineRegular() {
    // Versions above 1.1 are answered, and sent on, as 1.1: that is what this side speaks.
    rebuild(bytes, methodStart, methodEnd, bytes, uriStart, uriEnd);
  }

  @Override
  Violation finish() {
    Violation found = framing.settle(this);
    if (found != Violation.NONE) {
      return found;
    }
    if (framing.transferEncoding && !framing.chunked) {
      return Violation.TRANSFER_ENCODING;
    }
    if (minorVersion == 0
        && (framing.contentLength > 0 || framing.transferEncoding)
        && (method == Method.GET || method == Method.HEAD || method == Method.DELETE)
        && !limits.payloads().ofAnyMethod()) {
      return Violation.PAYLOAD;
    }
    if (framing.hostCount > 1
        || (bytes[uriStart] != '/' && bytes[uriStart] != '*')
        || method == Method.CONNECT) {
      found = Authority.check(this);
      if (found != Violation.NONE) {
        return found;
      }
    }
    return hasUpgrade() ? WebSocket.checkUpgrade(this) : Violation.NONE;
  }

  /** The method, if it is a known one. */
  public Method method() {
    return method;
  }

  /**
   * Whether it is a request to a proxy, whose credentials are those for proxies (RFC 9110 section
   * 11.7), where that is asked for.
   */
  public boolean isForProxy() {
    return limits.proxyHeaders() && !assembled && bytes[uriStart] != '/' && bytes[uriStart] != '*';
  }

  /** Where the method starts. */
  public int methodStart() {
    return methodStart;
  }

  /** Where the method ends. */
  public int methodEnd() {
    return methodEnd;
  }

  /** Where the request target starts. */
  public int uriStart() {
    return uriStart;
  }

  /** Where the request target ends. */
  public int uriEnd() {
    return uriEnd;
  }

  /**
   * Where the request target starts as a client of HTTP/1 would have written it: at its path where
   * it is an absolute URI only because HTTP/2 has its parts apart.
   */
  public int plainUriStart() {
    return assembled && method != Method.CONNECT ? pathStart() : uriStart;
  }

  /** Where the version starts, {@code HTTP/} included. */
  public int versionStart() {
    return versionStart;
  }

  /** Where the version ends. */
  public int versionEnd() {
    return versionEnd;
  }

  /** The index of the Host header, or -1 when there is none. */
  public int hostIndex() {
    return hostIndex;
  }

  /** Whether the client waits for 100 (Continue) before it sends the body. */
  public boolean expectContinue() {
    return framing.expectContinue && minorVersion >= 1;
  }

  /** Whether this asks to change to WebSocket (RFC 6455). */
  public boolean isWebSocket() {
    return hasUpgrade() && WebSocket.isNamed(this);
  }

  /** How the end of the body is told. */
  public Framing bodyFraming() {
    if (method == Method.CONNECT) {
      return Framing.TUNNEL;
    }
    if (framing.chunked) {
      return Framing.CHUNKED;
    }
    return framing.contentLength > 0 ? Framing.LENGTH : Framing.NONE;
  }

  // The target's parts

  /** Where the path starts; {@link #pathEnd()} when there is none, as in {@code CONNECT}. */
  public int pathStart() {
    return target.find(bytes, uriStart, uriEnd).pathStart;
  }

  /** Where the path ends, before the question mark. */
  public int pathEnd() {
    return target.find(bytes, uriStart, uriEnd).pathEnd;
  }

  /** Whether the target has a question mark. */
  public boolean hasQuery() {
    return target.find(bytes, uriStart, uriEnd).queryStart <= uriEnd;
  }

  /** Where the query starts, after the question mark; {@link #queryEnd()} when there is none. */
  public int queryStart() {
    return Math.min(target.find(bytes, uriStart, uriEnd).queryStart, uriEnd);
  }

  /** Where the query, and with it the target, ends. */
  public int queryEnd() {
    return uriEnd;
  }

  /** Where the target's authority starts; {@link #authorityEnd()} when it has none. */
  public int authorityStart() {
    return target.find(bytes, uriStart, uriEnd).authorityStart;
  }

  /** Where the target's authority ends. */
  public int authorityEnd() {
    return target.find(bytes, uriStart, uriEnd).authorityEnd;
  }

  // Edits

  /** Replaces the method. Whether there was room for it. */
  public boolean setMethod(byte[] value, int start, int end) {
    if (!rebuild(value, start, end, bytes, uriStart, uriEnd)) {
      return false;
    }
    method = Method.of(bytes, methodStart, methodEnd);
    return true;
  }

  /** Replaces the whole request target. Whether there was room for it. */
  public boolean setUri(byte[] value, int start, int end) {
    assembled = false;
    return changeUri(value, start, end);
  }

  private boolean changeUri(byte[] value, int start, int end) {
    return rebuild(bytes, methodStart, methodEnd, value, start, end);
  }

  /**
   * Gives a request of HTTP/2 the start line that it has in HTTP/1: the version, and the target
   * without its scheme and authority unless a rule has set the whole of it.
   */
  public void becomeHttp1() {
    if (!http2) {
      return;
    }
    ownVersion = VERSION_1_1;
    if (!assembled || method == Method.CONNECT || bytes[uriStart] == '/') {
      changeUri(bytes, uriStart, uriEnd);
    } else if (pathStart() == uriEnd) {
      changeUri(ASTERISK, 0, ASTERISK.length);
    } else {
      changeUri(bytes, pathStart(), uriEnd);
    }
  }

  /** Replaces the path; the query stays. Whether there was room for it. */
  public boolean setPath(byte[] value, int start, int end) {
    return setUriPart(pathStart(), pathEnd(), value, start, end);
  }

  /** Replaces the path and the query. Whether there was room for it. */
  public boolean setPathAndQuery(byte[] value, int start, int end) {
    return setUriPart(pathStart(), uriEnd, value, start, end);
  }

  /**
   * Replaces the query.
   *
   * @param value without a question mark; empty takes the query and its question mark away
   * @return whether there was room for it
   */
  public boolean setQuery(byte[] value, int start, int end) {
    if (start == end) {
      return setUriPart(pathEnd(), uriEnd, value, start, end);
    }
    byte[] withMark = new byte[end - start + 1];
    withMark[0] = '?';
    System.arraycopy(value, start, withMark, 1, end - start);
    return setUriPart(pathEnd(), uriEnd, withMark, 0, withMark.length);
  }

  /** Takes a part of the target out. */
  void removeFromUri(int partStart, int partEnd) {
    setUriPart(partStart, partEnd, bytes, 0, 0);
  }

  private boolean setUriPart(int partStart, int partEnd, byte[] value, int start, int end) {
    byte[] uri = new byte[partStart - uriStart + end - start + uriEnd - partEnd];
    System.arraycopy(bytes, uriStart, uri, 0, partStart - uriStart);
    System.arraycopy(value, start, uri, partStart - uriStart, end - start);
    System.arraycopy(bytes, partEnd, uri, partStart - uriStart + end - start, uriEnd - partEnd);
    return changeUri(uri, 0, uri.length);
  }

  private boolean rebuild(
      byte[] newMethod, int methodFrom, int methodTo, byte[] newUri, int uriFrom, int uriTo) {
    byte[] version = ownVersion;
    int versionFrom = 0;
    int versionTo = version.length;
    if (minorVersion == 0) {
      boolean none = versionEnd == versionStart;
      version = none ? VERSION_1_0 : bytes;
      versionFrom = none ? 0 : versionStart;
      versionTo = none ? version.length : versionEnd;
    }
    int start =
        appendStartLine(
            newMethod,
            methodFrom,
            methodTo,
            newUri,
            uriFrom,
            uriTo,
            version,
            versionFrom,
            versionTo);
    if (start < 0) {
      return false;
    }
    methodStart = start;
    methodEnd = start + methodTo - methodFrom;
    uriStart = methodEnd + 1;
    uriEnd = uriStart + uriTo - uriFrom;
    versionStart = uriEnd + 1;
    versionEnd = versionStart + versionTo - versionFrom;
    target.clear();
    return true;
  }

  /**
   * Makes this a request of our own, or one that came in another version of HTTP; headers are to be
   * added. Whether there was room for it.
   */
  public boolean begin(
      byte[] newMethod, int methodFrom, int methodTo, byte[] newUri, int uriFrom, int uriTo) {
    beginOwn();
    if (!rebuild(newMethod, methodFrom, methodTo, newUri, uriFrom, uriTo)) {
      return false;
    }
    method = Method.of(bytes, methodStart, methodEnd);
    return true;
  }
}
