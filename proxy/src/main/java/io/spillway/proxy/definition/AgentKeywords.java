package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The words of {@code server} and {@code default-server} lines about a server's agent
 * (configuration manual, chapter 5.2).
 */
public final class AgentKeywords {
  /** Whether it is asked. */
  public static final Setting<Boolean> CHECK = Setting.inherited("agent-check", false);

  /** Where it is, where that is not the address of checks. */
  public static final Setting<Optional<Endpoint>> ADDRESS =
      Setting.inherited("agent-addr", Optional.empty());

  /** Its port; 0 where none is said. */
  public static final Setting<Integer> PORT = Setting.inherited("agent-port", 0);

  /** The time between two questions. */
  public static final Setting<Duration> INTERVAL =
      Setting.inherited("agent-inter", Duration.ofSeconds(2));

  /** What it is sent, bytes in characters; empty for nothing. */
  public static final Setting<String> QUESTION = Setting.inherited("agent-send", "");

  private static final int MAX_PORT = 65535;

  private AgentKeywords() {}

  static List<Keyword<ServerLine>> keywords() {
    return List.of(
        ServerKeywords.flag("agent-check", CHECK, true),
        ServerKeywords.flag("no-agent-check", CHECK, false),
        Keyword.works("agent-addr", AgentKeywords::readAddress),
        Keyword.works(
            "agent-port",
            (line, arguments) ->
                line.set(PORT, arguments.integer("a port number", 0, MAX_PORT), arguments)),
        ServerKeywords.delay(INTERVAL, false),
        Keyword.works(
            "agent-send",
            (line, arguments) -> line.set(QUESTION, arguments.text("a string"), arguments)));
  }

  private static void readAddress(ServerLine line, Arguments arguments) {
    Word word = arguments.word("an address");
    Endpoint endpoint = Addresses.check(word, line.section().loading().names(), arguments);
    if (!(endpoint instanceof Endpoint.Inet inet) || inet.port() != 0) {
      throw arguments.error(
          word,
          "'"
              + line.described()
              + "' : parsing agent-addr failed. Check if '"
              + word
              + "' is correct address: it has no port, which 'agent-port' tells.");
    }
    line.set(ADDRESS, Optional.of(endpoint), arguments);
  }

  /** Tells of an agent that cannot be asked, as it has no port. */
  static void verify(ServerLine line, Loading loading) {
    if (line.settings().get(CHECK) && line.settings().get(PORT) == 0) {
      loading
          .diagnostics()
          .alert(
              line.position(),
              "'" + line.described() + "' : 'agent-check' needs 'agent-port <port>'.");
    }
  }
}
