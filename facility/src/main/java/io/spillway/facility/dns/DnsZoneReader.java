package io.spillway.facility.dns;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import io.spillway.facility.dns.ZoneFile.PlacedRecord;
import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.zone.DnsRecords;
import io.spillway.facility.dns.zone.SigningKey;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.Network;
import io.spillway.net.WrittenAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/** Reads a {@code dns-zone} section and its files. Confined to the reading thread. */
final class DnsZoneReader {
  private static final int DNS_PORT = 53;
  private static final long DEFAULT_TIME = 3600;
  private static final long REFRESH = 3600;
  private static final long RETRY = 600;
  private static final long EXPIRE = 1_209_600;
  private static final long NEGATIVE = 300;
  private static final long MAX_SERIAL = 0xffff_ffffL;

  static final KeywordTable<DnsZoneReader> TABLE = table();

  private final Name apex;
  private final Section section;
  private final SourceFiles files;
  private final Map<DomainName, TransactionKey> knownKeys;
  private final Diagnostics diagnostics;
  private final List<PlacedRecord> records = new ArrayList<>();
  private final List<NSRecord> servers = new ArrayList<>();
  private final List<TransferPermission> transfers = new ArrayList<>();
  private final List<NotifyTarget> notified = new ArrayList<>();
  private final List<SigningKey> keys = new ArrayList<>();
  private @Nullable Name contact;
  private long timeToLive = DEFAULT_TIME;
  private long serial = 1;
  private boolean hasFile;
  private boolean rotates;

  private DnsZoneReader(
      Name apex,
      Section section,
      SourceFiles files,
      Map<DomainName, TransactionKey> knownKeys,
      Diagnostics diagnostics) {
    this.apex = apex;
    this.section = section;
    this.files = files;
    this.knownKeys = knownKeys;
    this.diagnostics = diagnostics;
  }

  private static KeywordTable<DnsZoneReader> table() {
    KeywordTable<DnsZoneReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'dns-zone' section");
    table.add(Keyword.works("file", DnsZoneReader::file));
    table.add(Keyword.works("ns", DnsZoneReader::nameServer));
    table.add(Keyword.works("contact", DnsZoneReader::contact));
    table.add(Keyword.works("ttl", DnsZoneReader::timeToLive));
    table.add(Keyword.works("serial", DnsZoneReader::serial));
    table.add(Keyword.works("record", DnsZoneReader::record));
    table.add(Keyword.works("allow-transfer", DnsZoneReader::allowTransfer));
    table.add(Keyword.works("notify", DnsZoneReader::notifySecondary));
    table.add(Keyword.works("rotate", DnsZoneReader::rotate));
    table.add(Keyword.works("sign", DnsZoneReader::sign));
    return table;
  }

  static @Nullable DnsZoneDefinition read(
      Section section,
      SourceFiles files,
      Map<DomainName, TransactionKey> knownKeys,
      Diagnostics diagnostics) {
    List<DomainName> names = new ArrayList<>();
    KeywordTable.guarded(
        diagnostics,
        () -> {
          Arguments header = DnsSections.header(section, diagnostics);
          names.add(DnsKeyReader.name(header.word("the zone's name"), header));
          header.end();
        });
    if (names.isEmpty()) {
      return null;
    }
    DomainName apex = names.getFirst();
    DnsZoneReader reader = new DnsZoneReader(apex.toName(), section, files, knownKeys, diagnostics);
    DnsSections.readAll(section, TABLE, reader, diagnostics);
    return reader.definition(apex);
  }

  private @Nullable DnsZoneDefinition definition(DomainName zone) {
    if (!hasFile && !servers.isEmpty()) {
      records.addFirst(new PlacedRecord(startOfAuthority(), section.position()));
    }
    long before = diagnostics.all().size();
    List<Record> kept = new ZoneChecks(apex, section.position(), diagnostics).check(records);
    boolean hasStart = kept.stream().anyMatch(record -> record instanceof SOARecord);
    if (diagnostics.failed() && (!hasStart || diagnostics.all().size() > before)) {
      return null;
    }
    return new DnsZoneDefinition(
        zone, section.position(), DnsRecords.sets(kept), transfers, notified, rotates, keys);
  }

  private SOARecord startOfAuthority() {
    Name mailbox = contact;
    if (mailbox == null) {
      try {
        mailbox = Name.fromString("hostmaster", apex);
      } catch (TextParseException e) {
        mailbox = apex;
      }
    }
    return new SOARecord(
        apex,
        DClass.IN,
        timeToLive,
        servers.getFirst().getTarget(),
        mailbox,
        serial,
        REFRESH,
        RETRY,
        EXPIRE,
        Math.min(NEGATIVE, timeToLive));
  }

  private void file(Arguments arguments) {
    Word file = arguments.word("a file");
    arguments.end();
    if (hasFile) {
      throw arguments.error(file, "a second 'file' line (expected: at most one).");
    }
    hasFile = true;
    byte[] content;
    try {
      content = files.read(file.unicode());
    } catch (IOException e) {
      throw arguments.error(file, "cannot read file '" + file + "': " + e.getMessage() + ".");
    }
    records.addAll(ZoneFile.read(file.text(), 1, content, apex, diagnostics));
  }

