package io.spillway.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.SampleProcess;
import io.spillway.ops.runtime.OperatorServices;
import io.spillway.proxy.server.Server;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BoardTest {
  private final SampleProcess process = new SampleProcess(8080);
  private final Board board = new Board(process);

  private JsonNode ask(String epoch, long version) {
    return new JsonMapper()
        .readTree(board.changes(epoch, version, OperatorServices.NONE, Journal.NONE));
  }

  private Server server(String name) {
    return process.proxies().stream()
        .filter(proxy -> proxy.name().equals("b"))
        .flatMap(proxy -> Objects.requireNonNull(proxy.backend()).servers().stream())
        .filter(server -> server.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static List<String> names(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.get("kind").asString() + " " + row.get("name").asString())
        .toList();
  }

  @Test
  void whoKnowsNothingIsToldAll() {
    JsonNode all = ask("", 0);
    assertThat(all.get("full").asBoolean()).isTrue();
    assertThat(names(all.get("rows")))
        .containsExactly(
            "frontend f",
            "backend b",
            "server s1",
            "server s2",
            "server s3",
            "server s4",
            "frontend l",
            "backend l",
            "server x");
    assertThat(all.get("live")).hasSize(9);
    assertThat(all.get("facilities").isNull()).isTrue();
    assertThat(all.get("alerts").isNull()).isTrue();
    assertThat(all.get("process").get("node").asString()).isEqualTo("node1");
  }

  @Test
  void aServerSaysHowItIsAndWhy() {
    JsonNode live = ask("", 0).get("live");
    assertThat(live.get(2).get(1).asString()).isEqualTo("up");
    assertThat(live.get(2).get(3).asString()).isEqualTo("Layer4 check passed");
    assertThat(live.get(3).get(1).asString()).isEqualTo("down");
    assertThat(live.get(3).get(3).asString())
        .isEqualTo("Layer4 connection problem: Connection refused");
    assertThat(live.get(4).get(1).asString()).isEqualTo("maint");
    assertThat(live.get(4).get(3).asString()).isEqualTo("disabled in the configuration");
    assertThat(live.get(5).get(1).asString()).isEqualTo("unchecked");
  }

  @Test
  void whoKnowsAVersionIsToldWhatChangedSince() {
    JsonNode all = ask("", 0);
    server("s4").state().drain();
    JsonNode changed = changesAfter(all);
    assertThat(changed.get("full").asBoolean()).isFalse();
    assertThat(changed.get("rows")).isEmpty();
    assertThat(changed.get("live")).as("the backend, and the server").hasSize(2);
    assertThat(changed.get("live").get(0).get(0).asInt()).isEqualTo(1);
    JsonNode drained = changed.get("live").get(1);
    assertThat(drained.get(0).asInt()).isEqualTo(5);
    assertThat(drained.get(1).asString()).isEqualTo("drain");
    assertThat(drained.get(3).asString()).isEqualTo("drained by an operator");
    assertThat(ask(changed.get("epoch").asString(), changed.get("version").asLong()).get("live"))
        .isEmpty();
  }

  /** Asks until something has changed: a board is looked at anew twice a second. */
  private JsonNode changesAfter(JsonNode known) {
    JsonNode answer = known;
    while (answer.get("live").isEmpty() || answer == known) {
      assertThat(Thread.interrupted()).isFalse();
      LockSupport.parkNanos(20_000_000);
      answer = ask(known.get("epoch").asString(), known.get("version").asLong());
    }
    return answer;
  }

  @Test
  void whoKnowsAnotherBoardIsToldAll() {
    JsonNode first = ask("", 0);
    JsonNode other = ask("0000", first.get("version").asLong());
    assertThat(other.get("full").asBoolean()).isTrue();
    assertThat(other.get("rows")).hasSize(9);
  }
}
