package io.spillway.ops.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.http.RequestHead;
import io.spillway.ops.SampleProcess;
import io.spillway.proxy.server.Server;
import io.spillway.rules.Condition;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleScope;
import io.spillway.rules.Ruleset;
import io.spillway.rules.StandardRules;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatsServiceTest {
  private final SampleProcess process = new SampleProcess(8080);

  private static StatsSettings settings(List<String> credentials) {
    return settings(credentials, List.of());
  }

  private static StatsSettings settings(List<String> credentials, List<Condition> admin) {
    return new StatsSettings(
        "/st",
        credentials,
        "My Realm",
        Ruleset.EMPTY,
        admin,
        5,
        false,
        List.of(),
        "hello",
        true,
        "node1",
        "f");
  }

  private String answer(StatsSettings settings, String request) {
    RequestHead head = new RequestHead();
    head.parse(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1));
    StatsService service = new StatsService(settings, process);
    assertThat(service.accepts(head)).isTrue();
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    Evaluation evaluation = new Request(head, new Sample(1024));
    return new String(
        service.prepare(evaluation, new ByteSlice().set(bytes, 0, bytes.length)).bytes(),
        StandardCharsets.UTF_8);
  }

  private record Request(RequestHead head, Sample sample) implements Evaluation {
    @Override
    public RequestHead request() {
      return head;
    }

    @Override
    public Place place() {
      return Place.values()[0];
    }

    @Override
    public long wallClockMicros() {
      return 0;
    }
  }

  @Test
  void withoutCredentialsHaproxysAnswerIsGiven() {
    assertThat(answer(settings(List.of("u:p")), "GET /st HTTP/1.1\r\nHost: x\r\n\r\n"))
        .isEqualTo(
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: 112\r\ncache-control: no-cache\r\n"
                + "content-type: text/html\r\nwww-authenticate: Basic realm=\"My Realm\"\r\n\r\n"
                + "<html><body><h1>401 Unauthorized</h1>\n"
                + "You need a valid user and password to access this content.\n"
                + "</body></html>\n");
  }

  @Test
  void thePageShowsEveryProxyAndServer() {
    String page =
        answer(
            settings(List.of("u:p")),
            "GET /st HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dTpw\r\n\r\n");
    assertThat(page)
        .startsWith("HTTP/1.1 200 OK\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n")
        .contains(
            "refresh: 5\r\n",
            "on node1: hello",
            ">s1<",
            ">s4<",
            "the front &lt;door&gt;",
            "Backend",
            "127.0.0.1:8080")
        .contains(
            "class=\"maintenance\"><td class=\"name\" title=\"127.0.0.1:1, id: 3, cookie: &#39;own&#39;\">s3<");
    int body = page.indexOf("\r\n\r\n") + 4;
    assertThat(page)
        .contains(
            "content-length: " + page.substring(body).getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void theNumbersComeAsCsvToo() {
    assertThat(answer(settings(List.of()), "GET /st;csv;norefresh HTTP/1.1\r\nHost: x\r\n\r\n"))
        .contains("content-type: text/plain\r\n", "# pxname,svname,", "\nb,s1,")
        .doesNotContain("refresh: ");
  }

  @Test
  void scopeAndUpLeaveRowsOut() {
    assertThat(answer(settings(List.of()), "GET /st;csv;up?scope=b HTTP/1.1\r\nHost: x\r\n\r\n"))
        .contains("\nb,s1,")
        .doesNotContain("\nb,s2,", "\nb,s3,", "\nf,", "\nl,");
  }

  @Test
  void actionsOfThoseWhoAreNoAdministratorsAreDenied() {
    String form = "s=s4&action=maint&b=b";
    String request =
        "POST /st HTTP/1.1\r\nHost: x\r\nContent-Length: " + form.length() + "\r\n\r\n" + form;
    assertThat(answer(settings(List.of()), request)).contains("location: /st;st=DENY\r\n");
    assertThat(s4().state().isInMaintenance()).isFalse();
  }

  private static Condition always() {
    RuleContext context =
        new RuleContext(
            StandardRules.registry(),
            new RuleContext.Surroundings(() -> 0, Map.of(), "test", Path.of("/"), 1));
    Directive directive =
        new Directive(
            Stream.of("stats", "admin", "if", "TRUE")
                .map(word -> new Word(word, SourcePosition.BUILT_IN))
                .toList());
    Arguments arguments =
        new Arguments(directive, 2, "stats admin", Arguments.Polarity.SET, new Diagnostics());
    return new RuleParser(new RuleScope(context, "f", true, false), Place.values())
        .condition(arguments);
  }

  @Test
  void anAdministratorsFormIsCarriedOut() {
    String form = "s=s4&action=maint&b=%233";
    String request =
        "POST /st;norefresh HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form;
    StatsSettings settings = settings(List.of(), List.of(always()));
    assertThat(answer(settings, request))
        .isEqualTo(
            "HTTP/1.1 303 See Other\r\ncache-control: no-cache\r\ncontent-type: text/plain\r\n"
                + "content-length: 0\r\nlocation: /st;st=DONE;norefresh\r\n\r\n");
    assertThat(s4().state().isInMaintenance()).isTrue();
    assertThat(answer(settings, "GET /st;st=DONE HTTP/1.1\r\nHost: x\r\n\r\n"))
        .contains("Action processed successfully.", "<option value=\"maint\">");
  }

  private Server s4() {
    return process.proxies().get(1).backend().servers().get(3);
  }
}
