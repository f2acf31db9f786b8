package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.config.Units;
import io.spillway.config.Word;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.resolve.ResolversRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads {@code resolvers} sections (configuration manual, chapter 5.3.2). Stateless. */
final class ResolversSections {
  private static final Path SYSTEM_FILE = Path.of("/etc/resolv.conf");
  private static final int NAME_SERVICE_PORT = 53;
  private static final int LEAST_PAYLOAD = 12;
  private static final int MOST_PAYLOAD = 65535;
  private static final String IMPLICIT = "default";

  private enum Event {
    NX(30_000),
    REFUSED(30_000),
    TIMEOUT(30_000),
    OTHER(30_000),
    OBSOLETE(0),
    VALID(10_000);

    final long usualMillis;

    Event(long usualMillis) {
      this.usualMillis = usualMillis;
    }

    static @Nullable Event of(String word) {
      for (Event event : values()) {
        if (event.name().toLowerCase(Locale.ROOT).equals(word)) {
          return event;
        }
      }
      return null;
    }
  }

  /** What the lines of a section fill. */
  private static final class Reading {
    final String name;
    final SourcePosition position;
    final Loading.HostNames names;
    final Map<String, NameserverDefinition> nameservers = new LinkedHashMap<>();
    final Map<String, SourcePosition> declared = new LinkedHashMap<>();
    final Map<Event, Long> hold = new EnumMap<>(Event.class);
    int payloadSize = 512;
    int attempts = 3;
    long resolveMillis = 1000;
    long retryMillis = 1000;

    Reading(String name, SourcePosition position, Loading.HostNames names) {
      this.name = name;
      this.position = position;
      this.names = names;
    }

    ResolversDefinition build() {
      return new ResolversDefinition(
          name,
          position,
          List.copyOf(nameservers.values()),
          payloadSize,
          attempts,
          resolveMillis,
          retryMillis,
          new ResolversDefinition.Hold(
              hold(Event.NX),
              hold(Event.REFUSED),
              hold(Event.TIMEOUT),
              hold(Event.OTHER),
              hold(Event.OBSOLETE),
              hold(Event.VALID)));
    }

    private long hold(Event event) {
      return hold.getOrDefault(event, event.usualMillis);
    }
  }

  private static final class Tables {
    private static final KeywordTable<Reading> RESOLVERS = table();
  }

  private ResolversSections() {}

  private static KeywordTable<Reading> table() {
    KeywordTable<Reading> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'resolvers' section");
    table.add(Keyword.works("nameserver", ResolversSections::nameserver));
    table.add(
        Keyword.works(
            "parse-resolv-conf",
            (reading, arguments) -> {
              arguments.end();
              addSystemServers(reading, arguments.diagnostics(), arguments.position());
            }));
    table.add(Keyword.works("hold", ResolversSections::hold));
    table.add(Keyword.works("accepted_payload_size", ResolversSections::payload));
    table.add(
        Keyword.works(
            "resolve_retries",
            (reading, arguments) -> {
              reading.attempts =
                  Math.max(1, arguments.integer("<nb> as argument", 0, Integer.MAX_VALUE));
              arguments.end();
            }));
    table.add(Keyword.works("timeout", ResolversSections::timeout));
    return table;
  }

