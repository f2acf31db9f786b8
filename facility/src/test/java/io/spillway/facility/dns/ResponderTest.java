package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.message.MessageWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** What becomes of messages, byte by byte. */
class ResponderTest {
  private static final long NOW = 1_790_000_000L;
  private static final int MUTATIONS = 300_000;
  private static final long SEED = 53;
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.200");
  private static final InetAddress OTHER = InetAddress.ofLiteral("198.51.100.200");

  private final DnsCounters counters = new DnsCounters(1);
  private final SettableAnswers answers =
      new SettableAnswers().set("www.example.com", "203.0.113.10");
  private String zoneLines = "";
  private Responder responder = responder("rate-limit off");

  private Responder responder(String serverLines) {
    StringBuilder zone =
        new StringBuilder("dns-zone example.com\n  ns ns1.example.com 192.0.2.53\n" + zoneLines);
    for (int i = 0; i < 40; i++) {
      zone.append("  record long 60 A 192.0.2.%d\n".formatted(i));
    }
    DnsDefinition definition =
        DnsText.read("dns-server\n  bind :53\n  " + serverLines + "\n" + zone);
    ServedState state =
        new ServedState(
            definition.zones().stream().map(z -> ServedZone.of(z, answers.all(), NOW)).toList(),
            List.of());
    RateLimit limit = definition.server().rateLimit();
    return new Responder(
        definition.server(),
        () -> state,
        limit == null ? null : new RateLimiter(limit, 0),
        definition.server().cookies() ? CookieSecret.of(new byte[16]) : null,
        counters,
        0);
  }

  private byte[] respond(byte[] query, InetAddress client, Responder.Transport by, long nanos) {
    byte[] room = Arrays.copyOf(query, MessageWriter.MAX_MESSAGE);
    int length = responder.respond(room, query.length, client, by, NOW, nanos);
    return length > 0 ? Arrays.copyOf(responder.response(), length) : null;
  }

  private Message ask(Message query) throws IOException {
    byte[] bytes = respond(query.toWire(), CLIENT, Responder.Transport.UDP, 0);
    return bytes == null ? null : new Message(bytes);
  }

