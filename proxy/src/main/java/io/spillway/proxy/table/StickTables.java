package io.spillway.proxy.table;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleScope;
import io.spillway.rules.sample.SampleCasts;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stick tables of one configuration by name, and the names by which its rules want them. Filled
 * by the thread that reads the configuration; after {@link #finish} it does not change and is read
 * by any thread.
 */
public final class StickTables {
  /** How many counters a stream can track where {@code tune.stick-counters} does not say. */
  public static final int DEFAULT_COUNTERS = 3;

  private final Map<String, TableLine> lines = new LinkedHashMap<>();
  private final Map<String, StickTable> tables = new LinkedHashMap<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final Map<String, Set<DataType>> additions = new HashMap<>();
  private int counters = DEFAULT_COUNTERS;
  private int usedCounters;
  private StatusClasses statusClasses = StatusClasses.DEFAULT;

  private record Wish(
      TableReference reference,
      String proxy,
      @Nullable SampleType keyFrom,
      String from,
      SourcePosition position) {}

  /** The tables of the configuration that {@code context} belongs to. */
  public static StickTables of(RuleContext context) {
    return context.shared(StickTables.class, StickTables::new);
  }

  /** Declares a table; false where its proxy has one. */
  public boolean declare(TableLine line) {
    return lines.putIfAbsent(line.name(), line) == null;
  }

  /** Which statuses count as errors and as failures. */
  public StatusClasses statusClasses() {
    return statusClasses;
  }

  /** Sets {@link #statusClasses}. */
  public void statusClasses(StatusClasses classes) {
    statusClasses = classes;
  }

  /** What was declared, in the order of the configuration. */
  public Collection<TableLine> lines() {
    return Collections.unmodifiableCollection(lines.values());
  }

  /** The declaration of the table called {@code name}, or null. */
  public @Nullable TableLine line(String name) {
    return lines.get(name);
  }

  /** How many counters a stream can track. */
  public int counters() {
    return counters;
  }

  /** Sets {@link #counters}. */
  public void counters(int number) {
    counters = number;
  }

  /** A rule tracks counter {@code index}. */
  void use(int index) {
    usedCounters = Math.max(usedCounters, index + 1);
  }

  /** How many counters rules track: those from 0 on. */
  public int usedCounters() {
    return usedCounters;
  }

  /**
   * The table called {@code name}.
   *
   * @param name the name, or empty for that of {@code scope}'s own proxy
   * @param from what wants it, for the message where there is none: {@code "'track-sc0' rule"}
   */
  public TableReference reference(String name, RuleScope scope, String from) {
    return reference(name, scope, null, from, scope.position());
  }

  /**
   * The table called {@code name}, whose keys are made of values of type {@code keyFrom}; see
   * {@link #reference(String, RuleScope, String)}.
   */
  public TableReference reference(
      String name,
      RuleScope scope,
      @Nullable SampleType keyFrom,
      String from,
      SourcePosition position) {
    TableReference reference = new TableReference(name.isEmpty() ? scope.name() : name);
    wishes.add(new Wish(reference, scope.name(), keyFrom, from, position));
    return reference;
  }

  /** Has the table called {@code name} keep {@code type} even where its line does not say so. */
  public void keep(String name, DataType type) {
    additions.computeIfAbsent(name, key -> EnumSet.noneOf(DataType.class)).add(type);
  }

  /** Makes the tables and resolves what rules want; once, when everything was read. */
  public void finish(Diagnostics diagnostics) {
    for (TableLine line : lines.values()) {
      TableDefinition definition = line.build(additions.getOrDefault(line.name(), Set.of()));
      tables.put(line.name(), new StickTable(definition));
    }
    for (Wish wish : wishes) {
      StickTable table = tables.get(wish.reference().name());
      String problem = null;
      if (table == null) {
        problem =
            "Proxy '"
                + wish.proxy()
                + "': unable to find table '"
                + wish.reference().name()
                + "' referenced in "
                + wish.from()
                + ".";
      } else {
        wish.reference().resolve(table);
        if (wish.keyFrom() != null
            && !SampleCasts.isPossible(wish.keyFrom(), table.definition().keyType().sampleType())) {
          problem =
              "Proxy '"
                  + wish.proxy()
                  + "': stick-table '"
                  + wish.reference().name()
                  + "' uses a type incompatible with the "
                  + wish.from()
                  + ".";
        }
      }
      if (problem != null) {
        diagnostics.add(Diagnostic.ofConfiguration(Severity.ALERT, wish.position(), problem));
      }
    }
    wishes.clear();
  }

  /** The table called {@code name}, or null. */
  public @Nullable StickTable table(String name) {
    return tables.get(name);
  }

  /** All tables in the order of the configuration. */
  public Collection<StickTable> tables() {
    return Collections.unmodifiableCollection(tables.values());
  }

  /** Forgets in all tables what is over at {@code now}. */
  public void sweep(long now) {
    tables.values().forEach(table -> table.sweep(now));
  }
}
