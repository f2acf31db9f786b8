package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.net.HandedOverSockets;
import io.spillway.net.Listening;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.peer.PeerDefinition;
import io.spillway.proxy.peer.PeersDefinition;
import io.spillway.proxy.peer.PeersRegistry;
import io.spillway.proxy.table.Replication;
import io.spillway.proxy.table.StickTables;
import io.spillway.proxy.table.TableLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code peers} sections (configuration manual, chapter 3.5). Confined to the thread that
 * reads the configuration.
 */
final class PeersSections {
  private static final Setting<Integer> SHARD = Setting.inherited("shard", 0);
  private static final int BACKLOG = 1024;
  private static final int MOST_SHARDS = 1 << 16;

  private final Loading loading;
  private final Map<String, Reading> sections = new LinkedHashMap<>();

  private static final class Tables {
    private static final KeywordTable<Reading> PEERS = table();
    private static final KeywordTable<ServerLine> SERVER = serverTable();
  }

  /**
   * Where this process listens, as a line says it.
   *
   * @param firstWord the index of the first word about it; 0 for none
   */
  private record Bound(
      String name,
      List<Endpoint> endpoints,
      Directive directive,
      int firstWord,
      SourcePosition position) {}

  /** What the lines of a section fill. */
  private static final class Reading {
    final String name;
    final String localName;
    final ProxySection section;
    final Map<String, SourcePosition> names = new LinkedHashMap<>();
    @Nullable Directive bindDefaults;
    @Nullable Bound bound;
    @Nullable SourcePosition bindPosition;
    @Nullable SourcePosition peerPosition;
    @Nullable ServerLine local;
    boolean hasLocal;
    boolean isDisabled;
    int shards;

    Reading(String name, String localName, ProxySection section) {
      this.name = name;
      this.localName = localName;
      this.section = section;
    }
  }

  PeersSections(Loading loading) {
    this.loading = loading;
  }

  private static KeywordTable<Reading> table() {
    KeywordTable<Reading> table = new KeywordTable<>(KeywordClass.OTHER_SECTION, "'peers' section");
    table.add(Keyword.works("bind", PeersSections::bind));
    table.add(
        Keyword.works(
            "default-bind",
            (reading, arguments) -> {
              reading.bindDefaults = arguments.directive();
              BindKeywords.table()
                  .readAll(new BindLine("default-bind", List.of(), words()), arguments);
            }));
    table.add(
        Keyword.works(
            "default-server",
            (reading, arguments) ->
                Tables.SERVER.readAll(reading.section.serverDefaults(), arguments)));
    table.add(flag("disabled", true));
    table.add(flag("enabled", false));
    LogKeywords.keywords().stream()
        .filter(keyword -> keyword.name().equals("log"))
        .forEach(
            log ->
                table.add(
                    Keyword.works(
                        "log",
                        (reading, arguments) -> log.handler().read(reading.section, arguments))));
    table.add(Keyword.works("peer", (reading, arguments) -> peer(reading, arguments, true)));
    table.add(Keyword.works("server", (reading, arguments) -> peer(reading, arguments, false)));
    table.add(
        Keyword.works(
            "shards",
            (reading, arguments) -> {
              reading.shards = arguments.integer("a number of shards", 1, MOST_SHARDS);
              arguments.end();
            }));
    table.add(Keyword.works("table", PeersSections::stickTable));
    return table;
  }

  private static KeywordTable<ServerLine> serverTable() {
    KeywordTable<ServerLine> table = new KeywordTable<>(KeywordClass.SERVER, "'peers' section");
    table.addAll(
        ServerTls.words().stream().filter(word -> !word.name().contains("check-")).toList());
    table.add(
        Keyword.works(
            SHARD.name(),
            (line, arguments) ->
                line.set(SHARD, arguments.integer("a shard's number", 1, MOST_SHARDS), arguments)));
    for (String word : List.of("weight", "cookie")) {
      table.add(
          Keyword.accepted(
              word,
              "peers do not share a load",
              (line, arguments) -> arguments.text("an argument")));
    }
    return table;
  }