  private static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }

  private static Message withOptions(Message query, int payload, EDNSOption... options) {
    query.addRecord(new OPTRecord(payload, 0, 0, 0, Arrays.asList(options)), Section.ADDITIONAL);
    return query;
  }

  @Test
  void malformedMessagesAreAnsweredAsSuchOrNotAtAll() throws IOException {
    Random random = new Random(SEED);
    List<byte[]> seeds =
        List.of(
            query("www.example.com.", Type.A).toWire(),
            query("x.y.z.example.com.", Type.ANY).toWire(),
            query("example.com.", Type.AXFR).toWire(),
            withOptions(query("www.example.com.", Type.AAAA), 4096, new CookieOption(new byte[8]))
                .toWire(),
            withOptions(query("long.example.com.", Type.A), 1, new NSIDOption(new byte[3]))
                .toWire(),
            signed());
    int answered = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] message = mutated(seeds.get(i % seeds.size()), random);
      Responder.Transport by =
          random.nextBoolean() ? Responder.Transport.UDP : Responder.Transport.TCP;
      byte[] response = respond(message, CLIENT, by, 0);
      if (response != null) {
        answered++;
        Message read = new Message(response);
        assertThat(read.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(read.getHeader().getID())
            .isEqualTo((message[0] & 0xff) << 8 | (message[1] & 0xff));
        assertThat(by == Responder.Transport.TCP || response.length <= 1232).isTrue();
      }
    }
    assertThat(counters.snapshot().get(DnsCounter.INTERNAL_ERRORS)).isZero();
    assertThat(counters.snapshot().responsesByCode()).containsKeys("FORMERR", "NOERROR", "NOTIMP");
    assertThat(answered).isBetween(MUTATIONS / 4, MUTATIONS);
  }

  private static byte[] signed() {
    Message query = query("www.example.com.", Type.A);
    new TSIG(TSIG.HMAC_SHA256, "unknown.", "AAAA").apply(query, null);
    return query.toWire();
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] message = Arrays.copyOf(seed, random.nextInt(3) == 0 ? random.nextInt(80) : seed.length);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && message.length > 0; i++) {
      message[random.nextInt(message.length)] = (byte) random.nextInt(256);
    }
    return message;
  }

  @Test
  void responsesAndFragmentsOfHeadersAreIgnored() {
    byte[] message = query("www.example.com.", Type.A).toWire();
    assertThat(respond(Arrays.copyOf(message, 11), CLIENT, Responder.Transport.UDP, 0)).isNull();
    message[2] |= (byte) 0x80;
    assertThat(respond(message, CLIENT, Responder.Transport.UDP, 0)).isNull();
    assertThat(counters.snapshot().get(DnsCounter.IGNORED)).isEqualTo(2);
  }

  @Test
  void aLongAnswerGoesOnlyToThoseWhoShowedThatTheirAddressIsTheirs() throws IOException {
    Message without = ask(withOptions(query("long.example.com.", Type.A), 1232));
    assertThat(without.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(without.getSection(Section.ANSWER)).isEmpty();

    byte[] clientCookie = {1, 2, 3, 4, 5, 6, 7, 8};
    Message first =
        ask(withOptions(query("long.example.com.", Type.A), 1232, new CookieOption(clientCookie)));
    assertThat(first.getHeader().getFlag(Flags.TC)).isTrue();
    byte[] serverCookie = cookie(first);

    Message second = withCookie(clientCookie, serverCookie);
    assertThat(ask(second).getSection(Section.ANSWER)).hasSize(40);

    byte[] stolen = respond(second.toWire(), OTHER, Responder.Transport.UDP, 0);
    assertThat(new Message(stolen).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(counters.snapshot().get(DnsCounter.GOOD_COOKIES)).isEqualTo(1);
    assertThat(counters.snapshot().get(DnsCounter.BAD_COOKIES)).isEqualTo(1);

    byte[] byTcp =
        respond(query("long.example.com.", Type.A).toWire(), CLIENT, Responder.Transport.TCP, 0);
    assertThat(new Message(byTcp).getSection(Section.ANSWER)).hasSize(40);
  }

  private static Message withCookie(byte[] client, byte[] server) {
    return withOptions(query("long.example.com.", Type.A), 1232, new CookieOption(client, server));
  }

  private static byte[] cookie(Message response) {
    return ((CookieOption) response.getOPT().getOptions(EDNSOption.Code.COOKIE).getFirst())
        .getServerCookie()
        .orElseThrow();
  }

  @Test
  void anAnswerIsNeverLongerThanWhatTheClientCanTake() {
    Message query = withOptions(query("long.example.com.", Type.A), 600);
    byte[] response = respond(query.toWire(), CLIENT, Responder.Transport.UDP, 0);
    assertThat(response.length).isLessThanOrEqualTo(512);
  }

  @Test
  void aClientMayAskForACookieAlone() throws IOException {
    Message query = new Message(7);
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, List.of(new CookieOption(new byte[8]))), Section.ADDITIONAL);
    Message response = ask(query);
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(cookie(response)).hasSize(16);
  }

  @Test
  void aNetworkThatIsToldTheSameTooOftenGetsNothingOrIsAskedToUseTcp() {
    responder = responder("rate-limit 5 per second slip 2");
    byte[] query = query("www.example.com.", Type.A).toWire();
    for (int i = 0; i < 5; i++) {
      assertThat(isTruncated(respond(query, CLIENT, Responder.Transport.UDP, 0))).isFalse();
    }
    assertThat(respond(query, CLIENT, Responder.Transport.UDP, 0)).isNull();
    assertThat(isTruncated(respond(query, CLIENT, Responder.Transport.UDP, 0))).isTrue();
    // others, other names, TCP and later queries are not concerned
    assertThat(isTruncated(respond(query, OTHER, Responder.Transport.UDP, 0))).isFalse();
    assertThat(respond(query, CLIENT, Responder.Transport.TCP, 0)).isNotNull();
    byte[] name = query("long.example.com.", Type.MX).toWire();
    assertThat(isTruncated(respond(name, CLIENT, Responder.Transport.UDP, 0))).isFalse();
    assertThat(isTruncated(respond(query, CLIENT, Responder.Transport.UDP, 2_000_000_000L)))
        .isFalse();
    assertThat(counters.snapshot().get(DnsCounter.RATE_LIMITED)).isEqualTo(1);
    assertThat(counters.snapshot().get(DnsCounter.SLIPPED)).isEqualTo(1);
  }

  @Test
  void madeUpNamesCountTogether() {
    responder = responder("rate-limit 5 per second slip 0");
    int answered = 0;
    for (int i = 0; i < 20; i++) {
      byte[] query = query("absent" + i + ".example.com.", Type.A).toWire();
      answered += respond(query, CLIENT, Responder.Transport.UDP, 0) != null ? 1 : 0;
    }
    assertThat(answered).isEqualTo(5);
  }

  private static boolean isTruncated(byte[] response) {
    return (response[2] & 2) != 0;
  }

  @Test
  void theSameQuestionIsAnsweredTheSameAgain() {
    byte[] query = query("long.example.com.", Type.A).toWire();
    byte[] first = respond(query, CLIENT, Responder.Transport.TCP, 0);
    assertThat(respond(query, CLIENT, Responder.Transport.TCP, 0)).isEqualTo(first);
  }

  @Test
  void severalAddressesAreToldInTheirOrderOrInTurn() throws IOException {
    answers.set("www.example.com", "192.0.2.1", "192.0.2.2", "192.0.2.3");
    responder = responder("rate-limit off");
    for (int i = 0; i < 4; i++) {
      assertThat(addresses()).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
    }
    zoneLines = "  rotate on\n";
    responder = responder("rate-limit off");
    List<List<String>> told = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      told.add(addresses());
    }
    assertThat(told)
        .containsOnly(
            List.of("192.0.2.1", "192.0.2.2", "192.0.2.3"),
            List.of("192.0.2.2", "192.0.2.3", "192.0.2.1"),
            List.of("192.0.2.3", "192.0.2.1", "192.0.2.2"));
    assertThat(told.subList(0, 3)).doesNotHaveDuplicates().isEqualTo(told.subList(3, 6));
  }

  private List<String> addresses() throws IOException {
    return ask(query("www.example.com.", Type.A)).getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .toList();
  }
}
