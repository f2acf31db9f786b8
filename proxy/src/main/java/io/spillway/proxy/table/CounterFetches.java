package io.spillway.proxy.table;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fetches of tracked counters ({@code sc_…}), of the client's address in a table ({@code
 * src_…}) and of tables as a whole (configuration manual, chapter 7.3.3).
 */
public final class CounterFetches {
  private static final int NAMED_COUNTERS = 3;

  /** All of them. */
  public static final List<Fetch> ALL = all();

  private CounterFetches() {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    for (CounterReading reading : CounterReading.ALL) {
      String index = reading.isIndexed() ? "integer," : "";
      all.add(
          sint(
              "sc_" + reading.name(),
              Source.TRACKED_COUNTERS,
              index + "integer[,table]",
              arguments -> tracked(arguments, reading)));
      if (!reading.isIndexed()) {
        for (int counter = 0; counter < NAMED_COUNTERS; counter++) {
          int number = counter;
          all.add(
              sint(
                  "sc" + counter + "_" + reading.name(),
                  Source.TRACKED_COUNTERS,
                  "[table]",
                  arguments -> tracked(reading, number, 0, table(arguments, 0))));
        }
      }
      if (!reading.name().equals("trackers")) {
        all.add(
            sint(
                "src_" + reading.name(),
                Source.CLIENT_ADDRESS,
                index + "table",
                arguments -> ofSource(arguments, reading)));
      }
    }
    addTracked(all);
    all.add(
        sint(
            "src_updt_conn_cnt",
            Source.CLIENT_ADDRESS,
            "table",
            arguments ->
                ofSource(
                    new CounterReading(
                        "updt_conn_cnt", false, true, CounterFetches::countConnection),
                    0,
                    required(arguments, 0))));
    all.add(ofTable("table_cnt", StickTable::count));
    all.add(ofTable("table_avl", table -> table.definition().size() - table.count()));
    return List.copyOf(all);
  }

  private static void addTracked(List<Fetch> all) {
    all.add(
        Fetch.of(
            "sc_tracked",
            SampleType.BOOLEAN,
            Source.TRACKED_COUNTERS,
            "integer[,table]",
            arguments -> isTracked(counter(arguments, 0))));
    for (int counter = 0; counter < NAMED_COUNTERS; counter++) {
      int number = counter;
      all.add(
          Fetch.of(
              "sc" + counter + "_tracked",
              SampleType.BOOLEAN,
              Source.TRACKED_COUNTERS,
              "[table]",
              arguments -> isTracked(number)));
    }
  }

  private static Fetch sint(String name, Source source, String signature, Fetch.Factory factory) {
    return Fetch.of(name, SampleType.INTEGER, source, signature, factory);
  }

  /** The number of a counter: argument {@code index}. */
  private static int counter(CallArguments arguments, int index) {
    if (!arguments.has(index)) {
      throw arguments.error(
          "expected type 'integer' at position " + (index + 1) + ", but got nothing");
    }
    long counter = arguments.integer(index, 0);
    int most = StickTables.of(arguments.scope().context()).counters();
    if (counter < 0 || counter >= most) {
      throw arguments.error(
          "invalid stick-counter track index '"
              + counter
              + "' (expected: 0 to "
              + (most - 1)
              + "; see 'tune.stick-counters')");
    }
    return (int) counter;
  }

  /** The table that argument {@code index} names, or null. */
  private static @Nullable TableReference table(CallArguments arguments, int index) {
    return arguments.has(index) ? required(arguments, index) : null;
  }

  /** The table that argument {@code index} names, or the proxy's own. */
  private static TableReference required(CallArguments arguments, int index) {
    return StickTables.of(arguments.scope().context())
        .reference(
            arguments.text(index),
            arguments.scope(),
            "arg " + (index + 1) + " of sample fetch keyword '" + arguments.name() + "'");
  }

  static int element(CallArguments arguments) {
    long element = arguments.integer(0, 0);
    if (element < 0 || element >= DataType.MOST_ELEMENTS) {
      throw arguments.error("index " + element + " is out of range (expected: 0 to 99)");
    }
    return (int) element;
  }

  private static Fetch.Fetcher tracked(CallArguments arguments, CounterReading reading) {
    int first = reading.isIndexed() ? 1 : 0;
    return tracked(
        reading,
        counter(arguments, first),
        reading.isIndexed() ? element(arguments) : 0,
        table(arguments, first + 1));
  }

  private static Fetch.Fetcher tracked(
      CounterReading reading, int counter, int element, @Nullable TableReference other) {
    return (evaluation, into) -> {
      Tracker tracker = evaluation.attachment(Tracker.class);
      Tracking tracking = tracker == null ? null : tracker.tracked();
      TableEntry entry = tracking == null ? null : tracking.entry(counter);
      StickTable table = tracking == null ? null : tracking.table(counter);
      if (tracker == null || entry == null || table == null) {
        return false;
      }
      long now = tracker.nowMillis();
      if (other != null && other.table() != table) {
        table = other.table();
        entry = table.findSame(entry, now);
      }
      return reading.answer().read(table, entry, element, now, into);
    };
  }

  /** Whether anything is tracked: as in HAProxy, in whichever table it is. */
  private static Fetch.Fetcher isTracked(int counter) {
    return (evaluation, into) -> {
      Tracker tracker = evaluation.attachment(Tracker.class);
      Tracking tracking = tracker == null ? null : tracker.tracked();
      return into.bool(tracking != null && tracking.entry(counter) != null);
    };
  }

  private static Fetch.Fetcher ofSource(CallArguments arguments, CounterReading reading) {
    return reading.isIndexed()
        ? ofSource(reading, element(arguments), required(arguments, 1))
        : ofSource(reading, 0, required(arguments, 0));
  }

  private static Fetch.Fetcher ofSource(
      CounterReading reading, int element, TableReference reference) {
    return (evaluation, into) -> {
      Address source = evaluation.source();
      StickTable table = reference.table();
      if (source == null || !into.address(source) || !table.isKey(into)) {
        return false;
      }
      long now = now(evaluation);
      TableEntry entry = reading.addsKey() ? table.findOrAdd(into, now) : table.find(into, now);
      return reading.answer().read(table, entry, element, now, into);
    };
  }

  private static boolean countConnection(
      StickTable table, @Nullable TableEntry entry, int element, long now, Sample into) {
    StoredData stored = table.stored(DataType.CONN_CNT);
    if (entry == null || stored == null) {
      return false;
    }
    stored.add(entry, 0, 1, now);
    table.touch(entry, now);
    return into.integer(stored.value(entry, 0, now));
  }

  private static Fetch ofTable(String name, ToLongFunction<StickTable> question) {
    return sint(
        name,
        Source.INTERNAL,
        "table",
        arguments -> {
          TableReference reference = required(arguments, 0);
          return (evaluation, into) -> {
            reference.table().sweep(now(evaluation));
            return into.integer(question.applyAsLong(reference.table()));
          };
        });
  }

  /** The moment at which {@code evaluation} runs. */
  static long now(Evaluation evaluation) {
    Tracker tracker = evaluation.attachment(Tracker.class);
    return tracker == null ? System.nanoTime() / 1_000_000 : tracker.nowMillis();
  }
}
