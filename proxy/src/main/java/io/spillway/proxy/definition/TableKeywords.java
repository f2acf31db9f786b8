package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Units;
import io.spillway.config.Word;
import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.Replication;
import io.spillway.proxy.table.StickTables;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableDefinition;
import io.spillway.proxy.table.TableLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code stick-table} (configuration manual, chapter 4.2). */
public final class TableKeywords {
  /** The proxy's table, as its own line says. */
  public static final Setting<Optional<TableDefinition>> TABLE =
      Setting.own("stick-table", Optional.empty());

  private static final int LONGEST_KEY = 1 << 14;
  private static final int MOST_ENTRIES = 1 << 30;

  private TableKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(Keyword.works("stick-table", TableKeywords::read));
  }

  private static void read(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("stick-table", arguments);
    TableLine line = new Reader(arguments, null).read(section.name(), section.name());
    StickTables tables = StickTables.of(section.loading().rules());
    if (!tables.declare(line)) {
      throw arguments.error(
          "stick-table: table '"
              + section.name()
              + "' was declared before (expected: one a proxy).");
    }
    section.set(TABLE, Optional.of(line.build(Set.of())), arguments);
  }

  /**
   * Reads a {@code table} line of the {@code peers} section {@code section} behind its name.
   *
   * @param name how rules call the table
   * @param networkName how peers call it
   */
  static TableLine readInPeers(
      Arguments arguments, String name, String section, String networkName) {
    return new Reader(arguments, section).read(name, networkName);
  }

  /** Reads one line. */
  private static final class Reader {
    private final Arguments arguments;
    private final List<StoredData> data = new ArrayList<>();
    private @Nullable KeyType keyType;
    private final @Nullable String section;
    private int keyLength;
    private int size;
    private long expireMillis;
    private boolean noPurge;

    private String peers = "";
    private String writesTo = "";
    private boolean isReceivedOnly;
    private boolean keepsAddresses;

    Reader(Arguments arguments, @Nullable String section) {
      this.arguments = arguments;
      this.section = section;
      peers = section == null ? "" : section;
    }

    TableLine read(String name, String networkName) {
      while (arguments.hasNext()) {
        Word word = arguments.word("an argument");
        switch (word.text()) {
          case "type" -> readType();
          case "size" -> size = readSize();
          case "expire" -> expireMillis = readPeriod(word, nextText(word));
          case "nopurge" -> noPurge = true;
          case "store" -> readStore(word);
          case "srvkey" -> readServerKey(word);
          case "peers" -> {
            if (section != null) {
              throw arguments.error(word, "table: unknown argument 'peers'.");
            }
            peers = nextText(word);
          }
          case "write-to" -> writesTo = nextText(word);
          case "recv-only" -> isReceivedOnly = true;
          case "brates-factor" ->
              throw arguments.error(
                  word, "stick-table: '" + word + "' of HAProxy's is not implemented in Spillway.");
          default -> throw arguments.error(word, "stick-table: unknown argument '" + word + "'.");
        }
      }
      if (keyType == null) {
        throw arguments.error("stick-table: missing type.");
      }
      if (size == 0) {
        throw arguments.error("stick-table: missing size.");
      }
      return new TableLine(name, keyType, keyLength, size, expireMillis, noPurge, data)
          .at(arguments.position())
          .keepingAddresses(keepsAddresses)
          .replicated(new Replication(peers, networkName, isReceivedOnly, writesTo));
    }

    private String nextText(Word option) {
      if (!arguments.hasNext()) {
        throw arguments.error(option, "stick-table: missing argument after '" + option + "'.");
      }
      return arguments.text("an argument");
    }

    private void readType() {
      Word word = arguments.word("a type");
      KeyType type = KeyType.of(word.text());
      if (type == null) {
        throw arguments.error(word, "stick-table: unknown type '" + word + "'.");
      }
      keyType = type;
      keyLength = type.defaultLength();
      if (type.isBytes() && arguments.accept("len")) {
        keyLength = arguments.integer("a key's length", 1, LONGEST_KEY);
      }
    }

    private int readSize() {
      long entries = arguments.size();
      if (entries < 1 || entries > MOST_ENTRIES) {
        throw arguments.error(
            "stick-table: size " + entries + " is out of range (expected: 1 to 1g).");
      }
      return (int) entries;
    }

    private long readPeriod(Word at, String text) {
      try {
        return Units.time(text, TimeUnit.MILLISECONDS).toMillis();
      } catch (IllegalArgumentException e) {
        throw arguments.error(at, "stick-table: '" + text + "': " + e.getMessage());
      }
    }

    private void readServerKey(Word option) {
      String what = nextText(option);
      keepsAddresses = what.equals("addr");
      if (!keepsAddresses && !what.equals("name")) {
        throw arguments.error(
            option, "stick-table: srvkey expects 'name' or 'addr' (got '" + what + "').");
      }
    }

    private void readStore(Word option) {
      for (String one : split(nextText(option))) {
        readData(option, one);
      }
    }

    /** The parts between those commas that stand outside of parentheses. */
    private static List<String> split(String text) {
      List<String> parts = new ArrayList<>();
      int depth = 0;
      int start = 0;
      for (int i = 0; i < text.length(); i++) {
        switch (text.charAt(i)) {
          case '(' -> depth++;
          case ')' -> depth--;
          case ',' -> {
            if (depth == 0) {
              parts.add(text.substring(start, i).strip());
              start = i + 1;
            }
          }
          default -> {}
        }
      }
      if (start < text.length()) {
        parts.add(text.substring(start).strip());
      }
      return parts;
    }

    private void readData(Word at, String text) {
      int open = text.indexOf('(');
      String word = open < 0 ? text : text.substring(0, open);
      DataType type = DataType.of(word);
      if (type == null) {
        throw arguments.error(at, "stick-table: unknown store option '" + word + "'.");
      }
      if (data.stream().anyMatch(known -> known.type() == type)) {
        arguments
            .diagnostics()
            .warning(
                at.position(),
                "stick-table: store option '" + word + "' already enabled, ignored.");
        return;
      }
      List<String> values =
          open < 0 || !text.endsWith(")")
              ? List.of()
              : split(text.substring(open + 1, text.length() - 1));
      int expected = (type.isArray() ? 1 : 0) + (type.isRate() ? 1 : 0);
      if (values.size() != expected) {
        throw arguments.error(
            at,
            "stick-table: "
                + (values.size() < expected ? "missing argument to" : "unexpected argument to")
                + " store option '"
                + word
                + "' (expected: "
                + word
                + (type.isArray()
                    ? type.isRate() ? "(<elements>,<period>)" : "(<elements>)"
                    : type.isRate() ? "(<period>)" : "")
                + ").");
      }
      int elements = type.isArray() ? elements(at, values.getFirst()) : 1;
      int period = type.isRate() ? period(at, values.getLast()) : 0;
      data.add(new StoredData(type, elements, period, 0));
    }

    private int elements(Word at, String text) {
      int elements = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
      if (elements < 1 || elements > DataType.MOST_ELEMENTS) {
        throw arguments.error(
            at,
            "stick-table: '"
                + text
                + "' elements are out of range (expected: 1 to "
                + DataType.MOST_ELEMENTS
                + ").");
      }
      return elements;
    }

    private int period(Word at, String text) {
      long millis = readPeriod(at, text);
      if (millis < 1 || millis > Integer.MAX_VALUE) {
        throw arguments.error(
            at, "stick-table: period '" + text + "' is out of range (expected: 1ms to 24d).");
      }
      return (int) millis;
    }
  }
}
