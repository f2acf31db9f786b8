package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.config.DirectiveException;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fetches and converters that the manual has and HAProxy 2.6 has not, by the manual's text. */
class NewerFetchesTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nX-Two: b\r\n\r\n";

  /** A client's hello of TLS 1.3 with six extensions. */
  private static final String HELLO =
      hello(
          "13011302c02f",
          extension(0, "000600000361" + "2e62"),
          extension(10, "0004001d0017"),
          extension(13, "000404030804"),
          extension(35, "aabb"),
          extension(43, "020304"),
          extension(51, "000f" + "001d0004" + "01020304" + "00170003" + "010203"));

  /** A SYN of Linux: MSS, SACK permitted, timestamps, a no-operation, window scale. */
  private static final String SYN_OPTIONS =
      "020405b4" + "0402" + "080a0102030400000000" + "01" + "030307";

  private static final String SYN =
      "c000" + "01bb" + "01020304" + "00000000" + "a002" + "faf0" + "0000" + "0000" + SYN_OPTIONS;

  private static final String IP =
      "4510003c" + "00004000" + "4006" + "0000" + "c0000201" + "c6336402" + SYN;

  private static final String FRAME = "0a0b0c0d0e0f" + "1a1b1c1d1e1f" + "81000064" + "0800" + IP;

  private static String extension(int type, String content) {
    return "%04x%04x".formatted(type, content.length() / 2) + content;
  }

  private static String hello(String ciphers, String... extensions) {
    String all = String.join("", extensions);
    String body =
        "0303"
            + "11".repeat(32)
            + "00"
            + "%04x".formatted(ciphers.length() / 2)
            + ciphers
            + "0100"
            + "%04x".formatted(all.length() / 2)
            + all;
    String handshake = "01" + "%06x".formatted(body.length() / 2) + body;
    return "160301" + "%04x".formatted(handshake.length() / 2) + handshake;
  }

  private static String value(TestStream stream, String expression) {
    return value(TestStream.scope(), stream, expression);
  }

  private static String value(RuleScope scope, TestStream stream, String expression) {
    LogFormat format =
        new RuleParser(scope, Place.values())
            .logFormat(LogFormat.Use.HTTP, TestStream.words("<%[" + expression + "]>"));
    ByteBuilder out = new ByteBuilder(65536);
    format.append(stream, out);
    return out.toString();
  }

  private static String converted(String expression) {
    return value(TestStream.of(REQUEST), expression);
  }

  @Test
  void theHelloTellsWhatTheClientCanDo() {
    TestStream stream = TestStream.of(REQUEST).withBytes(HexFormat.of().parseHex(HELLO));
    stream.place = Place.FRONTEND_TCP_REQUEST_CONTENT;
    assertThat(value(stream, "req.ssl_ver")).isEqualTo("<196611>");
    assertThat(value(stream, "req.ssl_cipherlist,hex")).isEqualTo("<13011302C02F>");
    assertThat(value(stream, "req.ssl_supported_groups,hex")).isEqualTo("<001D0017>");
    assertThat(value(stream, "req.ssl_sigalgs,hex")).isEqualTo("<04030804>");
    assertThat(value(stream, "req.ssl_keyshare_groups,hex")).isEqualTo("<001D0017>");
    assertThat(value(stream, "req.ssl_ec_ext")).isEqualTo("<1>");
    assertThat(value(stream, "req.ssl_st_ext")).isEqualTo("<2>");
  }

  @Test
  void aHelloWithoutExtensionsHasNoneOfThem() {
    TestStream stream = TestStream.of(REQUEST).withBytes(HexFormat.of().parseHex(hello("1301")));
    stream.place = Place.FRONTEND_TCP_REQUEST_CONTENT;
    assertThat(value(stream, "req.ssl_st_ext")).isEqualTo("<0>");
    assertThat(value(stream, "req.ssl_ec_ext")).isEqualTo("<>");
    assertThat(value(stream, "req.ssl_sigalgs,hex")).isEqualTo("<>");
  }

  @Test
  void anyBeginningOfAHelloIsSurvived() {
    byte[] whole = HexFormat.of().parseHex(HELLO);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      // The record says that this is all.
      if (length >= 5) {
        part[3] = (byte) (length - 5 >> 8);
        part[4] = (byte) (length - 5);
      }
      TestStream stream = TestStream.of(REQUEST).withBytes(part);
      stream.place = Place.FRONTEND_TCP_REQUEST_CONTENT;
      for (String fetch :
          List.of(
              "req.ssl_ver",
              "req.ssl_cipherlist",
              "req.ssl_supported_groups",
              "req.ssl_keyshare_groups",
              "req.ssl_st_ext")) {
        assertThat(value(stream, fetch + ",hex")).startsWith("<");
      }
    }
  }

  @Test
  void valuesStandBehindTheirLength() {
    TestStream stream =
        TestStream.of(REQUEST).withBytes("..\0\3abcdef".getBytes(StandardCharsets.ISO_8859_1));
    stream.place = Place.FRONTEND_TCP_REQUEST_CONTENT;
    assertThat(value(stream, "req.payload_lv(2,2)")).isEqualTo("<abc>");
    assertThat(value(stream, "req.payload_lv(2,2,+1)")).isEqualTo("<bcd>");
    assertThat(value(stream, "req.payload_lv(2,2,7)")).isEqualTo("<def>");
    assertThat(value(stream, "payload_lv(3,1)")).isEqualTo("<abc>");
    assertThat(value(stream, "payload(4,2)")).isEqualTo("<ab>");
    assertThat(value(stream, "req.payload_lv(2,2,9)")).isEqualTo("<>");
  }

  @Test
  void distccIsRead() {
    TestStream stream =
        TestStream.of(REQUEST)
            .withBytes(
                "DIST00000001ARGC00000002ARGV00000003gccARGV00000002-cDOTI00000004int;"
                    .getBytes(StandardCharsets.ISO_8859_1));
    stream.place = Place.FRONTEND_TCP_REQUEST_CONTENT;
    assertThat(value(stream, "distcc_param(ARGC)")).isEqualTo("<2>");
    assertThat(value(stream, "distcc_body(ARGV,2)")).isEqualTo("<-c>");
    assertThat(value(stream, "distcc_body(DOTI)")).isEqualTo("<int;>");
    assertThat(value(stream, "distcc_param(DOTO)")).isEqualTo("<>");
  }

  @Test
  void variablesAreDumped() {
    TestStream stream = TestStream.of(REQUEST);
    RuleScope scope = TestStream.scope();
    RuleContext context = scope.context();
    Sample value = new Sample(64);
    value.string("a\"b\\\n".getBytes(StandardCharsets.ISO_8859_1));
    stream.variables(VariableScope.TRANSACTION).set(context.variable("txn.text"), value);
    value.integer(-7);
    stream.variables(VariableScope.TRANSACTION).set(context.variable("txn.number"), value);
    value.bool(true);
    stream.variables(VariableScope.REQUEST).set(context.variable("req.flag"), value);
    assertThat(value(scope, stream, "dump_all_vars(txn)"))
        .isEqualTo("<txn.text=\"a\\\"b\\\\\\n\", txn.number=-7>");
    assertThat(value(scope, stream, "dump_all_vars(txn,num)")).isEqualTo("<txn.number=-7>");
    assertThat(value(scope, stream, "dump_all_vars(,,;)"))
        .isEqualTo("<txn.text=\"a\\\"b\\\\\\n\";txn.number=-7;req.flag=true>");
    assertThatThrownBy(() -> value(scope, stream, "dump_all_vars(nowhere)"))
        .isInstanceOf(DirectiveException.class)
        .hasMessageContaining("'nowhere' is no scope");
  }

  @Test
  void aclsAreValues() {
    RuleScope scope = TestStream.scope();
    RuleParser.acl(scope, TestStream.words("is_get", "method", "GET"));
    RuleParser.acl(scope, TestStream.words("is_api", "path_beg", "/api"));
    TestStream stream = TestStream.of(REQUEST);
    assertThat(value(scope, stream, "acl(is_get)")).isEqualTo("<1>");
    assertThat(value(scope, stream, "acl(is_get,is_api)")).isEqualTo("<0>");
    assertThat(value(scope, stream, "acl(is_get,!is_api)")).isEqualTo("<1>");
    assertThat(value(scope, stream, "str(x),when(acl,is_get)")).isEqualTo("<x>");
    assertThat(value(scope, stream, "str(x),when(!acl,is_get)")).isEqualTo("<>");
    assertThatThrownBy(() -> value(scope, stream, "acl(none)"))
        .isInstanceOf(DirectiveException.class)
        .hasMessageContaining("ACL 'none' was not found");
  }

  @Test
  void conditionsLetValuesPass() {
    assertThat(converted("str(x),when(normal)")).isEqualTo("<x>");
    assertThat(converted("str(x),when(error)")).isEqualTo("<>");
    assertThat(converted("str(x),when(forwarded)")).isEqualTo("<>");
    assertThat(converted("str(x),when(!processed)")).isEqualTo("<x>");
    assertThatThrownBy(() -> converted("str(x),when(sometimes)"))
        .isInstanceOf(DirectiveException.class)
        .hasMessageContaining("unknown condition 'sometimes'");
  }

  @Test
  void packetsAreTakenApart() {
    String frame = "bin(" + FRAME + ")";
    String tcp = frame + ",eth.data,ip.data";
    assertThat(converted(frame + ",eth.dst,hex")).isEqualTo("<0A0B0C0D0E0F>");
    assertThat(converted(frame + ",eth.src,hex")).isEqualTo("<1A1B1C1D1E1F>");
    assertThat(converted(frame + ",eth.proto")).isEqualTo("<2048>");
    assertThat(converted(frame + ",eth.vlan")).isEqualTo("<100>");
    assertThat(converted(frame + ",eth.hdr,hex,length")).isEqualTo("<36>");
    assertThat(converted(frame + ",eth.data,ip.ver")).isEqualTo("<4>");
    assertThat(converted(frame + ",eth.data,ip.src")).isEqualTo("<192.0.2.1>");
    assertThat(converted(frame + ",eth.data,ip.dst")).isEqualTo("<198.51.100.2>");
    assertThat(converted(frame + ",eth.data,ip.df")).isEqualTo("<1>");
    assertThat(converted(frame + ",eth.data,ip.tos")).isEqualTo("<16>");
    assertThat(converted(frame + ",eth.data,ip.ttl")).isEqualTo("<64>");
    assertThat(converted(frame + ",eth.data,ip.proto")).isEqualTo("<6>");
    assertThat(converted(frame + ",eth.data,ip.hdr,hex,length")).isEqualTo("<40>");
    assertThat(converted(tcp + ",tcp.src")).isEqualTo("<49152>");
    assertThat(converted(tcp + ",tcp.dst")).isEqualTo("<443>");
    assertThat(converted(tcp + ",tcp.seq")).isEqualTo("<16909060>");
    assertThat(converted(tcp + ",tcp.flags")).isEqualTo("<2>");
    assertThat(converted(tcp + ",tcp.win")).isEqualTo("<64240>");
    assertThat(converted(tcp + ",tcp.options.mss")).isEqualTo("<1460>");
    assertThat(converted(tcp + ",tcp.options.wscale")).isEqualTo("<7>");
    assertThat(converted(tcp + ",tcp.options.wsopt")).isEqualTo("<1>");
    assertThat(converted(tcp + ",tcp.options.sack")).isEqualTo("<1>");
    assertThat(converted(tcp + ",tcp.options.tsopt")).isEqualTo("<1>");
    assertThat(converted(tcp + ",tcp.options.tsval")).isEqualTo("<16909060>");
    assertThat(converted(tcp + ",tcp.options_list,hex")).isEqualTo("<0204080103>");
    String ip6 = "60000000" + "0014" + "06" + "40" + "20010db8" + "00".repeat(11) + "01";
    ip6 += "20010db8" + "00".repeat(11) + "02" + SYN;
    assertThat(converted("bin(" + ip6 + "),ip.src")).isEqualTo("<2001:db8::1>");
    assertThat(converted("bin(" + ip6 + "),ip.proto")).isEqualTo("<6>");
    assertThat(converted("bin(" + ip6 + "),ip.data,tcp.dst")).isEqualTo("<443>");
  }

  @Test
  void packetsThatAreCutOffHaveNoValues() {
    byte[] whole = HexFormat.of().parseHex(FRAME);
    for (int length = 0; length < 38; length++) {
      String part = "bin(" + HexFormat.of().formatHex(whole, 0, length) + ")";
      assertThat(converted(part + ",eth.data,ip.ttl")).as("%d bytes", length).isEqualTo("<>");
      assertThat(converted(part + ",eth.data,ip.data,tcp.options.mss")).isEqualTo("<>");
    }
  }

  @Test
  void forwardedHeadersAreTakenApart() {
    String element = "str('for=\"[2001:db8::1]:_port\";proto=https;host=\"a.b:80\"')";
    assertThat(converted(element + ",rfc7239_is_valid")).isEqualTo("<1>");
    assertThat(converted(element + ",rfc7239_field(proto)")).isEqualTo("<https>");
    assertThat(converted(element + ",rfc7239_field(host)")).isEqualTo("<a.b:80>");
    assertThat(converted(element + ",rfc7239_field(by)")).isEqualTo("<>");
    String node = element + ",rfc7239_field(for)";
    assertThat(converted(node)).isEqualTo("<[2001:db8::1]:_port>");
    assertThat(converted(node + ",rfc7239_n2nn")).isEqualTo("<2001:db8::1>");
    assertThat(converted(node + ",rfc7239_n2np")).isEqualTo("<_port>");
    assertThat(converted("str(192.0.2.1:80),rfc7239_n2nn")).isEqualTo("<192.0.2.1>");
    assertThat(converted("str(192.0.2.1:80),rfc7239_n2np,add(1)")).isEqualTo("<81>");
    assertThat(converted("str(unknown),rfc7239_n2nn")).isEqualTo("<unknown>");
    assertThat(converted("ipv6(::1),rfc7239_nn")).isEqualTo("<[::1]>");
    assertThat(converted("ipv4(192.0.2.1),rfc7239_nn")).isEqualTo("<192.0.2.1>");
    assertThat(converted("str(proxy),rfc7239_nn")).isEqualTo("<_proxy>");
    assertThat(converted("int(8080),rfc7239_np")).isEqualTo("<8080>");
    assertThat(converted("str(p),rfc7239_np")).isEqualTo("<_p>");
    assertThat(converted("int(70000),rfc7239_np")).isEqualTo("<>");
  }

  @ParameterizedTest
  @CsvSource({
    "for=192.0.2.1, 1",
    "For=192.0.2.1;by=_x, 1",
    "for=192.0.2.1:80, 0",
    "'for=\"192.0.2.1:80\"', 1",
    "'for=\"2001:db8::1\"', 0",
    "for=192.0.2.1;for=192.0.2.2, 0",
    "other=1, 0",
    "for=, 0",
    "for=192.0.2.1;, 0",
    "'for=\"_a', 0",
    "proto=http;host=example.com, 1",
  })
  void onlyGoodElementsAreValid(String element, String valid) {
    assertThat(converted("str('" + element + "'),rfc7239_is_valid")).isEqualTo("<" + valid + ">");
  }

  @Test
  void smallConverters() {
    assertThat(converted("bin(05ff),base2")).isEqualTo("<0000010111111111>");
    assertThat(converted("str(www.example.com),reverse_dom")).isEqualTo("<com.example.www>");
    assertThat(converted("str(localhost),reverse_dom")).isEqualTo("<localhost>");
    assertThat(converted("str('Sun, 06 Nov 1994 08:49:37 GMT'),date")).isEqualTo("<784111777>");
    assertThat(converted("str('Sunday, 06-Nov-94 08:49:37 GMT'),date")).isEqualTo("<784111777>");
    assertThat(converted("str('Sun Nov  6 08:49:37 1994'),date")).isEqualTo("<784111777>");
    assertThat(converted("str('Some day'),date")).isEqualTo("<>");
  }
}
