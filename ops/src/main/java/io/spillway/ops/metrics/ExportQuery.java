package io.spillway.ops.metrics;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a scrape asks for, in its query string. Immutable.
 *
 * @param scopes what metrics are wanted of
 * @param wanted the full names of the metrics that are wanted; empty for all
 * @param unwanted those that are not
 * @param hidesMaintenance whether servers in maintenance are left out
 * @param tellsDescriptions whether proxies' descriptions become labels
 */
record ExportQuery(
    Set<MetricScope> scopes,
    Set<String> wanted,
    Set<String> unwanted,
    boolean hidesMaintenance,
    boolean tellsDescriptions) {

  /**
   * Reads a query string.
   *
   * @param text what follows the question mark; empty for all there is
   * @return null where it names a scope that there is not
   */
  static @Nullable ExportQuery parse(String text) {
    EnumSet<MetricScope> scopes = EnumSet.allOf(MetricScope.class);
    boolean named = false;
    Set<String> wanted = new HashSet<>();
    Set<String> unwanted = new HashSet<>();
    boolean hidesMaintenance = false;
    boolean tellsDescriptions = false;
    for (String parameter : text.split("&")) {
      int equals = parameter.indexOf('=');
      String key = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
      switch (key) {
        case "scope" -> {
          if (!named || value.isEmpty()) {
            scopes.clear();
            named = true;
          }
          MetricScope scope = MetricScope.of(value);
          if (scope != null) {
            scopes.add(scope);
          } else if (value.equals("*")) {
            scopes.addAll(EnumSet.allOf(MetricScope.class));
          } else if (!value.isEmpty()) {
            return null;
          }
        }
        case "metrics" -> {
          for (String metric : value.split(",")) {
            if (metric.startsWith("-")) {
              unwanted.add(metric.substring(1));
            } else if (!metric.isEmpty()) {
              wanted.add(metric);
            }
          }
        }
        case "no-maint" -> hidesMaintenance = true;
        case "desc-labels" -> tellsDescriptions = true;
        default -> {}
      }
    }
    return new ExportQuery(scopes, wanted, unwanted, hidesMaintenance, tellsDescriptions);
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /** Whether the metric called {@code name} is wanted. */
  boolean wants(String name) {
    return !unwanted.contains(name) && (wanted.isEmpty() || wanted.contains(name));
  }
}
