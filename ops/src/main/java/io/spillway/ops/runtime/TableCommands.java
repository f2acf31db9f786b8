package io.spillway.ops.runtime;

import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StickTables;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code show table}, {@code set table} and {@code clear table}. */
final class TableCommands {
  private static final String SHOW_USAGE =
      "Optional argument only supports \"data.<store_data_type>\" <operator> <value> and key <key>\n";
  private static final String SET_USAGE =
      "Required arguments: <table> key <key> [data.<store_data_type> <value>]*\n";
  private static final String CLEAR_USAGE =
      "Required arguments: <table> \"data.<store_data_type>\" <operator> <value> or <table> key"
          + " <key>\n";

  /** Keys tell of clients. */
  private static final String NOT_ALLOWED =
      "# contents not dumped due to insufficient privileges\n";

  private static final int LONGEST_KEY = 16384;

  static final List<Command> ALL =
      List.of(
          Command.of(
              "show table",
              "<table> [<filter>]*",
              "report table usage stats or dump this table's contents (filter: data/key)",
              Level.USER,
              TableCommands::show),
          Command.of(
              "set table",
              "<table> [<filter>]*",
              "update or create a table entry's data",
              Level.OPERATOR,
              TableCommands::set),
          Command.of(
              "clear table",
              "<table> [<filter>]*",
              "remove an entry from a table (filter: data/key)",
              Level.OPERATOR,
              TableCommands::clear));

  private TableCommands() {}

  /** What a command is to find: nothing but the table, a key, or entries with certain values. */
  private record Selection(@Nullable String key, int next, List<TableFilter> filters) {}

  private static String show(RuntimeSession session, List<String> arguments) {
    StickTables tables = session.process().tables();
    long now = session.process().nowMillis();
    if (arguments.isEmpty()) {
      StringBuilder out = new StringBuilder();
      for (StickTable table : List.copyOf(tables.tables()).reversed()) {
        table.sweep(now);
        header(out, table);
      }
      return out.toString();
    }
    return with(
        tables,
        arguments,
        "show",
        (table, selection) -> {
          StringBuilder out = new StringBuilder();
          if (session.level() == Level.USER) {
            if (selection.key() != null) {
              return "Permission denied\n";
            }
            header(out, table);
            return out.append(NOT_ALLOWED).toString();
          }
          if (selection.key() != null) {
            TableEntry entry = find(table, selection.key(), now, false);
            if (entry != null) {
              header(out, table);
              TableText.entry(out, table, entry, now);
            }
          } else {
            List<TableEntry> entries = TableText.sorted(table.entries(now), table);
            header(out, table);
            for (TableEntry entry : entries) {
              if (matches(selection.filters(), table, entry, now)) {
                TableText.entry(out, table, entry, now);
              }
            }
          }
          return out.toString();
        });
  }

  private static void header(StringBuilder out, StickTable table) {
    out.append("# table: ").append(table.definition().name());
    out.append(", type: ").append(table.definition().keyType().word());
    out.append(", size:").append(table.definition().size());
    out.append(", used:").append(table.count()).append('\n');
  }

  private static String clear(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return CLEAR_USAGE;
    }
    long now = session.process().nowMillis();
    return with(
        session.process().tables(),
        arguments,
        "clear",
        (table, selection) -> {
          String key = selection.key();
          if (key == null) {
            for (TableEntry entry : table.entries(now)) {
              if (matches(selection.filters(), table, entry, now)) {
                table.remove(entry);
              }
            }
            return "";
          }
          TableEntry entry = find(table, key, now, false);
          return entry == null || table.remove(entry)
              ? ""
              : "Entry currently in use, cannot remove\n";
        });
  }

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return SET_USAGE;
    }
    long now = session.process().nowMillis();
    return with(
        session.process().tables(),
        arguments,
        "set",
        (table, selection) -> {
          String key = selection.key();
          return key == null
              ? SET_USAGE
              : set(table, key, arguments.subList(selection.next(), arguments.size()), now);
        });
  }

  /** A value that is to be set. */
  private record Change(StoredData data, int index, long value) {}

  private static String set(StickTable table, String key, List<String> words, long now) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 2) {
      if (!words.get(i).startsWith("data.")) {
        return "\"data.<type>\" followed by a value expected\n";
      }
      TableFilter.Column column = TableFilter.Column.of(words.get(i));
      if (column == null) {
        return "Unknown data type\n";
      }
      StoredData data = table.stored(column.type());
      if (data == null || column.index() >= data.elements()) {
        return "Data type not stored in this table\n";
      }
      long value = TableFilter.number(words, i + 1);
      if (value < 0) {
        return "Require a valid integer value to store\n";
      }
      changes.add(new Change(data, column.index(), value));
    }
    TableEntry entry = find(table, key, now, true);
    if (entry == null) {
      return "Unable to allocate a new entry\n";
    }
    for (Change change : changes) {
      change.data().set(entry, change.index(), change.value(), now);
    }
    table.touch(entry, now);
    return "";
  }

  /** Does a command's work on a table. */
  private interface Work {
    String run(StickTable table, Selection selection);
  }

  private static String with(StickTables tables, List<String> arguments, String action, Work work) {
    StickTable table = tables.table(arguments.getFirst());
    if (table == null) {
      return "No such table\n";
    }
    if (arguments.size() == 1) {
      return work.run(table, new Selection(null, 1, List.of()));
    }
    String word = arguments.get(1);
    if (word.equals("key")) {
      if (arguments.size() < 3) {
        return "Key value expected\n";
      }
      String wrong = wrongKey(table, arguments.get(2), action);
      return wrong == null ? work.run(table, new Selection(arguments.get(2), 3, List.of())) : wrong;
    }
    if (!word.startsWith("data.")) {
      return switch (action) {
        case "show" -> SHOW_USAGE;
        case "set" -> SET_USAGE;
        default -> CLEAR_USAGE;
      };
    }
    if (action.equals("set")) {
      return "content-based lookup is only supported with the \"show\" and \"clear\" actions\n";
    }
    List<TableFilter> filters = new ArrayList<>();
    String wrong = TableFilter.parse(table, arguments.subList(1, arguments.size()), filters);
    return wrong == null ? work.run(table, new Selection(null, arguments.size(), filters)) : wrong;
  }

  private static boolean matches(
      List<TableFilter> filters, StickTable table, TableEntry entry, long now) {
    return filters.stream().allMatch(filter -> filter.matches(table, entry, now));
  }

  private static @Nullable String wrongKey(StickTable table, String text, String action) {
    KeyType type = table.definition().keyType();
    if (type == KeyType.BINARY) {
      return switch (action) {
            case "show" -> "Showing";
            case "clear" -> "Removing";
            default -> "Inserting";
          }
          + " keys "
          + (action.equals("clear") ? "from" : action.equals("show") ? "from" : "into")
          + " tables of type other than ip, ipv6, string and integer is not supported\n";
    }
    boolean isNumber = type != KeyType.INTEGER || text.matches("[0-9]{1,10}");
    return isNumber && table.isKey(sample(text)) ? null : "Invalid key\n";
  }

  private static Sample sample(String text) {
    Sample sample = new Sample(LONGEST_KEY);
    sample.string(text.getBytes(StandardCharsets.ISO_8859_1));
    return sample;
  }

  private static @Nullable TableEntry find(
      StickTable table, String key, long now, boolean addsKey) {
    Sample sample = sample(key);
    return addsKey ? table.findOrAdd(sample, now) : table.find(sample, now);
  }
}
