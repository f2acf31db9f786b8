package io.spillway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the dashboard tells, whom, and what it lets whom do. */
class DashboardProgramTest {
  private static final String DRAIN = "action=server-state&backend=shop&server=second&value=drain";

  @TempDir private Path directory;
  private Watched watched;

  @BeforeEach
  void start() throws Exception {
    watched =
        new Watched(
            directory,
            """
            alerts
              state-directory %s
              route to log
              channel log script /bin/true
            """
                .formatted(directory.resolve("alerts")));
  }

  @AfterEach
  void stop() throws Exception {
    watched.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state.json", "history.json", "role.json", "dashboard.js", "act"})
  void withoutAPasswordNothingIsTold(String file) throws Exception {
    HttpResponse<String> answer = watched.get("", file);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic realm="));
    assertThat(answer.body()).doesNotContain("shop");
  }

  @Test
  void thePageLoadsNothingFromElsewhereAndNoOtherPageMayFrameIt() throws Exception {
    HttpResponse<String> page = watched.get("victor", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("http://", "https://", "<style", " style=", "onclick");
    assertThat(watched.get("victor", "/dashboard").statusCode()).isEqualTo(308);
    assertThat(watched.get("victor", "/dashboard").headers().firstValue("location"))
        .hasValue("./dashboard/");
  }

  @Test
  void theStateTellsOfEverythingAndThenOfWhatChanged() throws Exception {
    watched.launched().await(() -> watched.is("first", "up") && watched.is("second", "up"));
    JsonNode all = watched.json("victor", "state.json");
    assertThat(all.get("rows").get(0).get("backends").toString()).isEqualTo("[\"shop\"]");
    assertThat(watched.server("first").get(4).asInt()).as("serves").isEqualTo(1);
    assertThat(watched.server("second").get(4).asInt()).as("serves").isZero();

    watched.stopFirst();
    watched.launched().await(() -> watched.is("first", "down"));
    String reason = "Layer4 connection problem: Connection refused";
    watched.launched().await(() -> watched.server("first").get(3).asString().equals(reason));
    JsonNode changed = watched.json("victor", known(all));
    assertThat(changed.get("full").asBoolean()).isFalse();
    assertThat(changed.get("rows")).isEmpty();
    assertThat(changed.get("live")).hasSizeLessThan(all.get("live").size());
    assertThat(watched.server("second").get(4).asInt()).as("serves").isEqualTo(1);
    watched.launched().await(() -> events().contains("\"server-down\""));
    watched.launched().await(() -> problems().contains("shop/first"));
  }

  @Test
  void aLongAnswerIsCompressedForThoseWhoTakeThat() throws Exception {
    byte[] packed =
        watched.bytes("victor", "state.json", "accept-encoding", "gzip, deflate, br").body();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("{\"epoch\":")
          .contains("\"name\":\"spare\"");
    }
  }

  private static String known(JsonNode state) {
    return "state.json?epoch="
        + state.get("epoch").asString()
        + "&version="
        + state.get("version").asLong();
  }

  private String events() {
    return watched.json("victor", "state.json").get("events").toString();
  }

  private String problems() {
    return watched.json("victor", "state.json").get("alerts").toString();
  }

  @Test
  void numbersOfTheLastHourAreKept() throws Exception {
    for (int i = 0; i < 20; i++) {
      watched.request();
    }
    watched.launched().await(() -> !points().isEmpty());
    JsonNode hour = watched.json("victor", "history.json?of=backend+shop&span=hour");
    assertThat(hour.get("points").asInt()).isEqualTo(360);
    assertThat(hour.get("requests").get(0).asDouble()).isPositive();
    assertThat(watched.get("victor", "history.json?of=backend+nosuch").statusCode()).isEqualTo(404);
  }

  private JsonNode points() {
    return watched.json("victor", "history.json?of=backend+shop").get("requests");
  }

  @Test
  void whatAnAdministratorDoesIsDoneAndWrittenDown() throws Exception {
    HttpResponse<String> answer = watched.act("alice", DRAIN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    watched.launched().await(() -> watched.is("second", "drain"));
    assertThat(watched.server("second").get(3).asString()).startsWith("drained by an operator");
    String told = "alice from 127.0.0.1: set server shop/second state drain";
    watched.launched().awaitOutput("Dashboard: " + told);
    watched.launched().await(() -> events().contains(told));
    assertThat(events()).contains("\"operator-action\"");

    assertThat(
            watched
                .act("alice", "action=server-weight&backend=shop&server=first&value=42")
                .statusCode())
        .isEqualTo(200);
    watched.launched().await(() -> watched.server("first").get(5).asInt() == 42);
    HttpResponse<String> wrong =
        watched.act("alice", "action=server-weight&backend=shop&server=first&value=4000");
    assertThat(wrong.statusCode()).isEqualTo(409);
    assertThat(wrong.body()).contains("between 0 and 256");
    watched.launched().awaitOutput("alice from 127.0.0.1 had no success: set server shop/first");
  }

  @Test
  void rolesDecideWhoMayDoWhat() throws Exception {
    assertThat(watched.json("victor", "role.json").get("level").asString()).isEqualTo("user");
    assertThat(watched.json("olga", "role.json").get("level").asString()).isEqualTo("operator");
    assertThat(watched.json("alice", "role.json").get("level").asString()).isEqualTo("admin");

    assertThat(watched.act("victor", DRAIN).statusCode()).isEqualTo(403);
    HttpResponse<String> olgas = watched.act("olga", DRAIN);
    assertThat(olgas.statusCode()).isEqualTo(403);
    assertThat(olgas.body()).contains("needs the role admin, yours is operator");
    watched.launched().awaitOutput("olga from 127.0.0.1 may not: set server shop/second");
    assertThat(watched.is("second", "drain")).isFalse();

    String silence = "action=silence&value=1h&proxy=shop&reason=we+know";
    assertThat(watched.act("victor", silence).statusCode()).isEqualTo(403);
    watched.launched().await(() -> watched.json("olga", "state.json").get("alerts").isObject());
    HttpResponse<String> done = watched.act("olga", silence);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    watched.launched().await(() -> problems().contains("we know"));
    assertThat(watched.act("olga", "action=unsilence&value=1").statusCode()).isEqualTo(200);
  }

  @Test
  void requestsAreFollowedByThoseWhoMay() throws Exception {
    watched.launched().await(() -> watched.is("first", "up"));
    assertThat(watched.get("victor", "requests.json").statusCode()).isEqualTo(403);
    assertThat(watched.json("olga", "requests.json?after=0").get("requests")).isEmpty();
    watched.request();
    watched
        .launched()
        .await(() -> !watched.json("olga", "requests.json?after=0").get("requests").isEmpty());
    JsonNode answer = watched.json("olga", "requests.json?after=0");
    JsonNode request = answer.get("requests").get(0);
    assertThat(request.get("request").asString()).isEqualTo("GET /");
    assertThat(request.get("frontend").asString()).isEqualTo("web");
    assertThat(request.get("backend").asString()).isEqualTo("shop");
    assertThat(request.get("server").asString()).isEqualTo("first");
    assertThat(request.get("status").asInt()).isEqualTo(200);
    assertThat(request.get("termination").asString()).isEqualTo("--");
    assertThat(request.get("client").asString()).isEqualTo("127.0.0.1");
    String known = "requests.json?after=" + answer.get("last").asLong();
    assertThat(watched.json("olga", known).get("requests")).isEmpty();
  }

  @Test
  void whereNobodyIsKnownEverybodyMayLookAndNobodyMayChange() throws Exception {
    assertThat(watched.json("", watched.openPage() + "state.json").get("rows")).isNotEmpty();
    JsonNode role = watched.json("", watched.openPage() + "role.json");
    assertThat(role.get("level").asString()).isEqualTo("user");
    assertThat(role.get("token").asString()).isEmpty();
    HttpResponse<String> answer = watched.act(watched.openPage(), "alice", DRAIN, "");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(watched.is("second", "drain")).isFalse();
  }

  @Test
  void aForgedRequestChangesNothing() throws Exception {
    String token = watched.json("alice", "role.json").get("token").asString();
    String others = watched.json("olga", "role.json").get("token").asString();
    assertThat(watched.act("", DRAIN, token).statusCode()).isEqualTo(401);
    assertThat(watched.act("alice", DRAIN, "").statusCode()).isEqualTo(403);
    assertThat(watched.act("alice", DRAIN, others).statusCode()).isEqualTo(403);
    assertThat(watched.act("alice", DRAIN, token, "origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(watched.act("alice", DRAIN, token, "sec-fetch-site", "cross-site").statusCode())
        .isEqualTo(403);
    watched
        .launched()
        .awaitOutput("alice from 127.0.0.1 was refused: the request did not come from the");
    assertThat(watched.get("alice", "act?" + DRAIN).statusCode()).isEqualTo(405);
    assertThat(watched.act("alice", "action=show", token).statusCode()).isEqualTo(400);
    assertThat(watched.is("second", "drain")).isFalse();

    String own = watched.page().getScheme() + "://" + watched.page().getAuthority();
    assertThat(watched.act("alice", DRAIN, token, "origin", own).statusCode()).isEqualTo(200);
    assertThat(watched.is("second", "drain")).isTrue();
  }
}