  /** Adds the keywords of the section to {@code catalog}. */
  static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : Tables.RESOLVERS.keywords()) {
      catalog.add(
          KeywordClass.OTHER_SECTION, "resolvers " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /** Reads one section. */
  static void readSection(Section section, ResolversRegistry registry, Loading loading) {
    Diagnostics diagnostics = loading.diagnostics();
    if (section.header().size() < 2) {
      diagnostics.alert(section.position(), "missing name for resolvers section.");
      return;
    }
    Word name = section.header().get(1);
    int invalid = Names.invalidCharacter(name.text());
    if (invalid >= 0) {
      diagnostics.alert(
          name.position(),
          "character '"
              + (char) invalid
              + "' is not permitted in 'resolvers' name '"
              + name
              + "'.");
      return;
    }
    if (section.header().size() > 2) {
      Word extra = section.header().get(2);
      diagnostics.alert(
          extra.position(), "'resolvers' cannot handle unexpected argument '" + extra + "'.");
    }
    Reading reading = new Reading(name.text(), section.position(), loading.names());
    section.directives().forEach(line -> Tables.RESOLVERS.read(reading, line, diagnostics));
    ResolversDefinition made = reading.build();
    ResolversDefinition other = registry.declare(made);
    if (other != null) {
      diagnostics.alert(
          section.position(),
          "resolvers '"
              + name
              + "' has same name as another resolvers (declared at "
              + other.position()
              + ").");
    } else if (made.nameservers().isEmpty() && !diagnostics.failed()) {
      diagnostics.add(
          Diagnostic.ofConfiguration(
              Severity.WARNING,
              section.position(),
              "resolvers '"
                  + name
                  + "' ["
                  + section.position()
                  + "] has no nameservers configured!"));
    }
  }

  /**
   * Adds the section {@code default} with the system's name servers, where the configuration has
   * none of that name and the system has some.
   */
  static void addImplicit(ResolversRegistry registry, Loading loading) {
    if (registry.definition(IMPLICIT) != null) {
      return;
    }
    Reading reading = new Reading(IMPLICIT, SourcePosition.BUILT_IN, loading.names());
    addSystemServers(reading, new Diagnostics(), SourcePosition.BUILT_IN);
    if (!reading.nameservers.isEmpty()) {
      registry.declare(reading.build());
    }
  }

  private static void nameserver(Reading reading, Arguments arguments) {
    String expected = "<name> and <addr>[:<port>] as arguments";
    Word name = arguments.word(expected);
    Word where = arguments.word(expected);
    int invalid = Names.invalidCharacter(name.text());
    if (invalid >= 0) {
      throw arguments.error(
          name,
          "character '" + (char) invalid + "' is not permitted in server name '" + name + "'.");
    }
    SourcePosition before = reading.declared.get(name.text());
    if (before != null) {
      throw arguments.error(
          name,
          "nameserver '"
              + name
              + "' has same name as another nameserver (declared at "
              + before
              + ").");
    }
    if (arguments.hasNext()) {
      Word extra = arguments.word("");
      throw arguments.error(
          extra,
          "'nameserver " + name + "' : '" + extra + "' after the address is not implemented.");
    }
    reading.declared.put(name.text(), arguments.position());
    reading.nameservers.put(name.text(), located(reading, name.text(), where, arguments));
  }

  private static NameserverDefinition located(
      Reading reading, String name, Word where, Arguments arguments) {
    try {
      WrittenAddress written = WrittenAddress.parse(where.text());
      if (written.kind() != WrittenAddress.Kind.INET) {
        throw arguments.error(
            where,
            "resolvers '"
                + reading.name
                + "': can't create socket for nameserver '"
                + name
                + "' (expected: an IP address and a port).");
      }
      switch (written.port()) {
        case NONE ->
            throw new InvalidAddressException("missing port specification in '" + where + "'");
        case RANGE ->
            throw new InvalidAddressException("port range not permitted here in '" + where + "'");
        case OFFSET ->
            throw new InvalidAddressException("port offset not permitted here in '" + where + "'");
        case SINGLE -> {
          if (written.firstPort() == 0) {
            throw new InvalidAddressException("invalid port '0'");
          }
        }
      }
      InetAddress address = written.literal();
      if (address == null && !written.isWildcard()) {
        address = reading.names.resolve(written.host(), written.family());
      }
      if (address == null) {
        throw new InvalidAddressException(
            "invalid address: '" + written.host() + "' in '" + where + "'");
      }
      String text = where.text();
      boolean isStream = text.startsWith("tcp") && text.indexOf('@') > 0;
      return new NameserverDefinition(
          name, new InetSocketAddress(address, written.firstPort()), isStream);
    } catch (InvalidAddressException e) {
      throw arguments.error(where, "'nameserver " + name + "' : " + e.message());
    }
  }

  private static void addSystemServers(
      Reading reading, Diagnostics diagnostics, SourcePosition position) {
    List<String> lines;
    try {
      lines = Files.readAllLines(SYSTEM_FILE, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      diagnostics.alert(position, "failed to open " + SYSTEM_FILE + ".");
      return;
    }
    for (String address : systemServers(lines)) {
      InetAddress found = WrittenAddress.literal(address);
      if (found == null) {
        diagnostics.warning(
            position,
            "'"
                + SYSTEM_FILE
                + "' : address '"
                + address
                + "' could not be recognized, nameserver will be excluded.");
      } else {
        reading.nameservers.putIfAbsent(
            address,
            new NameserverDefinition(
                address, new InetSocketAddress(found, NAME_SERVICE_PORT), false));
      }
    }
  }

  /** What follows {@code nameserver} in the lines of a {@code resolv.conf}. */
  static List<String> systemServers(List<String> lines) {
    List<String> servers = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("[ \t]+");
      if (words.length > 1 && words[0].equals("nameserver")) {
        servers.add(words[1]);
      }
    }
    return servers;
  }

  private static void hold(Reading reading, Arguments arguments) {
    if (arguments.directive().words().size() < 3) {
      throw arguments.error(
          "'hold' expects an <event> and a <time> as arguments (<event> can be either 'valid',"
              + " 'nx', 'refused', 'timeout', 'obsolete' or 'other').");
    }
    Word event = arguments.word("an <event>");
    long millis = millis(arguments, "hold");
    Event known = Event.of(event.text());
    if (known == null) {
      throw arguments.error(
          event,
          "'hold' unknown <event>: '"
              + event
              + "', expects either 'nx', 'timeout', 'valid', 'obsolete' or 'other'.");
    }
    reading.hold.put(known, millis);
    arguments.end();
  }

  private static void payload(Reading reading, Arguments arguments) {
    Word word = arguments.word("<nb> as argument");
    int size;
    try {
      size = Integer.parseInt(word.text());
    } catch (NumberFormatException e) {
      size = -1;
    }
    if (size < LEAST_PAYLOAD || size > MOST_PAYLOAD) {
      throw arguments.error(
          word,
          "'accepted_payload_size' must be between 12 and 65535 inclusive (was " + word + ").");
    }
    reading.payloadSize = size;
    arguments.end();
  }

  private static void timeout(Reading reading, Arguments arguments) {
    String expected = "'retry' or 'resolve' and <time> as arguments";
    Word event = arguments.word(expected);
    switch (event.text()) {
      case "retry" -> reading.retryMillis = time("timeout retry", arguments);
      case "resolve" -> reading.resolveMillis = time("timeout resolve", arguments);
      default ->
          throw arguments.error(event, "'timeout' expects " + expected + " got '" + event + "'.");
    }
    arguments.end();
  }

  private static long time(String keyword, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + keyword + "' expects <time> as argument.");
    }
    return millis(arguments, keyword);
  }

  private static long millis(Arguments arguments, String keyword) {
    Word word = arguments.word("a <time>");
    try {
      return Math.max(0, Units.time(word.text(), TimeUnit.MILLISECONDS).toMillis());
    } catch (IllegalArgumentException e) {
      throw arguments.error(word, "'" + keyword + "': " + e.getMessage());
    }
  }
}
