package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.DirectiveException;
import io.spillway.config.KeywordClass;
import io.spillway.config.Reference;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class RulesetTest {
  private static final String REQUEST = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

  private final RuleScope scope = TestStream.scope();

  private Ruleset rules(RulesetKind kind, String... lines) {
    return new Ruleset(
        List.of(lines).stream()
            .map(line -> RuleParser.rule(kind, scope, TestStream.words(line.split(" "))))
            .toList());
  }

  private String formatted(TestStream stream, String format) {
    ByteBuilder out = new ByteBuilder(16384);
    new RuleParser(scope, stream.place())
        .logFormat(LogFormat.Use.PLAIN, TestStream.words(format))
        .append(stream, out);
    return out.toString();
  }

  @Test
  void waitsForMoreBytesUntilTheInspectDelayIsOver() {
    Ruleset rules = rules(RulesetKind.TCP_REQUEST_CONTENT, "reject if { req.len gt 5 }", "accept");
    TestStream stream = new TestStream().withBytes(new byte[3]);
    stream.last = false;
    assertThat(rules.run(stream)).isSameAs(Verdict.WAIT);
    stream.last = true;
    assertThat(rules.run(stream)).isSameAs(Verdict.ACCEPT);
    stream.last = false;
    assertThat(rules.run(stream.withBytes(new byte[6]))).isSameAs(Verdict.REJECT);
  }

  @Test
  void waitEndIsUnknownUntilTheEnd() {
    Ruleset rules = rules(RulesetKind.TCP_REQUEST_CONTENT, "accept if WAIT_END");
    TestStream stream = new TestStream();
    stream.last = false;
    assertThat(rules.run(stream)).isSameAs(Verdict.WAIT);
    stream.last = true;
    assertThat(rules.run(stream)).isSameAs(Verdict.ACCEPT);
  }

  @Test
  void runsTheRulesAfterOneWhoseConditionFails() {
    Ruleset rules =
        rules(
            RulesetKind.HTTP_REQUEST,
            "set-var(txn.a) str(one) if { path /b }",
            "set-var(txn.b) str(two) unless { path /b }",
            "allow",
            "set-var(txn.c) str(three)");
    TestStream stream = TestStream.of(REQUEST);
    assertThat(rules.run(stream)).isSameAs(Verdict.ACCEPT);
    assertThat(formatted(stream, "%[var(txn.a)]/%[var(txn.b)]/%[var(txn.c)]")).isEqualTo("/two/");
  }

  @Test
  void tarpitHoldsWithStatus500UnlessToldOtherwise() {
    assertThat(rules(RulesetKind.HTTP_REQUEST, "tarpit").run(TestStream.of(REQUEST)))
        .isEqualTo(new Verdict.Tarpit(500, null));
    assertThat(
            rules(RulesetKind.HTTP_REQUEST, "tarpit deny_status 429").run(TestStream.of(REQUEST)))
        .isEqualTo(new Verdict.Tarpit(429, null));
  }

  @Test
  void aDeniedResponseGets502() {
    assertThat(rules(RulesetKind.HTTP_RESPONSE, "deny").run(TestStream.of(REQUEST)))
        .isEqualTo(new Verdict.Deny(502, null));
  }

  @Test
  void changesTheResponse() {
    TestStream stream =
        TestStream.of(REQUEST)
            .withResponse("HTTP/1.1 200 OK\r\nServer: x\r\nSet-Cookie: a=1; path=/\r\n\r\n");
    rules(
            RulesetKind.HTTP_RESPONSE,
            "set-header X-Cookie %[res.cook(a)]-%[status]-%[res.ver]",
            "del-header server",
            "set-status 404 reason Gone-away")
        .run(stream);
    assertThat(formatted(stream, "%[status] %[res.hdr(x-cookie)] %[res.hdr_cnt(server)]"))
        .isEqualTo("404 1-200-1.1 0");
    assertThat(
            stream.response().text(stream.response().reasonStart(), stream.response().reasonEnd()))
        .isEqualTo("Gone-away");
  }

  @Test
  void changesMethodAndAddresses() {
    TestStream stream = TestStream.of(REQUEST);
    rules(
            RulesetKind.HTTP_REQUEST,
            "set-method PUT",
            "set-src str(192.0.2.1)",
            "set-src-port int(7)",
            "set-dst str(2001:db8::1)",
            "set-dst-port int(8)",
            "set-log-level silent",
            "strict-mode off")
        .run(stream);
    assertThat(formatted(stream, "%[method] %[src]:%[src_port] %[dst]:%[dst_port]"))
        .isEqualTo("PUT 192.0.2.1:7 2001:db8::1:8");
    assertThat(stream.logLevel).isEqualTo(-1);
    assertThat(stream.strict).isFalse();
  }

  @Test
  void aRewriteWithoutRoomFailsTheRequestUnlessNotStrict() {
    String longValue = "x".repeat(16000);
    Ruleset rules =
        rules(RulesetKind.HTTP_REQUEST, "set-header a " + longValue, "set-header b " + longValue);
    assertThat(rules.run(TestStream.of(REQUEST))).isSameAs(Verdict.REWRITE_FAILED);
    TestStream lenient = TestStream.of(REQUEST);
    lenient.strict = false;
    assertThat(rules.run(lenient)).isSameAs(Verdict.CONTINUE);
  }

  @Test
  void keepsCapturesShortenedToTheirSlot() {
    TestStream stream = TestStream.of(REQUEST);
    rules(RulesetKind.HTTP_REQUEST, "capture str(abcdefghijkl) len 8").run(stream);
    assertThat(stream.captures().get(false, 0, new ByteSlice())).hasToString("abcdefgh");
    assertThat(scope.captureLengths(false)).containsExactly(8);
    assertThat(formatted(stream, "%[capture.req.hdr(0)]")).isEqualTo("abcdefgh");
  }

  @Test
  void knowsTheUsersOfAList() {
    UserList list = new UserList("staff");
    list.addUser("ann", Password.clear("secret".getBytes(StandardCharsets.ISO_8859_1)), List.of());
    list.addGroup("admins", List.of("ann"));
    assertThat(list.finish()).isNull();
    scope.context().addUserList(list);
    Ruleset rules =
        rules(
            RulesetKind.HTTP_REQUEST,
            "auth unless { http_auth(staff) }",
            "deny unless { http_auth_group(staff) admins }");
    scope.context().finish(new Diagnostics());
    assertThat(rules.run(TestStream.of(REQUEST))).isInstanceOf(Verdict.Respond.class);
    assertThat(rules.run(authorized("ann:wrong"))).isInstanceOf(Verdict.Respond.class);
    assertThat(rules.run(authorized("ann:secret"))).isSameAs(Verdict.CONTINUE);
  }

  private static TestStream authorized(String credentials) {
    String encoded =
        Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.ISO_8859_1));
    return TestStream.of(
        "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Basic " + encoded + "\r\n\r\n");
  }

  @Test
  void refusesAUserListThatNobodyDeclares() {
    rules(RulesetKind.HTTP_REQUEST, "auth unless { http_auth(nobody) }");
    Diagnostics diagnostics = new Diagnostics();
    scope.context().finish(diagnostics);
    assertThat(diagnostics.failed()).isTrue();
    assertThat(diagnostics.all().getFirst().message()).contains("unable to find userlist 'nobody'");
  }

  @Test
  void refusesAFetchThatHasNothingToReadThere() {
    assertThatThrownBy(() -> rules(RulesetKind.HTTP_REQUEST, "set-var(txn.a) res.hdr(x)"))
        .isInstanceOf(DirectiveException.class)
        .hasMessageContaining(
            "extracts information from 'HTTP response headers', none of which is available here");
  }

  @Test
  void warnsOfAConditionThatCanNeverHold() {
    Arguments words = TestStream.words("if", "{", "status", "200", "}");
    new RuleParser(scope, Place.FRONTEND_HTTP_REQUEST).condition(words);
    assertThat(words.diagnostics().all()).hasSize(1);
    assertThat(words.diagnostics().all().getFirst().message())
        .contains("anonymous acl will never match because it uses keyword 'status'");
  }

  @Test
  void saysThatAKeywordOfHaproxysIsNotImplemented() {
    assertThatThrownBy(() -> rules(RulesetKind.HTTP_REQUEST, "track-sc0 src"))
        .hasMessageContaining("not implemented");
    assertThatThrownBy(() -> rules(RulesetKind.HTTP_REQUEST, "set-var(txn.a) sc0_http_req_rate"))
        .hasMessageContaining("not implemented");
    assertThatThrownBy(() -> rules(RulesetKind.HTTP_REQUEST, "set-var(txn.a) str(a),ip.fp"))
        .hasMessageContaining("not implemented");
  }

  @Test
  void choosesABackendByNameOrByFormat() {
    SwitchingRule fixed =
        RuleParser.useBackend(scope, TestStream.words("app", "if", "{", "path", "/a", "}"));
    assertThat(fixed.name()).isEqualTo("app");
    assertThat(fixed.applies(TestStream.of(REQUEST))).isTrue();
    SwitchingRule computed = RuleParser.useBackend(scope, TestStream.words("bk_%[req.hdr(host)]"));
    ByteBuilder name = new ByteBuilder(100);
    computed.appendName(TestStream.of(REQUEST), name);
    assertThat(name).hasToString("bk_h");
    assertThat(computed.name()).isNull();
  }

  @Test
  void aVariableThatPassesTheLimitIsNotSet() {
    VariableName name = scope.context().variable("txn.big");
    VariableStore parent = new VariableStore(200, null);
    VariableStore store = new VariableStore(0, parent);
    Sample sample = new Sample(1000);
    sample.string(new byte[100]);
    assertThat(store.set(name, sample)).isTrue();
    sample.string(new byte[150]);
    assertThat(store.set(name, sample)).isFalse();
    store.unset(name);
    sample.string(new byte[130]);
    assertThat(store.set(name, sample)).isTrue();
  }

  @Test
  void aLogLineMergesBlanksAndShowsADashForNothing() {
    ByteBuilder out = new ByteBuilder(1000);
    new RuleParser(scope, Place.LOG)
        .logFormat(
            LogFormat.Use.LOG,
            TestStream.words(
                "a   b %[var(txn.none)] %{+Q}[var(txn.none)] %{+E}[str(\"x]\")] 100%%"))
        .append(TestStream.of(REQUEST), out);
    assertThat(out).hasToString("a b - \"\" x\\] 100%");
  }

  @Test
  void everyWordIsOfTheLanguage() {
    RuleRegistry registry = StandardRules.registry();
    assertThat(registry.listing(KeywordClass.SAMPLE_FETCH))
        .allSatisfy(
            line -> {
              String name = line.replaceAll(".*\\] ([^(:]+).*", "$1");
              assertThat(Reference.entry(KeywordClass.SAMPLE_FETCH, name)).as(name).isNotNull();
            });
  }

  @Test
  void readsTheServerNameOfARealClientHelloOnceItIsWhole() throws Exception {
    byte[] hello = clientHello("shop.example.com");
    Ruleset rules =
        rules(
            RulesetKind.TCP_REQUEST_CONTENT,
            "set-var(txn.sni) req.ssl_sni",
            "accept if { req.ssl_hello_type 1 } { req.ssl_sni -i Shop.example.com }",
            "reject");
    TestStream stream = new TestStream().withBytes(Arrays.copyOf(hello, hello.length - 1));
    stream.place = Place.FRONTEND_TCP_REQUEST_CONTENT;
    stream.last = false;
    assertThat(rules.run(stream)).isSameAs(Verdict.WAIT);
    assertThat(rules.run(stream.withBytes(hello))).isSameAs(Verdict.ACCEPT);
    assertThat(formatted(stream, "%[var(txn.sni)] %[req.ssl_alpn]"))
        .isEqualTo("shop.example.com h2");
    assertThat(rules.run(stream.withBytes("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII))))
        .isSameAs(Verdict.REJECT);
  }

  private static byte[] clientHello(String serverName) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine(serverName, 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    engine.setSSLParameters(parameters);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }
}