  private void nameServer(Arguments arguments) {
    Word word = arguments.word("the name of a name server");
    Name name = DnsKeyReader.name(word, arguments).toName();
    NSRecord server = new NSRecord(apex, DClass.IN, timeToLive, name);
    servers.add(server);
    records.add(new PlacedRecord(server, word.position()));
    for (Word address : arguments.rest()) {
      InetAddress literal = WrittenAddress.literal(address.text());
      if (literal == null) {
        throw arguments.error(
            address, "'ns' expects addresses behind the name, not '" + address + "'.");
      }
      Record record =
          literal instanceof Inet4Address
              ? new ARecord(name, DClass.IN, timeToLive, literal)
              : new AAAARecord(name, DClass.IN, timeToLive, literal);
      records.add(new PlacedRecord(record, address.position()));
    }
  }

  private void contact(Arguments arguments) {
    Word word = arguments.word("a mail address");
    arguments.end();
    int at = word.text().indexOf('@');
    if (at <= 0) {
      throw arguments.error(word, "'contact' expects a mail address, not '" + word + "'.");
    }
    String local = word.text().substring(0, at).replace("\\", "\\\\").replace(".", "\\.");
    try {
      contact = Name.fromString(local + "." + word.text().substring(at + 1), Name.root);
    } catch (TextParseException e) {
      throw arguments.error(word, "'" + word + "' is no mail address: " + e.getMessage() + ".");
    }
  }

  private void timeToLive(Arguments arguments) {
    timeToLive = arguments.time(TimeUnit.SECONDS).toSeconds();
    arguments.end();
  }

  private void serial(Arguments arguments) {
    serial = arguments.longInteger("a serial number", 0, MAX_SERIAL);
    arguments.end();
  }

  /** One line of a master file. */
  private void record(Arguments arguments) {
    List<Word> words = arguments.rest();
    if (words.isEmpty()) {
      throw arguments.error(
          "'record' expects a record: <name> [<ttl>] <type> <data>, as in a master file.");
    }
    String line = words.stream().map(DnsZoneReader::masterWord).collect(Collectors.joining(" "));
    String text = "$TTL " + timeToLive + "\n" + line + "\n";
    records.addAll(
        ZoneFile.read(
            arguments.position().file(),
            arguments.position().line() - 1,
            text.getBytes(StandardCharsets.ISO_8859_1),
            apex,
            diagnostics));
  }

  /** What was quoted for the configuration must be quoted for the master file. */
  private static String masterWord(Word word) {
    String text = word.text();
    return text.chars().anyMatch(c -> c == ' ' || c == ';' || c == '"' || c == '(' || c == ')')
        ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : text;
  }

  private void allowTransfer(Arguments arguments) {
    Network network = null;
    if (!arguments.peek().equals("key") && !arguments.accept("any")) {
      Word word = arguments.word("a network, 'any', or 'key <key>'");
      network = Network.parse(word.text());
      if (network == null) {
        throw arguments.error(
            word, "'allow-transfer' expects an address, a network or 'any', not '" + word + "'.");
      }
    }
    TransactionKey key = key(arguments);
    arguments.end();
    transfers.add(new TransferPermission(network, key));
  }

  private void notifySecondary(Arguments arguments) {
    Word word = arguments.word("an address");
    InetSocketAddress address = address(word, arguments);
    TransactionKey key = key(arguments);
    arguments.end();
    notified.add(new NotifyTarget(address, key));
  }

  private static InetSocketAddress address(Word word, Arguments arguments) {
    try {
      InetAddress whole = WrittenAddress.literal(word.text());
      if (whole != null) {
        return new InetSocketAddress(whole, DNS_PORT);
      }
      WrittenAddress written = WrittenAddress.parse(word.text());
      InetAddress literal = written.kind() == WrittenAddress.Kind.INET ? written.literal() : null;
      if (literal != null && written.port() == WrittenAddress.PortForm.SINGLE) {
        return new InetSocketAddress(literal, written.firstPort());
      }
      if (literal != null && written.port() == WrittenAddress.PortForm.NONE) {
        return new InetSocketAddress(literal, DNS_PORT);
      }
    } catch (InvalidAddressException e) {
      // the message below says what was expected
    }
    throw arguments.error(
        word, "'notify' expects an IP address, with or without a port, not '" + word + "'.");
  }

  private @Nullable TransactionKey key(Arguments arguments) {
    if (!arguments.accept("key")) {
      return null;
    }
    Word word = arguments.word("the name of a 'dns-key' section");
    TransactionKey key = knownKeys.get(DnsKeyReader.name(word, arguments));
    if (key == null) {
      throw arguments.error(word, "there is no 'dns-key " + word + "'.");
    }
    return key;
  }

  private void rotate(Arguments arguments) {
    rotates = DnsSections.isOn(arguments);
  }

  private void sign(Arguments arguments) {
    if (!arguments.accept("key-file")) {
      throw arguments.error("'sign' expects 'key-file <file>'.");
    }
    do {
      Word file = arguments.word("a key file without its ending .key or .private");
      keys.add(signingKey(file, arguments));
    } while (arguments.accept("key-file"));
    arguments.end();
  }

  private SigningKey signingKey(Word file, Arguments arguments) {
    String base = file.text().replaceFirst("\\.(key|private)$", "");
    try {
      SigningKey key =
          SigningKey.read(
              text(new Word(base + ".key", file.position()), arguments),
              text(new Word(base + ".private", file.position()), arguments));
      if (!key.record().getName().equals(apex)) {
        throw arguments.error(
            file,
            "key '"
                + file
                + "' is of zone "
                + key.record().getName()
                + " (expected: "
                + apex
                + ").");
      }
      return key;
    } catch (SigningKey.InvalidKeyFileException e) {
      throw arguments.error(file, "key '" + file + "' cannot be used: " + e.getMessage() + ".");
    }
  }

  private String text(Word file, Arguments arguments) {
    return new String(DnsKeyReader.content(file, files, arguments), StandardCharsets.ISO_8859_1);
  }
}