  private static Keyword<Reading> flag(String name, boolean isDisabled) {
    return Keyword.works(
        name,
        (reading, arguments) -> {
          arguments.end();
          reading.isDisabled = isDisabled;
        });
  }

  private static Settings.Builder words() {
    return new Settings.Builder("bind");
  }

  /** Adds the keywords of the section to {@code catalog}. */
  static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : Tables.PEERS.keywords()) {
      catalog.add(KeywordClass.OTHER_SECTION, "peers " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /**
   * Reads one section.
   *
   * @param localName what this process is called
   */
  void readSection(Section section, String localName) {
    Diagnostics diagnostics = loading.diagnostics();
    if (section.header().size() < 2) {
      diagnostics.alert(section.position(), "missing name for peers section.");
      return;
    }
    Word name = section.header().get(1);
    int invalid = Names.invalidCharacter(name.text());
    if (invalid >= 0) {
      diagnostics.alert(
          name.position(),
          "character '" + (char) invalid + "' is not permitted in 'peers' name '" + name + "'.");
      return;
    }
    if (section.header().size() > 2) {
      Word extra = section.header().get(2);
      diagnostics.alert(
          extra.position(), "'peers' cannot handle unexpected argument '" + extra + "'.");
    }
    ProxySection made =
        new ProxySection(ProxySection.Kind.LISTEN, name.text(), section.position(), loading, null);
    made.settings().set(Mode.MODE, Mode.TCP, section.position());
    Reading reading = new Reading(name.text(), localName, made);
    Reading other = sections.putIfAbsent(reading.name, reading);
    if (other != null) {
      diagnostics.alert(
          section.position(),
          "peers section '"
              + name
              + "' has the same name as another peers section declared at "
              + other.section.position()
              + ".");
    }
    section.directives().forEach(line -> Tables.PEERS.read(reading, line, diagnostics));
  }

  /** Whether a section was read. */
  boolean isAnyRead() {
    return !sections.isEmpty();
  }

  private static void bind(Reading reading, Arguments arguments) {
    SourcePosition other = reading.bindPosition;
    if (other != null) {
      throw arguments.error(
          "One listener per \"peers\" section is authorized but another is already configured at ["
              + other
              + "].");
    }
    refuseMixture(reading.peerPosition, arguments);
    reading.bindPosition = arguments.position();
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.");
    }
    Word address = arguments.word("an address");
    List<Endpoint> endpoints =
        Addresses.listeners(address, reading.section.loading().names(), arguments);
    if (endpoints.size() > 1) {
      throw arguments.error(
          address, "'bind " + address + "' : a \"peers\" section listens on one address only.");
    }
    String name = "bind " + address;
    reading.bound =
        new Bound(name, endpoints, arguments.directive(), arguments.index(), arguments.position());
    BindKeywords.table().readAll(new BindLine(name, List.of(), words()), arguments);
  }

  /** Adds the listener, with what {@code default-bind} says, before its own words or behind. */
  private static void addBind(Reading reading, Diagnostics diagnostics) {
    Bound bound = reading.bound;
    if (bound == null) {
      return;
    }
    BindLine line = new BindLine(bound.name(), List.of(), words());
    Directive defaults = reading.bindDefaults;
    if (defaults != null) {
      again(line, defaults, 1, diagnostics);
    }
    if (bound.firstWord() > 0) {
      again(line, bound.directive(), bound.firstWord(), diagnostics);
    }
    reading
        .section
        .binds()
        .add(new BindDefinition(bound.endpoints(), line.settings().build(), bound.position()));
  }

  private static void again(
      BindLine line, Directive directive, int firstWord, Diagnostics diagnostics) {
    BindKeywords.table()
        .readAll(
            line,
            new Arguments(directive, firstWord, line.name(), Arguments.Polarity.SET, diagnostics));
  }

  private static void refuseMixture(@Nullable SourcePosition other, Arguments arguments) {
    if (other != null) {
      throw arguments.error("mixing \"peer\" and \"bind\" line is forbidden");
    }
  }

  private static void peer(Reading reading, Arguments arguments, boolean isPeer) {
    String keyword = isPeer ? "peer" : "server";
    if (isPeer) {
      refuseMixture(reading.bindPosition, arguments);
      reading.peerPosition = arguments.position();
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'" + keyword + "' expects <name> and <addr>[:<port>] as arguments.");
    }
    Word name = arguments.word("a name");
    int invalid = Names.invalidCharacter(name.text());
    if (invalid >= 0) {
      throw arguments.error(
          name,
          "character '" + (char) invalid + "' is not permitted in server name '" + name + "'.");
    }
    SourcePosition other = reading.names.putIfAbsent(name.text(), arguments.position());
    boolean isLocal = name.text().equals(reading.localName);
    if (other != null) {
      throw arguments.error(
          name,
          "'"
              + keyword
              + " "
              + name
              + "' : "
              + (isLocal ? "local peer name already referenced at " : "peer already declared at ")
              + other
              + ".");
    }
    ServerLine line = reading.section.serverDefaults().server(name.text(), arguments.position());
    if (isLocal) {
      reading.hasLocal = true;
    }
    if (!isLocal || isPeer || isAddress(reading, arguments)) {
      if (!arguments.hasNext()) {
        throw arguments.error(
            "'" + keyword + " " + name + "' expects <name> and <addr>[:<port>] as arguments.");
      }
      Word address = arguments.word("an address");
      WrittenAddress written = Addresses.server(address, arguments);
      line.locate(located(reading, written, address, arguments), 0);
      if (isLocal) {
        List<Endpoint> endpoints =
            Addresses.listeners(address, reading.section.loading().names(), arguments);
        reading.bound =
            new Bound("bind " + address, endpoints, arguments.directive(), 0, arguments.position());
      }
    }
    Tables.SERVER.readAll(line, arguments);
    if (isLocal) {
      reading.local = line;
    }
    reading.section.servers().add(line);
  }

  /** Whether the local peer's line goes on with the address to listen on. */
  private static boolean isAddress(Reading reading, Arguments arguments) {
    return reading.bindPosition == null
        && arguments.hasNext()
        && Tables.SERVER.keywords().stream().noneMatch(k -> k.name().equals(arguments.peek()));
  }

  private static Endpoint located(
      Reading reading, WrittenAddress written, Word address, Arguments arguments) {
    Endpoint endpoint = Addresses.endpoint(written);
    if (!(endpoint instanceof Endpoint.Inet inet)) {
      return endpoint;
    }
    if (inet.port() == 0) {
      throw arguments.error(address, "missing port number in peer address '" + address + "'.");
    }
    if (inet.address() == null && !written.isWildcard()) {
      var found = reading.section.loading().names().resolve(inet.host(), inet.family());
      if (found == null) {
        throw arguments.error(
            address, "could not resolve address '" + inet.host() + "' of the peer.");
      }
      return new Endpoint.Inet(inet.host(), found, inet.port(), inet.family());
    }
    return endpoint;
  }

  private static void stickTable(Reading reading, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("table: missing name.");
    }
    Word name = arguments.word("a table's name");
    int invalid = Names.invalidCharacter(name.text());
    if (invalid >= 0) {
      throw arguments.error(
          name, "table: character '" + (char) invalid + "' is not permitted in '" + name + "'.");
    }
    TableLine line =
        TableKeywords.readInPeers(
            arguments, reading.name + "/" + name, reading.name, "/" + name.text());
    if (!StickTables.of(reading.section.loading().rules()).declare(line)) {
      throw arguments.error(
          name, "table: table '" + line.name() + "' was declared before in this section.");
    }
  }

  /** Puts what was read together: the sections, and the tables that name them. */
  void finish(Settings globalSettings) {
    PeersRegistry registry = PeersRegistry.of(loading.rules());
    for (Reading reading : sections.values()) {
      ProxySection section = reading.section;
      addBind(reading, loading.diagnostics());
      section.settle();
      LogKeywords.finish(section, globalSettings);
      ServerTls.finish(section, globalSettings, loading);
      BindTls.finish(section, globalSettings, loading);
      PeersDefinition made = reading.isDisabled ? null : define(reading, globalSettings);
      if (made != null && !loading.diagnostics().failed()) {
        registry.add(made);
      }
    }
    for (TableLine line : StickTables.of(loading.rules()).lines()) {
      check(line, registry);
    }
  }

  private @Nullable PeersDefinition define(Reading reading, Settings globalSettings) {
    ProxySection section = reading.section;
    if (!reading.hasLocal) {
      tell(
          Severity.WARNING,
          section.position(),
          "Removing incomplete section 'peers "
              + reading.name
              + "' (no peer named '"
              + reading.localName
              + "').");
      return null;
    }
    UnixBind.finish(section, globalSettings);
    List<PeersDefinition.ListenerDefinition> listeners = new ArrayList<>();
    for (BindDefinition bind : section.binds()) {
      Settings words = bind.settings();
      Listening listening =
          new Listening(
              words.get(BindKeywords.BACKLOG) > 0 ? words.get(BindKeywords.BACKLOG) : BACKLOG,
              BindSocket.options(words),
              UnixBind.file(words, globalSettings),
              HandedOverSockets.none());
      for (Endpoint endpoint : bind.endpoints()) {
        listeners.add(new PeersDefinition.ListenerDefinition(endpoint, listening, bind.tls()));
      }
    }
    List<PeerDefinition> peers = new ArrayList<>();
    PeerDefinition local = null;
    for (ServerLine line : section.servers()) {
      Endpoint endpoint = line.endpoint();
      if (line == reading.local) {
        // The process after this one is where this one listens.
        Endpoint where = listeners.isEmpty() ? null : listeners.getFirst().endpoint();
        local = where == null || where instanceof Endpoint.Descriptor ? null : peer(line, where);
      } else if (endpoint != null) {
        peers.add(peer(line, endpoint));
        checkShard(reading, line);
      }
    }
    return new PeersDefinition(
        reading.name,
        section.position(),
        reading.localName,
        local,
        listeners,
        peers,
        reading.shards,
        section.settings().build().get(LogKeywords.TARGETS));
  }

  private void checkShard(Reading reading, ServerLine line) {
    int shard = line.get(SHARD);
    if (shard > reading.shards) {
      tell(
          Severity.ALERT,
          line.position(),
          "'server "
              + line.name()
              + "' : shard "
              + shard
              + " is out of range (expected: 1 to "
              + reading.shards
              + ", which 'shards' says).");
    }
  }

  private static PeerDefinition peer(ServerLine line, Endpoint endpoint) {
    return new PeerDefinition(line.name(), endpoint, line.tls(), line.get(SHARD));
  }

  /** Checks what a table says of other processes; one whose section is not in force has none. */
  private void check(TableLine line, PeersRegistry registry) {
    Replication said = line.replication();
    String problem = null;
    if (!said.peers().isEmpty() && !sections.containsKey(said.peers())) {
      problem = "unable to find sync peers '" + said.peers() + "'.";
    } else if (!said.writesTo().isEmpty()) {
      TableLine other = StickTables.of(loading.rules()).line(said.writesTo());
      if (other == null) {
        problem = "stick-table: write-to: unable to find table '" + said.writesTo() + "'.";
      } else if (other == line) {
        problem = "stick-table: write-to: a table cannot write to itself.";
      } else if (!line.hasSameKeys(other)) {
        problem =
            "stick-table: write-to: the keys of table '"
                + said.writesTo()
                + "' have another type or length.";
      }
    }
    if (problem != null) {
      tell(Severity.ALERT, line.position(), "Proxy '" + line.name() + "': " + problem);
    } else if (registry.sections().stream().noneMatch(s -> s.name().equals(said.peers()))) {
      line.replicated(
          new Replication("", said.networkName(), said.isReceivedOnly(), said.writesTo()));
    }
  }

  private void tell(Severity severity, SourcePosition position, String text) {
    loading.diagnostics().add(Diagnostic.ofConfiguration(severity, position, text));
  }
}
