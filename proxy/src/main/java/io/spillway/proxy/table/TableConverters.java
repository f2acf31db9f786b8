package io.spillway.proxy.table;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The converters that look a value up in a table (configuration manual, chapter 7.3.1). */
public final class TableConverters {
  /** All of them. */
  public static final List<Converter> ALL = all();

  private TableConverters() {}

  private static List<Converter> all() {
    List<Converter> all = new ArrayList<>();
    for (CounterReading reading : CounterReading.ALL) {
      all.add(
          sint(
              reading.converterName(),
              (reading.isIndexed() ? "integer," : "") + "table",
              arguments ->
                  reading.isIndexed()
                      ? lookUp(reading, CounterFetches.element(arguments), table(arguments, 1))
                      : lookUp(reading, 0, table(arguments, 0))));
    }
    all.add(
        sint(
            "table_server_id",
            "table",
            arguments ->
                lookUp(
                    new CounterReading(
                        "server_id",
                        false,
                        false,
                        (t, e, i, now, into) ->
                            CounterReading.value(t, e, DataType.SERVER_ID, 0, now, 0, into)),
                    0,
                    table(arguments, 0))));
    all.add(
        Converter.impure(
            "in_table", SampleType.ANY, SampleType.BOOLEAN, "table", TableConverters::isKnown));
    all.add(sint("table_expire", "table[,integer]", arguments -> remaining(arguments, false)));
    all.add(sint("table_idle", "table[,integer]", arguments -> remaining(arguments, true)));
    return List.copyOf(all);
  }

  private static Converter sint(String name, String signature, Converter.Factory factory) {
    return Converter.impure(name, SampleType.ANY, SampleType.INTEGER, signature, factory);
  }

  private static TableReference table(CallArguments arguments, int index) {
    return StickTables.of(arguments.scope().context())
        .reference(
            arguments.text(index),
            arguments.scope(),
            "arg " + (index + 1) + " of converter '" + arguments.name() + "'");
  }

  private static Converter.Conversion lookUp(
      CounterReading reading, int element, TableReference reference) {
    return (evaluation, sample) -> {
      StickTable table = reference.table();
      if (!table.isKey(sample)) {
        return false;
      }
      long now = CounterFetches.now(evaluation);
      TableEntry entry = reading.addsKey() ? table.findOrAdd(sample, now) : table.find(sample, now);
      return reading.answer().read(table, entry, element, now, sample);
    };
  }

  private static Converter.Conversion isKnown(CallArguments arguments) {
    TableReference reference = table(arguments, 0);
    return (evaluation, sample) -> {
      StickTable table = reference.table();
      return table.isKey(sample)
          && sample.bool(table.find(sample, CounterFetches.now(evaluation)) != null);
    };
  }

  /** How long a key is known yet, or was not used; the second argument where it is not known. */
  private static Converter.Conversion remaining(CallArguments arguments, boolean isIdle) {
    TableReference reference = table(arguments, 0);
    boolean hasDefault = arguments.has(1);
    long absent = arguments.integer(1, 0);
    return (evaluation, sample) -> {
      StickTable table = reference.table();
      if (!table.isKey(sample)) {
        return false;
      }
      long now = CounterFetches.now(evaluation);
      @Nullable TableEntry entry = table.find(sample, now);
      if (entry == null) {
        return hasDefault && sample.integer(absent);
      }
      long left = table.remaining(entry, now);
      return sample.integer(isIdle ? table.definition().expireMillis() - left : left);
    };
  }
}
