package io.spillway.facility.dns;

import io.spillway.facility.dns.message.AddressBlock;
import io.spillway.facility.dns.message.MessageWriter;
import io.spillway.facility.dns.message.Query;
import io.spillway.facility.dns.message.RecordType;
import io.spillway.facility.dns.message.ResponseCode;
import io.spillway.facility.dns.zone.AnswerComposer;
import io.spillway.facility.dns.zone.Zone;
import io.spillway.facility.dns.zone.ZoneVersion;
import io.spillway.facility.dns.zone.Zones;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * Makes the response to one message after another, from bytes to bytes. Confined to one thread.
 *
 * <p>Whatever a message holds, it is answered, answered with an error, or ignored; nothing is
 * thrown.
 */
final class Responder {
  /** The message gets no answer. */
  static final int NOTHING = 0;

  /** The message is answered by a transfer, see {@link #transfer}. */
  static final int TRANSFER = -1;

  private static final int HEADER = 12;
  private static final int OPT_BYTES = 11;
  private static final int COOKIE_BYTES = 4 + ServerCookies.CLIENT + ServerCookies.SERVER;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int CODE = 15;
  private static final int CLASS_IN = 1;

  /** How a message came. */
  enum Transport {
    UDP,
    TCP
  }

  private final DnsServerDefinition definition;
  private final Supplier<ServedState> states;
  private final @Nullable RateLimiter limiter;
  private final @Nullable ServerCookies cookies;
  private final DnsCounters counters;
  private final int stripe;

  private final byte[] out = new byte[MessageWriter.MAX_MESSAGE];
  private final MessageWriter writer = new MessageWriter(out);
  private final byte[] spare = new byte[MessageWriter.MAX_MESSAGE];
  private final Query query = new Query();
  private final ResponseCache cache = new ResponseCache();
  private @Nullable Zones cached;
  private int turn;
  private InetAddress client = InetAddress.getLoopbackAddress();
  private Transport transport = Transport.UDP;
  private long now;
  private boolean verified;
  private @Nullable QuerySignature signature;
  private @Nullable TransferRequest transfer;

  // The response that is being made.
  private int length;
  private int flags;
  private int extended;
  private int answers;
  private int authorities;
  private int additional;
  private int subject;

  /**
   * A responder.
   *
   * @param definition what the server's section says
   * @param states what to answer from, at each moment
   * @param limiter how often networks are told the same, shared by all responders; null for any
   * @param cookieSecret what cookies are made with, or null to leave cookies alone
   * @param counters where to count
   * @param stripe the stripe of this thread
   */
  Responder(
      DnsServerDefinition definition,
      Supplier<ServedState> states,
      @Nullable RateLimiter limiter,
      @Nullable CookieSecret cookieSecret,
      DnsCounters counters,
      int stripe) {
    this.definition = definition;
    this.states = states;
    this.limiter = limiter;
    this.cookies = cookieSecret == null ? null : new ServerCookies(cookieSecret);
    this.counters = counters;
    this.stripe = stripe;
  }

  /** Where the response stands, from its first byte on. */
  byte[] response() {
    return out;
  }

  /** The transfer that the last message asked for. */
  @Nullable TransferRequest transfer() {
    return transfer;
  }

  /**
   * Answers a message.
   *
   * @param now seconds since 1970
   * @param nanos {@link System#nanoTime} now
   * @return the length of the response, {@link #NOTHING} or {@link #TRANSFER}
   */
  int respond(
      byte[] message, int messageLength, InetAddress from, Transport by, long now, long nanos) {
    this.client = from;
    this.transport = by;
    this.now = now;
    transfer = null;
    signature = null;
    verified = by == Transport.TCP;
    counters.increment(
        stripe, by == Transport.UDP ? DnsCounter.UDP_QUERIES : DnsCounter.TCP_QUERIES);
    try {
      return answer(message, messageLength, nanos);
    } catch (RuntimeException e) {
      counters.increment(stripe, DnsCounter.INTERNAL_ERRORS);
      return fail(message);
    }
  }

  private int answer(byte[] message, int messageLength, long nanos) {
    Query.Verdict verdict = query.read(message, messageLength);
    if (verdict == Query.Verdict.UNANSWERABLE) {
      counters.increment(stripe, DnsCounter.IGNORED);
      return NOTHING;
    }
    subject = 0;
    if (query.opcode() != Query.OPCODE_QUERY) {
      header(ResponseCode.NOTIMP);
      return finish(HEADER, nanos);
    }
    if (verdict != Query.Verdict.WELL_FORMED) {
      bare(ResponseCode.FORMERR);
      return finish(length, nanos);
    }
    counters.query(stripe, query.type());
    if (query.hasCookie() && cookies != null) {
      judgeCookie();
    }
    if (query.isSigned() && !acceptSignature()) {
      return finish(length, nanos);
    }
    choose();
    return transfer != null ? TRANSFER : finish(length, nanos);
  }

