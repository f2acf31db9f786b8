package io.spillway.ops.metrics;

import io.spillway.http.ErrorPage;
import io.spillway.http.ErrorPages;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.ops.stats.ProcessInfo;
import io.spillway.ops.stats.StatFilter;
import io.spillway.ops.stats.StatTable;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.StatField;
import io.spillway.proxy.stats.StatRow;
import io.spillway.proxy.table.StickTable;
import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The service {@code prometheus-exporter}: all counters of the process in Prometheus' text format,
 * under the names and with the labels of HAProxy's exporter. The parameters {@code scope}, {@code
 * metrics}, {@code no-maint} and {@code desc-labels} choose. Thread-safe.
 */
public final class PrometheusExporter implements HttpService {
  private static final String NOT_A_NUMBER = "NaN";
  private static final double MILLIS = 1000;

  private final ProcessStatus process;

  /** The exporter of a process. */
  public PrometheusExporter(ProcessStatus process) {
    this.process = process;
  }

  @Override
  public String name() {
    return "<PROMEX>";
  }

  @Override
  public String ruleName() {
    return "prometheus-exporter";
  }

  @Override
  public boolean accepts(RequestHead head) {
    return false;
  }

  @Override
  public boolean needsBody(RequestHead head) {
    return false;
  }

  @Override
  public Answer prepare(Evaluation evaluation, ByteSlice body) {
    RequestHead head = Objects.requireNonNull(evaluation.request(), "the exporter needs a head");
    String uri = head.text(head.pathStart(), head.uriEnd());
    int mark = uri.indexOf('?');
    ExportQuery query = ExportQuery.parse(mark < 0 ? "" : uri.substring(mark + 1));
    boolean headOnly = head.method() == Method.HEAD;
    return query == null ? PrometheusExporter::badRequest : () -> answer(query, headOnly);
  }

  private static byte[] badRequest() {
    ErrorPage page = Objects.requireNonNull(ErrorPages.standard(400), "there is a page for 400");
    return page.rawBytes();
  }

