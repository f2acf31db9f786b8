package io.spillway.proxy.table;

import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be asked about a key: a word that, behind {@code sc_}, {@code src_} and {@code
 * table_}, names a fetch or a converter. Immutable.
 *
 * @param name the word: {@code http_req_rate}, {@code get_gpc0}
 * @param isIndexed whether it has the index of an element as an argument
 * @param addsKey whether it concerns a key that is not known yet, too
 * @param answer what it does
 */
record CounterReading(String name, boolean isIndexed, boolean addsKey, Answer answer) {
  /** Answers the question. */
  @FunctionalInterface
  interface Answer {
    /**
     * Puts the answer into {@code into}.
     *
     * @param entry the key's entry, or null where the table does not know it
     * @param index which element of an array
     * @return false where the table does not keep what was asked for
     */
    boolean read(StickTable table, @Nullable TableEntry entry, int index, long now, Sample into);
  }

  /** All questions. */
  static final List<CounterReading> ALL = all();

  /** The word behind {@code table_}. */
  String converterName() {
    return "table_" + (name.startsWith("get_") ? name.substring("get_".length()) : name);
  }

  private static List<CounterReading> all() {
    List<CounterReading> all = new ArrayList<>();
    for (DataType type :
        List.of(
            DataType.CONN_CNT,
            DataType.CONN_CUR,
            DataType.CONN_RATE,
            DataType.SESS_CNT,
            DataType.SESS_RATE,
            DataType.HTTP_REQ_CNT,
            DataType.HTTP_REQ_RATE,
            DataType.HTTP_ERR_CNT,
            DataType.HTTP_ERR_RATE,
            DataType.HTTP_FAIL_CNT,
            DataType.HTTP_FAIL_RATE,
            DataType.BYTES_IN_RATE,
            DataType.BYTES_OUT_RATE,
            DataType.GLITCH_CNT,
            DataType.GLITCH_RATE)) {
      all.add(plain(type.word(), (t, e, i, now, into) -> value(t, e, type, 0, now, 0, into)));
    }
    all.add(
        plain(
            "kbytes_in", (t, e, i, n, into) -> value(t, e, DataType.BYTES_IN_CNT, 0, n, 10, into)));
    all.add(
        plain(
            "kbytes_out",
            (t, e, i, n, into) -> value(t, e, DataType.BYTES_OUT_CNT, 0, n, 10, into)));
    all.add(plain("trackers", (t, e, i, n, into) -> into.integer(e == null ? 0 : e.references())));
    for (GeneralCounter counter : GeneralCounter.values()) {
      String suffix = counter.suffix();
      all.add(of("get_gpc" + suffix, counter, false, counter::read));
      all.add(of("gpc" + suffix + "_rate", counter, false, counter::readRate));
      all.add(of("inc_gpc" + suffix, counter, true, counter::increment));
      all.add(of("clr_gpc" + suffix, counter, true, counter::clear));
    }
    all.add(plain("get_gpt0", (t, e, i, now, into) -> tag(t, e, 0, now, into)));
    all.add(new CounterReading("get_gpt", true, false, CounterReading::tag));
    return List.copyOf(all);
  }

  private static CounterReading plain(String name, Answer answer) {
    return new CounterReading(name, false, false, answer);
  }

  private static CounterReading of(
      String name, GeneralCounter counter, boolean addsKey, Answer answer) {
    return new CounterReading(name, counter.isIndexed(), addsKey, answer);
  }

  private static boolean tag(
      StickTable table, @Nullable TableEntry entry, int index, long now, Sample into) {
    StoredData single = index == 0 ? table.stored(DataType.GPT0) : null;
    return value(table, entry, single == null ? DataType.GPT : DataType.GPT0, index, now, 0, into);
  }

  /** The value of element {@code index} of {@code type}; 0 for a key that is not known. */
  static boolean value(
      StickTable table,
      @Nullable TableEntry entry,
      DataType type,
      int index,
      long now,
      int shift,
      Sample into) {
    if (entry == null) {
      return into.integer(0);
    }
    StoredData stored = table.stored(type);
    return stored != null
        && index < stored.elements()
        && into.integer(stored.value(entry, index, now) >> shift);
  }
}