  private void choose() {
    if (query.version() != 0) {
      bare(ResponseCode.BADVERS);
    } else if (!query.hasQuestion()) {
      header(ResponseCode.NOERROR);
      length = HEADER;
    } else if (query.questionClass() != CLASS_IN) {
      bare(ResponseCode.REFUSED);
    } else if (RecordType.isMeta(query.type()) && query.type() != RecordType.ANY) {
      chooseMeta();
    } else {
      lookUp(states.get());
    }
  }

  private void chooseMeta() {
    switch (query.type()) {
      case RecordType.AXFR, RecordType.IXFR -> requestTransfer();
      case 0, RecordType.OPT, RecordType.TSIG -> bare(ResponseCode.FORMERR);
      default -> bare(ResponseCode.NOTIMP);
    }
  }

  private void requestTransfer() {
    ServedState state = states.get();
    Zone zone = state.zones().named(query.name());
    if (zone == null) {
      bare(ResponseCode.NOTAUTH);
      return;
    }
    TransactionKey key = signature == null ? null : signature.key();
    if (state.transfers(zone).stream().noneMatch(rule -> rule.allows(client, key))) {
      counters.increment(stripe, DnsCounter.TRANSFERS_REFUSED);
      bare(ResponseCode.REFUSED);
    } else if (transport == Transport.TCP) {
      transfer =
          new TransferRequest(
              query.id(), query.type(), query.hasEdns(), zone, zone.current(), signature);
    } else if (query.type() == RecordType.IXFR) {
      // The current SOA record alone: the client asks again over TCP (RFC 1995 section 2).
      writer.beginAfter(query);
      flags = query.responseFlags() | AUTHORITATIVE;
      answers = writer.records(zone.current().startOfAuthority());
      authorities = 0;
      additional = 0;
      length = writer.position();
    } else {
      bare(ResponseCode.FORMERR);
    }
  }

  private void judgeCookie() {
    ServerCookies known = cookies;
    if (known == null || !query.hasServerCookie()) {
      counters.increment(stripe, DnsCounter.CLIENT_COOKIES);
      return;
    }
    boolean good =
        known.judge(query.message(), query.cookie(), client, now) != ServerCookies.Worth.NONE;
    counters.increment(stripe, good ? DnsCounter.GOOD_COOKIES : DnsCounter.BAD_COOKIES);
    verified |= good;
  }

  private boolean acceptSignature() {
    QuerySignature found = QuerySignature.of(query.message(), query.length(), states.get());
    signature = found;
    if (found == null) {
      bare(ResponseCode.FORMERR);
      return false;
    }
    if (!found.isGood()) {
      counters.increment(stripe, DnsCounter.BAD_SIGNATURES);
      bare(ResponseCode.NOTAUTH);
      return false;
    }
    counters.increment(stripe, DnsCounter.SIGNED_QUERIES);
    verified = true;
    return true;
  }

  private void lookUp(ServedState state) {
    Zones zones = state.zones();
    if (zones != cached) {
      cache.clear();
      cached = zones;
    }
    ResponseCache.Entry entry = cache.find(query, 0, zones, now);
    AnswerComposer.Turn turn = null;
    if (entry != null && entry.weighted() != null) {
      int variant = entry.weighted().next(stripe);
      if (variant != 0) {
        turn = new AnswerComposer.Turn(entry.weighted(), variant);
        entry = cache.find(query, variant, zones, now);
      }
    }
    if (entry != null) {
      repeat(entry);
      return;
    }
    Zone zone = zones.find(query.name(), query.type());
    if (zone == null) {
      bare(ResponseCode.REFUSED);
      return;
    }
    compose(state, zone, turn);
  }

  private void repeat(ResponseCache.Entry entry) {
    copyQuestion();
    byte[] records = entry.records();
    System.arraycopy(records, 0, out, query.questionEnd(), records.length);
    length = query.questionEnd() + records.length;
    flags = query.responseFlags() | entry.flags();
    answers = entry.answers();
    authorities = entry.authorities();
    additional = entry.additional();
    subject = entry.subject();
    rotate(entry.rotated());
  }

  private void rotate(@Nullable AddressBlock addresses) {
    if (addresses != null) {
      turn = (turn + 1) & Integer.MAX_VALUE;
      addresses.rotate(out, turn % addresses.count(), spare);
    }
  }

