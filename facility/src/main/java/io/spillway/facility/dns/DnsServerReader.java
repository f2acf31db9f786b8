package io.spillway.facility.dns;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the {@code dns-server} section. Confined to the reading thread. */
final class DnsServerReader {
  private static final int MAX_RATE = 10_000;
  private static final int MAX_SLIP = 100;
  private static final int LEAST_PAYLOAD = 512;
  private static final int MAX_PAYLOAD = 4096;
  private static final int MAX_CONNECTIONS = 1_000_000;
  private static final int DNS_PORT = 53;

  static final KeywordTable<DnsServerReader> TABLE = table();

  private final SourceFiles files;
  private final List<DnsServerDefinition.Bind> binds = new ArrayList<>();
  private @Nullable RateLimit rateLimit = DnsServerDefinition.DEFAULTS.rateLimit();
  private boolean cookies = DnsServerDefinition.DEFAULTS.cookies();
  private @Nullable CookieSecret cookieSecret;
  private int payload = DnsServerDefinition.DEFAULTS.payload();
  private int unverifiedPayload = DnsServerDefinition.DEFAULTS.unverifiedPayload();
  private int maxConnections = DnsServerDefinition.DEFAULTS.maxConnections();
  private Duration idleTimeout = DnsServerDefinition.DEFAULTS.idleTimeout();

  private DnsServerReader(SourceFiles files) {
    this.files = files;
  }

  private static KeywordTable<DnsServerReader> table() {
    KeywordTable<DnsServerReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'dns-server' section");
    table.add(Keyword.works("bind", DnsServerReader::bind));
    table.add(Keyword.works("rate-limit", DnsServerReader::rateLimit));
    table.add(Keyword.works("cookies", DnsServerReader::cookies));
    table.add(Keyword.works("cookie-secret", DnsServerReader::cookieSecret));
    table.add(
        Keyword.works(
            "max-udp-size",
            (reader, arguments) -> reader.payload = size(arguments, LEAST_PAYLOAD)));
    table.add(
        Keyword.works(
            "unverified-udp-size",
            (reader, arguments) -> reader.unverifiedPayload = size(arguments, 0)));
    table.add(
        Keyword.works(
            "maxconn",
            (reader, arguments) -> {
              reader.maxConnections =
                  arguments.integer("a number of connections", 1, MAX_CONNECTIONS);
              arguments.end();
            }));
    table.add(
        Keyword.works(
            "timeout idle",
            (reader, arguments) -> {
              reader.idleTimeout = arguments.time(TimeUnit.MILLISECONDS);
              arguments.end();
            }));
    return table;
  }

  static DnsServerReader read(Section section, SourceFiles files, Diagnostics diagnostics) {
    DnsServerReader reader = new DnsServerReader(files);
    KeywordTable.guarded(diagnostics, () -> DnsSections.header(section, diagnostics).end());
    DnsSections.readAll(section, TABLE, reader, diagnostics);
    if (reader.binds.isEmpty()) {
      diagnostics.alert(
          section.position(), "'dns-server' has no 'bind' line (expected: 'bind :53').");
    }
    return reader;
  }

  DnsServerDefinition definition() {
    return new DnsServerDefinition(
        binds,
        rateLimit,
        cookies,
        cookieSecret,
        payload,
        unverifiedPayload,
        maxConnections,
        idleTimeout);
  }

  private void bind(Arguments arguments) {
    Word word = arguments.word("an address and a port");
    List<String> only = new ArrayList<>();
    if (arguments.accept("only")) {
      do {
        only.add(arguments.word("the name of an instance or a witness").text());
      } while (arguments.hasNext());
    }
    arguments.end();
    try {
      WrittenAddress address = WrittenAddress.parse(word.text());
      InetAddress literal = address.kind() == WrittenAddress.Kind.INET ? address.literal() : null;
      if (literal == null && !address.isWildcard()) {
        throw arguments.error(
            word, "'bind': '" + word + "' is no IP address (expected: [<address>]:<port>).");
      }
      int port =
          switch (address.port()) {
            case SINGLE -> address.firstPort();
            case NONE -> DNS_PORT;
            case RANGE, OFFSET ->
                throw arguments.error(word, "'bind' expects one port, not '" + word + "'.");
          };
      binds.add(
          new DnsServerDefinition.Bind(
              word.position(),
              new Endpoint.Inet(address.host(), literal, port, address.family()),
              only));
    } catch (InvalidAddressException e) {
      throw arguments.error(word, "'bind': " + e.getMessage() + ".");
    }
  }

  private void rateLimit(Arguments arguments) {
    if (arguments.accept("off")) {
      arguments.end();
      rateLimit = null;
      return;
    }
    int rate = arguments.integer("a number of answers, or 'off'", 1, MAX_RATE);
    if (!arguments.accept("per") || !arguments.accept("second")) {
      throw arguments.error("'rate-limit' expects 'per second' behind the number.");
    }
    int slip = 2;
    if (arguments.accept("slip")) {
      slip = arguments.integer("a number", 0, MAX_SLIP);
    }
    arguments.end();
    rateLimit = new RateLimit(rate, slip);
  }

  private void cookies(Arguments arguments) {
    cookies = DnsSections.isOn(arguments);
  }

  private void cookieSecret(Arguments arguments) {
    if (!arguments.accept("file")) {
      throw arguments.error("'cookie-secret' expects 'file <file>'.");
    }
    Word file = arguments.word("a file");
    arguments.end();
    String text =
        new String(DnsKeyReader.content(file, files, arguments), StandardCharsets.ISO_8859_1)
            .strip();
    try {
      cookieSecret = CookieSecret.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw arguments.error(
          file,
          "file '"
              + file
              + "' holds no secret (expected: 32 hexadecimal digits, as BIND's"
              + " cookie-secret has).");
    }
  }

  private static int size(Arguments arguments, int least) {
    int size = arguments.integer("a number of bytes", least, MAX_PAYLOAD);
    arguments.end();
    return size;
  }
}
