package io.spillway.proxy.bandwidth;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.proxy.table.TableReference;
import io.spillway.rules.RuleContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bandwidth filters of one configuration, by the names of their proxies and their own, and the
 * rules that want them. Filled by the thread that reads the configuration; read by any thread after
 * that.
 */
public final class BandwidthFilters {
  private final Map<String, BandwidthFilter> filters = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();

  /** A filter that a rule names. Resolved when everything was read, before any rule runs. */
  static final class Reference {
    private final String proxy;
    private final String name;
    private final SourcePosition position;
    private final boolean changesPeriodOrLimit;
    private @Nullable BandwidthFilter filter;

    private Reference(
        String proxy, String name, SourcePosition position, boolean changesPeriodOrLimit) {
      this.proxy = proxy;
      this.name = name;
      this.position = position;
      this.changesPeriodOrLimit = changesPeriodOrLimit;
    }

    /** The filter; null before everything was read. */
    @Nullable BandwidthFilter filter() {
      return filter;
    }
  }

  /** The filters of the configuration that {@code context} belongs to. */
  public static BandwidthFilters of(RuleContext context) {
    return context.shared(
        BandwidthFilters.class,
        () -> {
          BandwidthFilters made = new BandwidthFilters();
          context.later(made::finish);
          return made;
        });
  }

  private static String key(String proxy, String name) {
    return proxy + " " + name;
  }

  /** Adds a filter of {@code proxy}; false where it has one of that name. */
  public boolean declare(String proxy, BandwidthFilter filter) {
    return filters.putIfAbsent(key(proxy, filter.name()), filter) == null;
  }

  /** The filter {@code name} of {@code proxy}, which a rule wants. */
  Reference reference(
      String proxy, String name, SourcePosition position, boolean changesPeriodOrLimit) {
    Reference reference = new Reference(proxy, name, position, changesPeriodOrLimit);
    references.add(reference);
    return reference;
  }

  private void finish(Diagnostics diagnostics) {
    for (Reference reference : references) {
      BandwidthFilter filter = filters.get(key(reference.proxy, reference.name));
      reference.filter = filter;
      String wrong = null;
      if (filter == null) {
        wrong = "unable to find bwlim filter '" + reference.name + "' in the proxy's filters";
      } else if (filter.isShared() && reference.changesPeriodOrLimit) {
        wrong =
            "set-bandwidth-limit cannot change the limit or the period of '"
                + reference.name
                + "', which streams share";
      } else if (isNotCounted(filter)) {
        wrong =
            "the table of bwlim filter '"
                + reference.name
                + "' does not store '"
                + Throttle.rateOf(filter.direction()).word()
                + "'";
      }
      if (wrong != null) {
        diagnostics.add(
            Diagnostic.ofConfiguration(
                Severity.ALERT,
                reference.position,
                "config: proxy '" + reference.proxy + "': " + wrong + "."));
      }
    }
    references.clear();
  }

  private static boolean isNotCounted(BandwidthFilter filter) {
    TableReference table = filter.table();
    return table != null && table.table().stored(Throttle.rateOf(filter.direction())) == null;
  }
}
