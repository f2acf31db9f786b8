package io.spillway.ops.metrics;

import io.spillway.proxy.stats.StatRow;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a metric is about: a part of its name, and a value of the parameter {@code scope}. */
enum MetricScope {
  GLOBAL("process", null),
  FRONTEND("frontend", StatRow.Kind.FRONTEND),
  LISTENER("listener", StatRow.Kind.LISTENER),
  BACKEND("backend", StatRow.Kind.BACKEND),
  SERVER("server", StatRow.Kind.SERVER),
  STICKTABLE("sticktable", null),
  RESOLVER("resolver", null);

  private final String part;
  private final StatRow.@Nullable Kind kind;

  MetricScope(String part, StatRow.@Nullable Kind kind) {
    this.part = part;
    this.kind = kind;
  }

  /** The full name of the metric {@code name}. */
  String metric(String name) {
    return "haproxy_" + part + '_' + name;
  }

  /** Whether {@code row} is of this scope. */
  boolean has(StatRow row) {
    return row.kind() == kind;
  }

  /** The scope that a query calls {@code word}, or null. */
  static @Nullable MetricScope of(String word) {
    for (MetricScope scope : values()) {
      if (scope.name().toLowerCase(Locale.ROOT).equals(word)) {
        return scope;
      }
    }
    return null;
  }
}
