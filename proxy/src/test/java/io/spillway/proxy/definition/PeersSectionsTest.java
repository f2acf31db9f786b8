package io.spillway.proxy.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.Endpoint;
import io.spillway.proxy.peer.PeersDefinition;
import io.spillway.proxy.peer.PeersRegistry;
import io.spillway.proxy.table.StickTables;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code peers} sections say, and what is wrong with them. */
class PeersSectionsTest {
  private static final String GLOBAL = "global\n localpeer a\n";

  private static List<PeersDefinition> sections(String text) {
    return List.copyOf(
        PeersRegistry.of(Configurations.load(GLOBAL + text).valid().rules()).sections());
  }

  private static int port(Endpoint endpoint) {
    return ((Endpoint.Inet) endpoint).port();
  }

  @Test
  void theLocalPeersLineSaysWhereToListen() {
    PeersDefinition section =
        sections(
                """
                peers p
                  shards 3
                  peer a 127.0.0.1:7001
                  peer b 127.0.0.1:7002 shard 2
                  server c 127.0.0.1:7003
                """)
            .getFirst();
    assertThat(section.localName()).isEqualTo("a");
    assertThat(port(section.listeners().getFirst().endpoint())).isEqualTo(7001);
    assertThat(section.peers()).extracting("name").containsExactly("b", "c");
    assertThat(section.peers()).extracting("shard").containsExactly(2, 0);
    assertThat(section.shards()).isEqualTo(3);
    assertThat(Objects.requireNonNull(section.local()).name()).isEqualTo("a");
  }

  @Test
  void aBindLineSaysItWhereServersAreWritten() {
    PeersDefinition section =
        sections("peers p\n bind 127.0.0.1:7001\n server a\n server b 127.0.0.1:7002\n").getFirst();
    assertThat(port(section.listeners().getFirst().endpoint())).isEqualTo(7001);
    assertThat(section.peers()).extracting("name").containsExactly("b");
  }

  @Test
  void tablesOfASectionAreNamedByIt() {
    Configurations.Loaded loaded =
        Configurations.load(
            GLOBAL
                + """
                peers p
                  peer a 127.0.0.1:7001
                  table t type ip size 1k store gpc0
                backend b
                  stick-table type ip size 1k store gpc0 peers p write-to p/t recv-only
                """);
    StickTables tables = StickTables.of(loaded.valid().rules());
    assertThat(Objects.requireNonNull(tables.table("p/t")).definition().replication().networkName())
        .isEqualTo("/t");
    assertThat(Objects.requireNonNull(tables.table("b")).definition().toString())
        .isEqualTo("type ip size 1024 recv-only peers p write-to p/t store gpc0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peers p; peer a :1; disabled",
        "peers p; peer b 127.0.0.1:1",
      })
  void aSectionThatIsDisabledOrLacksThisProcessIsNotInForce(String lines) {
    assertThat(
            sections(
                lines.replace("; ", "\n ") + "\nbackend b\n stick-table type ip size 1k peers p\n"))
        .isEmpty();
  }

  /** The first four are HAProxy 2.6's own words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peers | missing name for peers section.",
        "peers p; peer a :1; nothing; backend b; stick-table type ip size 1k peers q "
            + "| unable to find sync peers 'q'.",
        "peers p; bind :1; bind :2 "
            + "| One listener per \"peers\" section is authorized but another is already configured",
        "peers p; bind :1; peer a :2 | mixing \"peer\" and \"bind\" line is forbidden",
        "peers p; peer a :1; peer a :1 | local peer name already referenced at",
        "peers p; peer b | expects <name> and <addr>[:<port>] as arguments.",
        "peers p; peer b 127.0.0.1 | missing port number in peer address '127.0.0.1'.",
        "peers p; peer a :1; server b 127.0.0.1:2 shard 3 | shard 3 is out of range",
        "peers p; peer a :1; table t type ip | stick-table: missing size.",
        "peers p; peer a :1; backend b; stick-table type ip size 1 write-to b "
            + "| a table cannot write to itself.",
        "peers p; peer a :1; backend b; stick-table type ip size 1 write-to c "
            + "| write-to: unable to find table 'c'.",
      })
  void whatIsWrongIsTold(String lines, String message) {
    String text = GLOBAL + lines.replace("; nothing", "").replaceAll("; ?", "\n ") + "\n";
    Configurations.Loaded loaded =
        Configurations.load(text.replace("\n backend", "\nbackend").replace("\n peers", "\npeers"));
    assertThat(loaded.diagnostics().failed()).isTrue();
    assertThat(loaded.diagnostics().all().toString()).contains(message);
  }

  @Test
  void localpeerBehindASectionHasNoEffect() {
    Configurations.Loaded loaded =
        Configurations.load("peers p\n peer test :7001\nglobal\n localpeer a\n");
    assertThat(loaded.diagnostics().all().toString())
        .contains("'localpeer' ignored since it is used after 'peers' section.");
    assertThat(PeersRegistry.of(loaded.valid().rules()).sections())
        .extracting(PeersDefinition::localName)
        .containsExactly("test");
  }
}
