package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_HEADERS;
import static io.spillway.rules.Source.REQUEST_META;
import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.IPV4;
import static io.spillway.rules.sample.SampleType.METHOD;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.http.RequestHead;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.hash.HashFunction;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.List;

/** Fetches of a request's first line. */
public final class RequestLines {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("method", METHOD, REQUEST_META, of(RequestLines::method)),
          Fetch.of("url", STRING, REQUEST_HEADERS, of(RequestLines::url)),
          Fetch.of("path", STRING, REQUEST_HEADERS, of(RequestLines::path)),
          Fetch.of("pathq", STRING, REQUEST_HEADERS, of(RequestLines::pathAndQuery)),
          Fetch.of("query", STRING, REQUEST_HEADERS, "[string]", RequestLines::query),
          Fetch.of("base", STRING, REQUEST_HEADERS, of((h, s) -> base(h, s, h.pathEnd()))),
          Fetch.of("baseq", STRING, REQUEST_HEADERS, of((h, s) -> base(h, s, h.uriEnd()))),
          Fetch.of("base32", INTEGER, REQUEST_HEADERS, of(RequestLines::base32)),
          Fetch.of("url32", INTEGER, REQUEST_HEADERS, of(RequestLines::url32)),
          Fetch.of("base32+src", BINARY, REQUEST_HEADERS, withSource(RequestLines::base32)),
          Fetch.of("url32+src", BINARY, REQUEST_HEADERS, withSource(RequestLines::url32)),
          Fetch.of("url_ip", IPV4, REQUEST_HEADERS, of(RequestLines::urlAddress)),
          Fetch.of("url_port", INTEGER, REQUEST_HEADERS, of(RequestLines::urlPort)),
          Fetch.of("req.ver", STRING, REQUEST_META, of(RequestLines::version)),
          Fetch.of("req_ver", STRING, REQUEST_META, of(RequestLines::version)),
          Fetch.of("req.proto_http", BOOLEAN, REQUEST_META, of((h, s) -> s.bool(true))),
          Fetch.of("req_proto_http", BOOLEAN, REQUEST_META, of((h, s) -> s.bool(true))),
          Fetch.of(
              "http_first_req",
              BOOLEAN,
              REQUEST_META,
              (evaluation, into) -> into.bool(evaluation.isFirstRequest())));

  private RequestLines() {}

  /** Reads a value from a request's head. */
  interface OfHead {
    boolean fetch(RequestHead head, Sample into);
  }

  /** Has {@code into} without a value, for there is no head, or not yet. */
  static boolean missing(Evaluation evaluation, Sample into) {
    if (evaluation.awaitsRequest()) {
      into.markMayChange();
    }
    return false;
  }

  /** A fetch of the request's head, which has no value before there is one. */
  static Fetcher of(OfHead reading) {
    return (evaluation, into) -> {
      RequestHead head = evaluation.request();
      return head == null || !head.isComplete()
          ? missing(evaluation, into)
          : reading.fetch(head, into);
    };
  }

  private static boolean range(Sample into, RequestHead head, int start, int end) {
    return into.string(head.bytes(), start, end - start);
  }

  private static boolean method(RequestHead head, Sample into) {
    return into.bytes(
        METHOD, head.bytes(), head.methodStart(), head.methodEnd() - head.methodStart());
  }

  private static boolean url(RequestHead head, Sample into) {
    return range(into, head, head.uriStart(), head.uriEnd());
  }

  private static boolean path(RequestHead head, Sample into) {
    return head.pathEnd() > head.pathStart() && range(into, head, head.pathStart(), head.pathEnd());
  }

  private static boolean pathAndQuery(RequestHead head, Sample into) {
    return head.pathEnd() > head.pathStart() && range(into, head, head.pathStart(), head.uriEnd());
  }

  private static Fetcher query(CallArguments arguments) {
    boolean withMark = arguments.text(0).equals("with_qm");
    if (arguments.has(0) && !withMark) {
      throw arguments.error("unknown flag '" + arguments.text(0) + "' (expected: with_qm)");
    }
    return of(
        (head, into) -> {
          if (!head.hasQuery()) {
            return false;
          }
          int start = head.queryStart() - (withMark ? 1 : 0);
          return range(into, head, start, head.queryEnd());
        });
  }

  private static boolean base(RequestHead head, Sample into, int end) {
    int host = head.hostIndex();
    if (host < 0) {
      return end > head.pathStart() && range(into, head, head.pathStart(), end);
    }
    ByteBuilder out = into.scratch();
    appendHost(head, host, out);
    if (end > head.pathStart() && head.bytes()[head.pathStart()] == '/') {
      out.append(head.bytes(), head.pathStart(), end - head.pathStart());
    }
    return into.bytes(STRING, out);
  }

  /** Appends the first value of the Host header. */
  private static void appendHost(RequestHead head, int host, ByteBuilder out) {
    int start = head.valueStart(host);
    out.append(head.bytes(), start, head.valueEnd(host) - start);
  }

  private static boolean base32(RequestHead head, Sample into) {
    return base(head, into, head.pathEnd()) && hash(into);
  }

  private static boolean url32(RequestHead head, Sample into) {
    return base(head, into, head.uriEnd()) && hash(into);
  }

  /** The sdbm hash with full avalanche that HAProxy makes of base and URL. */
  private static boolean hash(Sample into) {
    int hash = HashFunction.SDBM.hash(into.bytes(), into.offset(), into.offset() + into.length());
    return into.integer(HashFunction.spread(hash) & 0xffff_ffffL);
  }

  private static Fetcher withSource(OfHead hash) {
    Fetcher fetcher = of(hash);
    return (evaluation, into) -> {
      Address source = evaluation.source();
      if (source == null || !fetcher.fetch(evaluation, into)) {
        return false;
      }
      long value = into.number();
      ByteBuilder out = into.scratch();
      appendNumber(out, value, 4);
      if (source.isIpv4()) {
        appendNumber(out, source.low(), 4);
      } else {
        appendNumber(out, source.high(), 8);
        appendNumber(out, source.low(), 8);
      }
      return into.bytes(BINARY, out);
    };
  }

  private static void appendNumber(ByteBuilder out, long value, int bytes) {
    for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8) {
      out.append((int) (value >> shift));
    }
  }

  private static int portColon(RequestHead head) {
    byte[] bytes = head.bytes();
    int i = head.authorityEnd() - 1;
    while (i >= head.authorityStart() && bytes[i] >= '0' && bytes[i] <= '9') {
      i--;
    }
    return i >= head.authorityStart() && bytes[i] == ':' ? i : -1;
  }

  private static boolean urlAddress(RequestHead head, Sample into) {
    int start = head.authorityStart();
    int colon = portColon(head);
    int end = colon < 0 ? head.authorityEnd() : colon;
    long address = AddressText.parseIpv4(head.bytes(), start, end - start);
    return address >= 0 && into.ipv4(address);
  }

  private static boolean urlPort(RequestHead head, Sample into) {
    if (head.authorityEnd() == head.authorityStart()) {
      return false;
    }
    int colon = portColon(head);
    long port = colon < 0 ? 80 : 0;
    for (int i = colon + 1; colon >= 0 && i < head.authorityEnd(); i++) {
      port = Math.min(65536, port * 10 + head.bytes()[i] - '0');
    }
    return into.integer(port);
  }

  private static boolean version(RequestHead head, Sample into) {
    int start = head.versionStart();
    int end = head.versionEnd();
    return end - start > 5 && range(into, head, start + 5, end);
  }
}