  private void compose(ServedState state, Zone zone, AnswerComposer.@Nullable Turn turn) {
    ZoneVersion version = zone.current();
    AnswerComposer composer =
        AnswerComposer.compose(writer, query, zone, version, now, stripe, turn);
    if (writer.overflowed()) {
      bare(ResponseCode.NOERROR);
      flags |= AUTHORITATIVE | TRUNCATED;
      return;
    }
    int own = (composer.isAuthoritative() ? AUTHORITATIVE : 0) | composer.code();
    length = writer.position();
    flags = query.responseFlags() | own;
    answers = composer.answers();
    authorities = composer.authorities();
    additional = composer.additional();
    subject = composer.subject();
    AddressBlock rotated = state.rotates(zone) ? composer.addresses() : null;
    if (composer.isRepeatable()) {
      cache.keep(
          query,
          new ResponseCache.Entry(
              query.name().copy(),
              query.type(),
              query.wantsSignatures(),
              state.zones(),
              zone,
              version,
              composer.weighted(),
              composer.variant(),
              composer.validUntil(),
              subject,
              own,
              answers,
              authorities,
              additional,
              rotated,
              Arrays.copyOfRange(out, query.questionEnd(), length)));
    }
    rotate(rotated);
  }

  /** Completes the response: what does not fit, what is told too often, EDNS, the signature. */
  private int finish(int end, long nanos) {
    length = end;
    int code = flags & CODE;
    int reserved = signature == null ? 0 : signature.length();
    int options = optionBytes();
    if (length + options + reserved > limit()) {
      counters.increment(stripe, DnsCounter.TRUNCATED);
      truncate();
    }
    if (limiter != null && transport == Transport.UDP && !verified) {
      switch (limiter.decide(client, subject * 31 + code, nanos)) {
        case SEND -> {}
        case TRUNCATE -> {
          counters.increment(stripe, DnsCounter.SLIPPED);
          truncate();
        }
        case DROP -> {
          counters.increment(stripe, DnsCounter.RATE_LIMITED);
          return NOTHING;
        }
      }
    }
    if (options > 0) {
      writeOptions(options);
    }
    writeHeader();
    counters.increment(stripe, DnsCounter.RESPONSES);
    counters.response(stripe, extended == 0 ? code : extended);
    extended = 0;
    return signature == null ? length : signature.sign(out, length);
  }

  private int limit() {
    if (transport == Transport.TCP) {
      return MessageWriter.MAX_MESSAGE;
    }
    int limit = Math.min(query.payloadSize(), definition.payload());
    return verified
        ? limit
        : Math.min(limit, Math.max(definition.unverifiedPayload(), query.length()));
  }

  private void truncate() {
    flags |= TRUNCATED;
    answers = 0;
    authorities = 0;
    additional = 0;
    length = query.questionEnd();
  }

  /** A response without records. */
  private void bare(int code) {
    copyQuestion();
    header(code);
    length = query.questionEnd();
  }

  private void header(int code) {
    flags = query.responseFlags() | (code & CODE);
    extended = code > CODE ? code : 0;
    answers = 0;
    authorities = 0;
    additional = 0;
  }

  private void copyQuestion() {
    System.arraycopy(query.message(), HEADER, out, HEADER, query.questionEnd() - HEADER);
  }

  private void writeHeader() {
    u16(0, query.id());
    u16(2, flags);
    u16(4, length > HEADER && query.hasQuestion() ? 1 : 0);
    u16(6, answers);
    u16(8, authorities);
    u16(10, additional);
  }

  private int optionBytes() {
    if (!query.hasEdns()) {
      return 0;
    }
    return query.hasCookie() && cookies != null ? OPT_BYTES + COOKIE_BYTES : OPT_BYTES;
  }

  /** The OPT record of RFC 6891, with the cookies where the client sent one. */
  private void writeOptions(int bytes) {
    int at = length;
    out[at] = 0;
    u16(at + 1, RecordType.OPT);
    u16(at + 3, definition.payload());
    out[at + 5] = (byte) (extended >> 4);
    out[at + 6] = 0;
    u16(at + 7, query.wantsSignatures() ? 0x8000 : 0);
    u16(at + 9, bytes - OPT_BYTES);
    if (bytes > OPT_BYTES && cookies != null) {
      u16(at + 11, 10);
      u16(at + 13, ServerCookies.CLIENT + ServerCookies.SERVER);
      cookies.write(query.message(), query.cookie(), client, now, out, at + 15);
    }
    length += bytes;
    additional++;
  }

  private int fail(byte[] message) {
    Arrays.fill(out, 0, HEADER, (byte) 0);
    System.arraycopy(message, 0, out, 0, 2);
    out[2] = (byte) 0x80;
    out[3] = ResponseCode.SERVFAIL;
    counters.response(stripe, Rcode.SERVFAIL);
    extended = 0;
    return HEADER;
  }

  private void u16(int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }
}
