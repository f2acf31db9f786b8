package io.spillway.proxy.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.http.ErrorPage;
import io.spillway.net.Endpoint;
import io.spillway.proxy.ConnectionMode;
import io.spillway.proxy.FrontendAssembly;
import io.spillway.proxy.ReuseMode;
import io.spillway.proxy.check.CheckMatch;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.log.LogAddress;
import io.spillway.proxy.log.LogFraming;
import io.spillway.proxy.log.LogTargetDefinition;
import io.spillway.proxy.server.HealthPolicy;
import io.spillway.proxy.server.TierFailback;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.hash.HashFunction;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigurationLoaderTest {
  private static final String DEFAULTS =
      "defaults\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n";

  private static ProxyDefinition listen(String... lines) {
    return Configurations.load(
            DEFAULTS
                + "listen l\n bind 127.0.0.1:8080\n server s 127.0.0.1:80\n "
                + String.join("\n ", lines)
                + "\n")
        .proxy("l");
  }

  private static ServerDefinition server(String words) {
    return Configurations.load(DEFAULTS + "backend b\n server s " + words + "\n")
        .proxy("b")
        .servers()
        .getFirst();
  }

  @Test
  void whatRulesAddGetsHalfOfABufferAtMost() {
    Settings settings = global("tune.bufsize 4096\n tune.maxrewrite 4095");
    assertThat(Tuning.maxRewrite(settings)).isEqualTo(2048);
    assertThat(Tuning.maxRewrite(global("tune.maxrewrite 100"))).isEqualTo(100);
    assertThat(
            new FrontendAssembly(settings, 1)
                .make(listen(), 2, 10, List.of())
                .requestLimits()
                .maxBytes())
        .isEqualTo(2048);
  }

  private static Settings global(String line) {
    return Configurations.load("global\n " + line + "\n").valid().global().settings();
  }

  static List<Arguments> directives() {
    return List.of(
        value("timeout client 5s", Timeouts.CLIENT, Duration.ofSeconds(5)),
        value("timeout queue 500", Timeouts.QUEUE, Duration.ofMillis(500)),
        value("timeout tunnel 1h", Timeouts.TUNNEL, Duration.ofHours(1)),
        value("mode http", Mode.MODE, Mode.HTTP),
        value("maxconn 17", Limits.MAX_CONNECTIONS, 17),
        value("fullconn 18", Limits.FULL_CONNECTIONS, 18),
        value("rate-limit sessions 19", Limits.SESSION_RATE, 19),
        value("retries 7", RetryKeywords.RETRIES, 7),
        value("option redispatch", RetryKeywords.REDISPATCH, -1),
        value("option redispatch 2", RetryKeywords.REDISPATCH, 2),
        value("option dontlognull", Options.DONT_LOG_NULL, true),
        value("option httpclose", Options.CONNECTION_MODE, ConnectionMode.CLOSE),
        value("http-reuse always", ProxyKeywords.HTTP_REUSE, ReuseMode.ALWAYS),
        value("option tcpka", Options.SERVER_KEEP_ALIVE_PROBES, true),
        value("tier-failback manual", TierKeywords.FAILBACK, TierFailback.MANUAL),
        value("tier-failback after 5s", TierKeywords.FAILBACK, TierFailback.after(5000)),
        value(
            "balance leastconn", BalanceKeywords.BALANCE, new BalanceDefinition.LeastConnections()),
        value(
            "balance uri len 5 depth 2 whole",
            BalanceKeywords.BALANCE,
            new BalanceDefinition.Uri(true, false, 5, 2)),
        value(
            "balance url_param id check_post",
            BalanceKeywords.BALANCE,
            new BalanceDefinition.UrlParameter("id", true)),
        value("balance random(3)", BalanceKeywords.BALANCE, new BalanceDefinition.Random(3)),
        value(
            "balance rdp-cookie",
            BalanceKeywords.BALANCE,
            new BalanceDefinition.RdpCookie("mstshash")),
        value("monitor-uri /up", MonitorKeywords.URI, "/up"),
        value("stats uri /s", StatsKeywords.ENABLED, true),
        value("stats auth a:b", StatsKeywords.CREDENTIALS, List.of("a:b")),
        value("stats refresh 5", StatsKeywords.REFRESH, Duration.ofSeconds(5)),
        value("log-tag edge", LogKeywords.TAG, "edge"),
        value("id 44", ProxyKeywords.ID, 44),
        value(
            "option forwardfor header X-Client if-none",
            ForwardingKeywords.FORWARD_FOR,
            Optional.of(new ForwardedAddress("X-Client", true, null, 0))));
  }

  private static <T> Arguments value(String line, Setting<T> setting, T value) {
    return Arguments.of(line, setting, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("directives")
  void aDirectiveSetsItsValue(String line, Setting<?> setting, Object value) {
    assertThat((Object) listen("mode http", line).settings().get(setting)).isEqualTo(value);
  }

  static List<Arguments> serverWords() {
    return List.of(
        value("weight 30", ServerKeywords.WEIGHT, 30),
        value("maxconn 5", ServerKeywords.MAX_CONNECTIONS, 5),
        value("minconn 4", ServerKeywords.MIN_CONNECTIONS, 4),
        value("maxqueue 3", ServerKeywords.MAX_QUEUE, 3),
        value("backup", ServerKeywords.BACKUP, true),
        value("backup no-backup", ServerKeywords.BACKUP, false),
        value("tier 2", ServerKeywords.TIER, 2),
        value("slowstart 10s", ServerKeywords.SLOW_START, Duration.ofSeconds(10)),
        value("disabled", ServerKeywords.DISABLED, true),
        value("check", HealthKeywords.CHECK, true),
        value("inter 3s", HealthKeywords.INTERVAL, Duration.ofSeconds(3)),
        value("rise 4", HealthKeywords.RISE, 4),
        value("port 81", HealthKeywords.CHECK_PORT, 81),
        value("observe layer7", HealthKeywords.OBSERVE, HealthPolicy.Observe.LAYER7),
        value("on-error mark-down", HealthKeywords.ON_ERROR, HealthPolicy.OnError.MARK_DOWN),
        value("init-state down", HealthKeywords.INITIAL_STATE, HealthPolicy.InitialState.DOWN),
        value("on-marked-down shutdown-sessions", HealthKeywords.SHUTS_SESSIONS_WHEN_DOWN, true),
        value("pool-purge-delay 9s", ServerKeywords.POOL_PURGE_DELAY, Duration.ofSeconds(9)),
        value("max-reuse 8", ServerKeywords.MAX_REUSE, 8));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("serverWords")
  void aWordOfAServerLineSetsItsValue(String words, Setting<?> setting, Object value) {
    assertThat((Object) server("127.0.0.1:80 " + words).settings().get(setting)).isEqualTo(value);
  }

  static List<Arguments> globalLines() {
    return List.of(
        value("maxconn 100", GlobalKeywords.MAX_CONNECTIONS, 100),
        value("nbthread 3", GlobalKeywords.THREADS, 3),
        value("user nobody", GlobalKeywords.USER, "nobody"),
        value("hard-stop-after 30s", GlobalKeywords.HARD_STOP_AFTER, Duration.ofSeconds(30)),
        value("stats timeout 2m", GlobalKeywords.STATS_TIMEOUT, Duration.ofMinutes(2)),
        value("tune.bufsize 32768", Tuning.BUFFER_SIZE, 32768),
        value("spread-checks 5", GlobalKeywords.SPREAD_CHECKS, 5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("globalLines")
  void aLineOfTheGlobalSectionSetsItsValue(String line, Setting<?> setting, Object value) {
    assertThat((Object) global(line).get(setting)).isEqualTo(value);
  }

  @Test
  void aProxyStartsFromTheDefaultsBeforeIt() {
    String text =
        """
        defaults
          timeout connect 1s
          timeout server 1s
          retries 5
        backend a
          server s 127.0.0.1:80
        defaults
          timeout connect 2s
          timeout server 2s
        backend b
          server s 127.0.0.1:80
        """;
    Configurations.Loaded loaded = Configurations.load(text);
    assertThat(loaded.proxy("a").settings().get(RetryKeywords.RETRIES)).isEqualTo(5);
    assertThat(loaded.proxy("b").settings().get(RetryKeywords.RETRIES)).isEqualTo(3);
    assertThat(loaded.proxy("b").settings().get(Timeouts.CONNECT)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void namedDefaultsStartFromOthers() {
    String text =
        """
        defaults base
          timeout connect 1s
          timeout server 1s
          default-server inter 7s
        defaults web from base
          mode http
        defaults other
          retries 9
        backend b from web
          server s 127.0.0.1:80 check
        """;
    ProxyDefinition b = Configurations.load(text).proxy("b");
    assertThat(b.settings().get(Mode.MODE)).isEqualTo(Mode.HTTP);
    assertThat(b.settings().get(RetryKeywords.RETRIES)).isEqualTo(3);
    assertThat(b.servers().getFirst().settings().get(HealthKeywords.INTERVAL))
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void defaultServerHoldsForTheServersAfterIt() {
    String text =
        DEFAULTS
            + """
            backend b
              server a 127.0.0.1:80
              default-server weight 9 check
              server b 127.0.0.1:81
              server c 127.0.0.1:82 weight 3 no-check
            """;
    List<ServerDefinition> servers = Configurations.load(text).proxy("b").servers();
    assertThat(servers)
        .extracting(s -> s.settings().get(ServerKeywords.WEIGHT))
        .containsExactly(1, 9, 3);
    assertThat(servers)
        .extracting(s -> s.settings().get(HealthKeywords.CHECK))
        .containsExactly(false, true, false);
  }

  @Test
  void aTemplateBecomesServers() {
    String text = DEFAULTS + "backend b\n server-template w 2-4 192.0.2.1:80 weight 5\n";
    List<ServerDefinition> servers = Configurations.load(text).proxy("b").servers();
    assertThat(servers).extracting(ServerDefinition::name).containsExactly("w2", "w3", "w4");
    assertThat(servers).extracting(ServerDefinition::id).containsExactly(1, 2, 3);
    assertThat(servers).allMatch(s -> s.settings().get(ServerKeywords.WEIGHT) == 5);
  }

  @Test
  void serversWithoutAnIdGetTheNextFreeOne() {
    assertThat(ids("", "id 2", "")).containsExactly(1, 2, 3);
    assertThat(ids("", "id 2147483647", "", "id 5", "", ""))
        .containsExactly(1, 2147483647, 3, 5, 6, 7);
    assertThat(ids("id 2", "", "")).containsExactly(2, 3, 4);
  }

  private static List<Integer> ids(String... words) {
    StringBuilder text = new StringBuilder(DEFAULTS).append("backend b\n");
    for (int i = 0; i < words.length; i++) {
      text.append(" server s" + i + " 127.0.0.1:80 " + words[i] + "\n");
    }
    return Configurations.load(text.toString()).proxy("b").servers().stream()
        .map(ServerDefinition::id)
        .toList();
  }

  @Test
  void addressesOfServersAreUnderstood() throws Exception {
    assertThat(server("127.0.0.1:80").endpoint())
        .isEqualTo(
            new Endpoint.Inet(
                "127.0.0.1", InetAddress.getByName("127.0.0.1"), 80, Endpoint.Family.ANY));
    assertThat(server("/tmp/s").endpoint()).isEqualTo(new Endpoint.Unix("/tmp/s", false));
    assertThat(server("abns@s").endpoint()).isEqualTo(new Endpoint.Unix("s", true));
    ServerDefinition mapped = server("[::1]:-10");
    assertThat(mapped.portOffset()).isEqualTo(-10);
    assertThat(((Endpoint.Inet) mapped.endpoint()).port()).isZero();
    Endpoint.Inet named = (Endpoint.Inet) server("known.example:81").endpoint();
    assertThat(named.host()).isEqualTo("known.example");
    assertThat(named.address()).isEqualTo(InetAddress.getByName("192.0.2.7"));
  }

  @Test
  void aServerWithoutAnAddressWaitsForOneWhereItMay() {
    Endpoint.Inet none = (Endpoint.Inet) server("unknown.example:81 init-addr none").endpoint();
    assertThat(none.address()).isNull();
    Endpoint.Inet fixed =
        (Endpoint.Inet) server("unknown.example:81 init-addr libc,192.0.2.9").endpoint();
    assertThat(fixed.address()).isEqualTo(InetAddress.ofLiteral("192.0.2.9"));
  }

  @Test
  void addressesOfListenersAreExpanded() {
    String text = DEFAULTS + "frontend f\n bind :80-82,[::1]:90,/tmp/x,fd@7 name n\n";
    BindDefinition bind = Configurations.load(text).proxy("f").binds().getFirst();
    assertThat(bind.endpoints()).hasSize(6);
    assertThat(bind.endpoints().getFirst())
        .isEqualTo(new Endpoint.Inet("", null, 80, Endpoint.Family.IPV4));
    assertThat(bind.endpoints().get(4)).isEqualTo(new Endpoint.Unix("/tmp/x", false));
    assertThat(bind.endpoints().get(5)).isEqualTo(new Endpoint.Descriptor(7));
    assertThat(bind.settings().get(BindKeywords.NAME)).isEqualTo("n");
  }

  @Test
  void logLinesAreResolved() {
    String text =
        "global\n log 127.0.0.1 local0\n"
            + DEFAULTS
            + " log global\n log stdout format raw daemon\nfrontend f\n bind :80\n"
            + "frontend g\n bind :81\n no log\n log /dev/log local1 err\n";
    Configurations.Loaded loaded = Configurations.load(text);
    List<LogTargetDefinition> targets = loaded.proxy("f").settings().get(LogKeywords.TARGETS);
    assertThat(targets).hasSize(2);
    assertThat(targets.get(1).address()).isEqualTo(LogAddress.STDOUT);
    assertThat(loaded.proxy("g").settings().get(LogKeywords.TARGETS))
        .extracting(LogTargetDefinition::address)
        .containsExactly(new LogAddress.UnixDatagram("/dev/log"));
  }

  @Test
  void rulesOfNamedDefaultsComeFirst() {
    String text =
        """
        defaults d
          mode http
          timeout client 1s
          http-request deny if { path /a }
        frontend f from d
          bind :80
          http-request deny if { path /b }
        """;
    assertThat(
            Configurations.load(text)
                .proxy("f")
                .settings()
                .get(RuleKeywords.rules(RulesetKind.HTTP_REQUEST)))
        .extracting(rule -> rule.position().line())
        .containsExactly(4, 7);
  }

  @Test
  void aCheckIsPutTogetherFromItsLines() {
    CheckScript script =
        listen(
                "option httpchk GET /up",
                "http-check send ver HTTP/1.1 hdr Host h",
                "http-check expect status 200-204,302",
                "http-check disable-on-404")
            .settings()
            .get(CheckKeywords.SCRIPT);
    assertThat(script.kind()).isEqualTo(CheckScript.Kind.HTTP);
    assertThat(script.disablesOn404()).isTrue();
    assertThat(script.steps()).hasSize(3);
    CheckStep.SendRequest send = (CheckStep.SendRequest) script.steps().get(1);
    assertThat(send.method()).isEqualTo("GET");
    assertThat(send.version()).isEqualTo("HTTP/1.1");
    CheckStep.Expect expect = (CheckStep.Expect) script.steps().get(2);
    assertThat(expect.match())
        .isEqualTo(
            new CheckMatch.Status(
                List.of(new CheckMatch.Range(200, 204), new CheckMatch.Range(302, 302))));
  }

  @Test
  void hashesAreDefined() {
    Settings settings = listen("hash-type consistent djb2 avalanche").settings();
    assertThat(settings.get(BalanceKeywords.HASH_TYPE).function()).isEqualTo(HashFunction.DJB2);
    assertThat(settings.get(BalanceKeywords.HASH_TYPE).isConsistent()).isTrue();
    assertThat(settings.get(BalanceKeywords.HASH_TYPE).isAvalanched()).isTrue();
  }

  @Test
  void errorPagesComeFromFilesAndGroups(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("503.http"), "HTTP/1.0 503 Gone away\r\n\r\nbody");
    Files.writeString(directory.resolve("404.http"), "HTTP/1.0 404 Nowhere\r\n\r\nbody");
    String text =
        DEFAULTS
            + "http-errors mine\n errorfile 404 404.http\nfrontend f\n mode http\n bind :80\n"
            + " errorfile 503 503.http\n errorfiles mine\n errorloc 400 http://x/\n";
    Map<Integer, ErrorPage> pages =
        Configurations.load(text, directory).proxy("f").settings().get(ErrorFiles.PAGES);
    assertThat(pages).containsOnlyKeys(503, 404, 400);
    assertThat(pages.get(400).status()).isEqualTo(302);
  }

  @Test
  void aHashOfHttpInModeTcpBecomesRoundRobin() {
    Configurations.Loaded loaded =
        Configurations.load(DEFAULTS + "backend b\n balance uri\n server s 127.0.0.1:80\n");
    assertThat(loaded.proxy("b").settings().get(BalanceKeywords.BALANCE))
        .isEqualTo(BalanceDefinition.ROUND_ROBIN);
    assertThat(loaded.messages()).singleElement().asString().startsWith("WARNING 6 Layer 7 hash");
  }

  @Test
  void linesWithTheHostNameHaveAFramingThatTellsIt() {
    String text =
        "global\n log-send-hostname\n log 127.0.0.1 local0\n log 127.0.0.2 format raw local0\n"
            + DEFAULTS
            + " log global\nfrontend f\n bind :80\n";
    assertThat(Configurations.load(text).proxy("f").settings().get(LogKeywords.TARGETS))
        .extracting(LogTargetDefinition::framing)
        .containsExactly(LogFraming.RFC3164, LogFraming.RAW);
  }

  @Test
  void aServerSaysWhichTierItIsIn() {
    String text =
        DEFAULTS
            + """
            backend b
              tier-failback after 30s
              server a1 127.0.0.1:80 check
              server b1 127.0.0.1:81 check tier 2
              server b2 127.0.0.1:82 check tier 0
            """;
    assertThat(Configurations.load(text).messages())
        .singleElement()
        .asString()
        .isEqualTo("ALERT 9 'tier': 0 is out of range (expected: 1 to 2147483647).");
  }

  @Test
  void allErrorsAreToldInOnePass() {
    String text =
        """
        global
          nbthread 0
        frontend f
          bind nowhere
          timeout client 5x
        backend b
          balance foo
          server s
        """;
    assertThat(Configurations.load(text).messages())
        .extracting(message -> message.replaceAll("^(\\w+ \\d+) .*", "$1"))
        .containsExactly("ALERT 2", "ALERT 4", "ALERT 5", "ALERT 7", "ALERT 8");
  }

  @Test
  void aKeywordOfHaproxysThatIsNotImplementedIsRefused() {
    String text =
        DEFAULTS + "backend b\n filter spoe engine x\n server s 127.0.0.1:80 strict-maxconn\n";
    assertThat(Configurations.load(text).messages())
        .hasSize(2)
        .allMatch(message -> message.contains("not implemented in Spillway"));
  }

  @Test
  void theCatalogKnowsWhatBecomesOfEachKeyword() {
    KeywordCatalog catalog = new KeywordCatalog();
    ConfigurationLoader.register(catalog);
    assertThat(catalog.stateOf(KeywordClass.PROXY, "timeout client")).isEqualTo(KeywordState.WORKS);
    assertThat(catalog.stateOf(KeywordClass.GLOBAL, "noepoll"))
        .isInstanceOf(KeywordState.Accepted.class);
    assertThat(catalog.stateOf(KeywordClass.SERVER, "strict-maxconn"))
        .isEqualTo(KeywordState.NOT_IMPLEMENTED);
    assertThat(catalog.stateOf(KeywordClass.GLOBAL, "lua-load"))
        .isEqualTo(KeywordState.refused("there is no Lua interpreter in Spillway"));
  }

  @Test
  void wordsThatBeginOthersOrThatHaproxyRefusesAreNotCalledNotImplemented() {
    KeywordCatalog catalog = new KeywordCatalog();
    ConfigurationLoader.register(catalog);
    for (String family : List.of("timeout", "rate-limit", "tcp-request", "tcp-response")) {
      assertThat(catalog.stateOf(KeywordClass.PROXY, family))
          .as(family)
          .isEqualTo(KeywordState.WORKS);
    }
    assertThat(catalog.stateOf(KeywordClass.GLOBAL, "stats")).isEqualTo(KeywordState.WORKS);
    for (String old : List.of("clitimeout", "contimeout", "srvtimeout")) {
      assertThat(catalog.stateOf(KeywordClass.PROXY, old))
          .as(old)
          .isEqualTo(KeywordState.refused("HAProxy has refused it since 2.1"));
    }
    assertThat(catalog.stateOf(KeywordClass.GLOBAL, "nbproc"))
        .isEqualTo(KeywordState.refused("HAProxy has refused it since 2.5"));
  }

  @Test
  void aKeywordThatIsRefusedForAReasonTellsIt() {
    assertThat(Configurations.load("global\n  lua-load x.lua\n").messages())
        .singleElement()
        .asString()
        .contains("'lua-load' is not supported here, because there is no Lua interpreter");
  }
}