  private byte[] answer(ExportQuery query, boolean headOnly) {
    byte[] body = text(query).getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("HTTP/1.1 200 OK\r\ncache-control: no-cache\r\n"
                + "content-type: text/plain; version=0.0.4\r\ncontent-length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    if (headOnly) {
      return head;
    }
    byte[] message = new byte[head.length + body.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    return message;
  }

  private String text(ExportQuery query) {
    Exposition out = new Exposition();
    if (query.scopes().contains(MetricScope.GLOBAL)) {
      global(query, out);
    }
    Map<MetricScope, List<StatRow>> rows = rows(query);
    Map<String, String> descriptions = descriptions(query);
    for (Map.Entry<MetricScope, List<StatRow>> entry : rows.entrySet()) {
      MetricScope scope = entry.getKey();
      List<StatRow> servers = rows.getOrDefault(MetricScope.SERVER, List.of());
      if (query.scopes().contains(scope)) {
        Map<String, List<StatRow>> byBackend =
            scope == MetricScope.BACKEND ? byProxy(servers) : Map.of();
        for (MetricFamily family : MetricFamilies.ALL) {
          String name = scope.metric(family.name());
          if (family.scopes().contains(scope) && query.wants(name)) {
            out.begin(name, family.type(), family.help());
            for (StatRow row : entry.getValue()) {
              if (hides(query, scope, row)) {
                continue; // A backend's counts of servers have it all the same.
              }
              if (!family.form().needsHttp() || "http".equals(row.text(StatField.MODE))) {
                new Line(out, scope, row, descriptions).write(family, byBackend);
              }
            }
          }
        }
      }
    }
    if (query.scopes().contains(MetricScope.STICKTABLE)) {
      tables(query, out);
    }
    if (query.scopes().contains(MetricScope.RESOLVER)) {
      ResolverMetrics.write(process.resolvers(), query, out);
    }
    return out.toString();
  }

  private static boolean hides(ExportQuery query, MetricScope scope, StatRow row) {
    return query.hidesMaintenance()
        && scope == MetricScope.SERVER
        && Line.state(row, scope).equals("MAINT");
  }

  private void global(ExportQuery query, Exposition out) {
    ProcessInfo info = new ProcessInfo(process);
    String description = process.description();
    for (ProcessMetric metric : ProcessMetric.ALL) {
      String name = MetricScope.GLOBAL.metric(metric.name());
      if (query.wants(name)) {
        out.begin(name, metric.type(), metric.help());
        out.line();
        if (query.tellsDescriptions() && description != null) {
          out.label("desc", description);
        }
        if (metric.info().isEmpty()) {
          out.label("version", process.version()).value("1");
        } else {
          out.value(Objects.requireNonNullElse(info.value(metric.info()), NOT_A_NUMBER));
        }
      }
    }
  }

  private void tables(ExportQuery query, Exposition out) {
    String size = MetricScope.STICKTABLE.metric("size");
    String used = MetricScope.STICKTABLE.metric("used");
    if (query.wants(size)) {
      out.begin(size, MetricFamily.Type.GAUGE, "How many entries the table may have");
      process
          .tables()
          .tables()
          .forEach(table -> line(out, table).value("" + table.definition().size()));
    }
    if (query.wants(used)) {
      out.begin(used, MetricFamily.Type.GAUGE, "How many entries the table has");
      process.tables().tables().forEach(table -> line(out, table).value("" + table.count()));
    }
  }

  private static Exposition line(Exposition out, StickTable table) {
    return out.line()
        .label("name", table.definition().name())
        .label("type", table.definition().keyType().word());
  }

  /** The rows by scope, in the order of the scopes. */
  private Map<MetricScope, List<StatRow>> rows(ExportQuery query) {
    Map<MetricScope, List<StatRow>> rows = new EnumMap<>(MetricScope.class);
    for (StatRow row : StatTable.rows(process, StatFilter.ALL, false)) {
      for (MetricScope scope : MetricScope.values()) {
        if (scope.has(row)) {
          rows.computeIfAbsent(scope, s -> new ArrayList<>()).add(row);
        }
      }
    }
    return rows;
  }

  private Map<String, String> descriptions(ExportQuery query) {
    Map<String, String> descriptions = new HashMap<>();
    if (query.tellsDescriptions()) {
      for (ProxyStatus proxy : process.proxies()) {
        String text = description(proxy);
        if (!text.isEmpty()) {
          descriptions.put(proxy.name(), text);
        }
      }
    }
    return descriptions;
  }

  private static String description(ProxyStatus proxy) {
    if (proxy.frontend() != null) {
      return proxy.frontend().definition().settings().get(ProxyKeywords.DESCRIPTION);
    }
    return proxy.backend() == null
        ? ""
        : proxy.backend().definition().settings().get(ProxyKeywords.DESCRIPTION);
  }

  private static Map<String, List<StatRow>> byProxy(List<StatRow> servers) {
    Map<String, List<StatRow>> by = new LinkedHashMap<>();
    for (StatRow row : servers) {
      by.computeIfAbsent(String.valueOf(row.text(StatField.PXNAME)), name -> new ArrayList<>())
          .add(row);
    }
    return by;
  }

  /** Writes the values of one row. */
  private record Line(
      Exposition out, MetricScope scope, StatRow row, Map<String, String> descriptions) {
    void write(MetricFamily family, Map<String, List<StatRow>> serversOf) {
      StatField field = family.field();
      if (family.form().needsCheck() && !row.has(StatField.CHECK_STATUS)) {
        return;
      }
      switch (family.form()) {
        case NUMBER, HTTP_NUMBER -> begin().value(number(row.text(field)));
        case SECONDS, CHECK_SECONDS -> begin().value(seconds(row, field));
        case CHECK_NUMBER -> begin().value("" + row.number(field));
        case STATE -> states("state", MetricFamily.states(scope), state(row, scope));
        case CHECK -> states("state", MetricFamily.CHECK_RESULTS, String.valueOf(row.text(field)));
        case CODES -> {
          for (int i = 0; i < MetricFamily.CODES.size(); i++) {
            begin()
                .label("code", MetricFamily.CODES.get(i))
                .value(number(row.text(MetricFamily.RESPONSES.get(i))));
          }
        }
        case SERVER_STATES -> {
          List<StatRow> servers = servers(serversOf);
          counts(
              MetricFamily.SERVER_STATES,
              servers.stream().map(server -> state(server, MetricScope.SERVER)).toList());
        }
        case SERVER_CHECKS -> {
          List<StatRow> servers = servers(serversOf);
          counts(
              MetricFamily.CHECK_RESULTS,
              servers.stream()
                  .map(server -> String.valueOf(server.text(StatField.CHECK_STATUS)))
                  .toList());
        }
      }
    }

    private List<StatRow> servers(Map<String, List<StatRow>> serversOf) {
      return serversOf.getOrDefault(String.valueOf(row.text(StatField.PXNAME)), List.of());
    }

    private void counts(List<String> states, List<String> found) {
      if (found.isEmpty()) {
        return;
      }
      for (String state : states) {
        begin().label("state", state).value("" + found.stream().filter(state::equals).count());
      }
    }

    private void states(String key, List<String> states, String holds) {
      for (String state : states) {
        begin().label(key, state).value(state.equals(holds) ? "1" : "0");
      }
    }

    private Exposition begin() {
      String proxy = String.valueOf(row.text(StatField.PXNAME));
      out.line().label("proxy", proxy);
      if (scope == MetricScope.SERVER || scope == MetricScope.LISTENER) {
        out.label(
            scope.name().toLowerCase(Locale.ROOT), String.valueOf(row.text(StatField.SVNAME)));
      }
      String description = descriptions.get(proxy);
      return description == null ? out : out.label("desc", description);
    }

    private static String number(@Nullable String text) {
      return text == null ? NOT_A_NUMBER : text;
    }

    private static String seconds(StatRow row, StatField field) {
      return row.has(field)
          ? String.format(Locale.ROOT, "%.6f", row.number(field) / MILLIS)
          : NOT_A_NUMBER;
    }

    /** The word of {@link MetricFamily#states} that the row's state comes to. */
    private static String state(StatRow row, MetricScope scope) {
      String status = String.valueOf(row.text(StatField.STATUS));
      if (scope == MetricScope.FRONTEND) {
        return status.equals("STOP") ? "DOWN" : "UP";
      }
      if (scope == MetricScope.LISTENER) {
        return status;
      }
      String word = status.split("[ (]", 2)[0];
      return word.equals("no") ? "UP" : word;
    }
  }
}
