package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.WrittenAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code server}, {@code default-server} and {@code server-template} (configuration manual, 4.2).
 */
final class ServerLines {
  private static final class Table {
    private static final KeywordTable<ServerLine> WORDS = words();
  }

  private ServerLines() {}

  private static KeywordTable<ServerLine> words() {
    KeywordTable<ServerLine> table = new KeywordTable<>(KeywordClass.SERVER, "'server' line");
    table.addAll(ServerKeywords.keywords());
    table.addAll(ResolutionKeywords.keywords());
    table.addAll(HealthKeywords.keywords());
    table.addAll(AgentKeywords.keywords());
    table.addAll(ProxyHeaderKeywords.keywords());
    table.addAll(ServerHttpKeywords.words());
    table.addAll(ServerTls.words());
    table.addWithParameter(ProxyHeaderKeywords.field());
    return table;
  }

  /** The words that may stand on such lines. */
  static KeywordTable<ServerLine> table() {
    return Table.WORDS;
  }

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("server", ServerLines::readServer),
        Keyword.works("default-server", ServerLines::readDefaults),
        Keyword.works("server-template", ServerLines::readTemplate));
  }

  private static void readDefaults(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "default-server", arguments)) {
      return;
    }
    table().readAll(section.serverDefaults(), arguments);
  }

  private static void refuse(ProxySection section, String keyword, Arguments arguments) {
    section.refuseInDefaults(keyword, arguments);
    if (!section.has(Capability.BACKEND)) {
      throw arguments.error(
          "'"
              + keyword
              + "' not allowed because "
              + section.described()
              + " has no backend capability.");
    }
  }

  private static void readServer(ProxySection section, Arguments arguments) {
    refuse(section, "server", arguments);
    SourcePosition position = arguments.position();
    if (arguments.directive().words().size() < 3) {
      throw arguments.error("'server' expects <name> and <addr>[:<port>] as arguments.");
    }
    Word name = arguments.word("a name");
    checkName(name, arguments);
    WrittenAddress address = Addresses.server(arguments.word("an address"), arguments);
    ServerLine line = section.serverDefaults().server(name.text(), position);
    line.locate(Addresses.endpoint(address), offset(address));
    table().readAll(line, arguments);
    section.servers().add(line);
  }

  private static int offset(WrittenAddress address) {
    return address.port() == WrittenAddress.PortForm.OFFSET ? address.firstPort() : 0;
  }

  private static void readTemplate(ProxySection section, Arguments arguments) {
    refuse(section, "server-template", arguments);
    if (arguments.directive().words().size() < 4) {
      throw arguments.error(
          "'server-template' expects <prefix> <nb | range> <addr>[:<port>] as arguments.");
    }
    SourcePosition position = arguments.position();
    Word prefix = arguments.word("a prefix");
    checkName(prefix, arguments);
    Word range = arguments.word("a number or range");
    int dash = range.text().indexOf('-');
    int first = 1;
    int last;
    try {
      last = Integer.parseInt(range.text().substring(dash + 1));
      first = dash < 0 ? 1 : Integer.parseInt(range.text().substring(0, dash));
    } catch (NumberFormatException e) {
      last = 0;
    }
    if (last < first || first < 0 || last == 0) {
      throw arguments.error(range, "Wrong server-template number or range arg '" + range + "'.");
    }
    WrittenAddress address = Addresses.server(arguments.word("an address"), arguments);
    ServerLine line = section.serverDefaults().server(prefix.text() + first, position);
    line.locate(Addresses.endpoint(address), offset(address));
    table().readAll(line, arguments);
    section.servers().add(line);
    for (int i = first + 1; i <= last; i++) {
      section.servers().add(line.sibling(prefix.text() + i));
    }
  }

  private static void checkName(Word name, Arguments arguments) {
    int invalid = Names.invalidCharacter(name.text());
    if (invalid >= 0) {
      throw arguments.error(
          name,
          "character '" + (char) invalid + "' is not permitted in server name '" + name + "'.");
    }
  }

  /** Gives every server an id, and those with names an address. To be called once a section. */
  static void finish(ProxySection section, Loading loading) {
    Set<Integer> given = section.servers().stream().map(ServerLine::id).collect(Collectors.toSet());
    int next = 1;
    for (ServerLine server : section.servers()) {
      AgentKeywords.verify(server, loading);
      if (server.id() == 0) {
        while (given.contains(next)) {
          next++;
        }
        server.id(next);
      }
      // A line with an id of its own uses a number up, too.
      next++;
      ResolutionKeywords.finish(server, loading);
    }
    TierKeywords.finish(section, loading);
  }
}
