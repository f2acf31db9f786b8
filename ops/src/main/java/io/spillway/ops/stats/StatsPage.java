package io.spillway.ops.stats;

import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.StatField;
import io.spillway.proxy.stats.StatRow;
import io.spillway.proxy.stats.StatRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statistics page in HTML: the process, a legend, and a table for each proxy. Confined to the
 * thread that makes it.
 */
final class StatsPage {
  private final StatsSettings settings;
  private final ProcessStatus process;
  private final StatFilter filter;
  private final StatsQuery query;
  private final boolean isAdmin;
  private final Html out = new Html();

  StatsPage(
      StatsSettings settings,
      ProcessStatus process,
      StatFilter filter,
      StatsQuery query,
      boolean isAdmin) {
    this.settings = settings;
    this.process = process;
    this.filter = filter;
    this.query = query;
    this.isAdmin = isAdmin;
  }

  String html() {
    head();
    outcome();
    out.raw("<section class=\"top\">");
    processInformation();
    legend();
    displayOptions();
    out.raw("</section>\n");
    StatRows fill = new StatRows(process, settings.showsLegends());
    for (ProxyStatus proxy : process.proxies()) {
      if (StatTable.matches(filter, proxy)) {
        proxy(proxy, fill);
      }
    }
    return out.raw("</body></html>\n").toString();
  }

  private void head() {
    String where = settings.node() == null ? "" : " on " + settings.node();
    out.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    out.raw("<title>Statistics Report for ").text(process.productName() + where);
    out.raw("</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>");
    out.raw(StatsStyle.CSS).raw("</style></head>\n<body><h1>").text(process.productName());
    if (!settings.hidesVersion()) {
      out.text(" version " + process.version() + ", released " + process.releaseDate());
    }
    out.raw("</h1>\n<h2>Statistics Report for pid ");
    out.number(ProcessHandle.current().pid()).text(where);
    if (settings.description() != null) {
      out.text(": " + settings.description());
    }
    out.raw("</h2>\n");
  }

  private void outcome() {
    StatsQuery.Outcome outcome = query.outcome();
    if (outcome != null) {
      out.raw("<p class=\"").raw(outcome.isGood() ? "good" : "bad").raw("\"><a href=\"");
      out.text(link(query.hidesDown(), query.noRefresh(), ""));
      out.raw("\" title=\"Remove this message\">[X]</a> ").text(outcome.message()).raw("</p>\n");
    }
  }

  private void processInformation() {
    long now = process.nowMillis();
    long uptime = Math.max(0, System.currentTimeMillis() - process.startedMillis()) / 1000;
    out.raw("<div><h3>General process information</h3><p><b>pid</b> = ");
    out.number(ProcessHandle.current().pid()).raw(" (process #1, nbproc = 1, nbthread = ");
    out.number(process.threads()).raw(")<br><b>uptime</b> = ").text(duration(uptime));
    out.raw("<br><b>system limits:</b> ulimit-n = ").number(process.maxDescriptors());
    out.raw("<br><b>maxsock</b> = ").number(process.maxDescriptors());
    out.raw("; <b>maxconn</b> = ").number(process.maxConnections());
    out.raw("<br>current conns = ").number(process.connections().value());
    out.raw("; conn rate = ").number(process.statistics().connectionRate().perSecond(now));
    out.raw("/sec; session rate = ").number(process.statistics().sessionRate().perSecond(now));
    out.raw("/sec</p></div>\n");
  }

  private void legend() {
    out.raw("<div><h3>Legend</h3><table class=\"legend\">");
    for (RowColour colour : RowColour.values()) {
      out.raw("<tr><td class=\"").raw(colour.styleClass()).raw("\"></td><td>");
      out.text(colour.label()).raw("</td></tr>");
    }
    out.raw("</table><p>\"NOLB\"/\"DRAIN\" = UP with load-balancing disabled.</p></div>\n");
  }

  private void displayOptions() {
    out.raw("<div><h3>Display option</h3><form method=\"get\"><label>Scope: <input name=\"scope\"");
    out.raw(" size=\"8\" maxlength=\"20\" value=\"").text(query.scope());
    out.raw("\"></label></form><ul>");
    boolean up = query.hidesDown();
    boolean quiet = query.noRefresh();
    option(up ? "Show all servers" : "Hide 'DOWN' servers", link(!up, quiet, ""));
    if (settings.refreshSeconds() > 0) {
      option(quiet ? "Enable refresh" : "Disable refresh", link(up, !quiet, ""));
    }
    option("Refresh now", link(up, quiet, ""));
    option("CSV export", link(up, true, ";csv"));
    option("JSON export", link(up, true, ";json"));
    out.raw("</ul></div>");
  }

  private void option(String label, String link) {
    out.raw("<li><a href=\"").text(link).raw("\">").text(label).raw("</a></li>");
  }

  private String link(boolean up, boolean noRefresh, String more) {
    return settings.uriPrefix()
        + more
        + (up ? ";up" : "")
        + (noRefresh ? ";norefresh" : "")
        + (query.scope().isEmpty() ? "" : "?scope=" + query.scope());
  }

  private void proxy(ProxyStatus proxy, StatRows fill) {
    List<StatRow> rows = new ArrayList<>();
    StatTable.addRows(proxy, filter, fill, rows);
    BackendStatus backend = proxy.backend();
    boolean hasForm = isAdmin && backend != null && !backend.servers().isEmpty();
    out.raw("<section class=\"proxy\" id=\"").text(proxy.name()).raw("\"><h3><a href=\"#");
    out.text(proxy.name()).raw("\"");
    if (settings.showsLegends()) {
      out.raw(" title=\"").text(proxyLegend(proxy)).raw("\"");
    }
    out.raw(">").text(proxy.name()).raw("</a>");
    String description = proxy.definition().settings().get(ProxyKeywords.DESCRIPTION);
    if (!description.isEmpty()) {
      out.raw(" <small>").text(description).raw("</small>");
    }
    out.raw("</h3>\n");
    if (hasForm) {
      out.raw("<form method=\"post\">");
    }
    out.raw(StatsStyle.TABLE_HEAD.formatted(hasForm ? "<th rowspan=\"2\"></th>" : ""));
    for (StatRow row : rows) {
      row(proxy, row, hasForm);
    }
    out.raw("</table>");
    if (hasForm) {
      actions(proxy);
    }
    out.raw("</section>\n");
  }

  private static String proxyLegend(ProxyStatus proxy) {
    BackendStatus backend = proxy.backend();
    String legend =
        switch (proxy.definition().kind()) {
          case FRONTEND -> "cap: frontend";
          case BACKEND -> "cap: backend";
          case LISTEN -> "cap: frontend + backend";
        };
    boolean isHttp =
        backend != null ? backend.isHttp() : proxy.frontend() != null && proxy.frontend().isHttp();
    legend += ", mode: " + (isHttp ? "http" : "tcp") + ", id: " + proxy.id();
    return backend == null ? legend : legend + ", algorithm: " + backend.algorithm();
  }

  private void row(ProxyStatus proxy, StatRow row, boolean hasForm) {
    RowColour colour = RowColour.of(row);
    String style =
        colour == null ? row.kind().name().toLowerCase(java.util.Locale.ROOT) : colour.styleClass();
    String name = String.valueOf(row.text(StatField.SVNAME));
    out.raw("<tr class=\"").raw(style).raw("\">");
    if (hasForm) {
      out.raw("<td>");
      if (row.kind() == StatRow.Kind.SERVER) {
        out.raw("<input type=\"checkbox\" name=\"s\" value=\"").text(name).raw("\">");
      }
      out.raw("</td>");
    }
    out.raw("<td class=\"name\"").title(legend(row)).raw(">");
    out.text(
        switch (row.kind()) {
          case FRONTEND -> "Frontend";
          case BACKEND -> "Backend";
          case SERVER, LISTENER -> name;
        });
    out.raw("</td>");
    cells(row, StatField.QCUR, StatField.QMAX, StatField.QLIMIT);
    rateCells(row);
    cells(row, StatField.SCUR, StatField.SMAX, StatField.SLIM);
    out.raw("<td").title(sessionDetails(row)).raw(">").value(row, StatField.STOT).raw("</td>");
    cells(row, StatField.LBTOT);
    last(row);
    cells(row, StatField.BIN, StatField.BOUT, StatField.DREQ, StatField.DRESP, StatField.EREQ);
    cells(row, StatField.ECON);
    out.raw("<td").title(abortDetails(row)).raw(">").value(row, StatField.ERESP).raw("</td>");
    cells(row, StatField.WRETR, StatField.WREDIS);
    state(proxy, row);
    out.raw("</tr>\n");
  }

  private @Nullable String legend(StatRow row) {
    if (!settings.showsLegends() || !row.has(StatField.ADDR)) {
      return null;
    }
    String cookie = row.text(StatField.COOKIE);
    return row.text(StatField.ADDR)
        + ", id: "
        + row.text(StatField.SID)
        + (cookie == null ? "" : ", cookie: '" + cookie + "'");
  }

  private void rateCells(StatRow row) {
    out.raw("<td");
    if (row.kind() == StatRow.Kind.FRONTEND) {
      out.title(
          "Current connection rate: "
              + row.number(StatField.CONN_RATE)
              + "/s, session rate: "
              + row.number(StatField.RATE)
              + "/s, request rate: "
              + row.number(StatField.REQ_RATE)
              + "/s");
    }
    out.raw(">").value(row, StatField.RATE).raw("</td>");
    cells(row, StatField.RATE_MAX, StatField.RATE_LIM);
  }

  private static @Nullable String sessionDetails(StatRow row) {
    if (!row.has(StatField.HRSP_2XX)) {
      return null;
    }
    StringBuilder details = new StringBuilder("HTTP requests: ");
    details.append(row.number(StatField.REQ_TOT));
    details.append("; 1xx: ").append(row.number(StatField.HRSP_1XX));
    details.append(", 2xx: ").append(row.number(StatField.HRSP_2XX));
    details.append(", 3xx: ").append(row.number(StatField.HRSP_3XX));
    details.append(", 4xx: ").append(row.number(StatField.HRSP_4XX));
    details.append(", 5xx: ").append(row.number(StatField.HRSP_5XX));
    details.append(", other: ").append(row.number(StatField.HRSP_OTHER));
    if (row.has(StatField.QTIME)) {
      details.append("; average and longest of the last 1024, in ms: queue ");
      details.append(row.number(StatField.QTIME)).append('/');
      details.append(row.number(StatField.QTIME_MAX)).append(", connect ");
      details.append(row.number(StatField.CTIME)).append('/');
      details.append(row.number(StatField.CTIME_MAX)).append(", response ");
      details.append(row.number(StatField.RTIME)).append('/');
      details.append(row.number(StatField.RTIME_MAX)).append(", total ");
      details.append(row.number(StatField.TTIME)).append('/');
      details.append(row.number(StatField.TTIME_MAX));
    }
    return details.toString();
  }

  private static @Nullable String abortDetails(StatRow row) {
    return row.has(StatField.CLI_ABRT)
        ? "Connections aborted: by client "
            + row.number(StatField.CLI_ABRT)
            + ", by server "
            + row.number(StatField.SRV_ABRT)
        : null;
  }

  private void last(StatRow row) {
    out.raw("<td>");
    if (row.has(StatField.LASTSESS)) {
      long seconds = row.number(StatField.LASTSESS);
      out.text(seconds < 0 ? "?" : shortTime(seconds));
    }
    out.raw("</td>");
  }

  private void state(ProxyStatus proxy, StatRow row) {
    out.raw("<td class=\"state\">");
    if (row.has(StatField.LASTCHG)) {
      out.text(shortTime(row.number(StatField.LASTCHG)) + " ");
    }
    out.text(String.valueOf(row.text(StatField.STATUS))).raw("</td><td class=\"check\"");
    String check = row.text(StatField.CHECK_STATUS);
    if (check != null) {
      String info = row.text(StatField.LAST_CHK);
      String description = row.text(StatField.CHECK_DESC);
      out.title(info == null || info.isEmpty() ? description : description + ": " + info);
      out.raw(">").text(check);
      if (row.has(StatField.CHECK_CODE)) {
        out.text("/" + row.text(StatField.CHECK_CODE));
      }
      if (row.has(StatField.CHECK_DURATION)) {
        out.text(" in " + row.text(StatField.CHECK_DURATION) + "ms");
      }
    } else {
      String tracked = row.text(StatField.TRACKED);
      out.raw(">").text(tracked == null ? "" : "via " + tracked);
    }
    out.raw("</td>");
    if (row.has(StatField.WEIGHT)) {
      out.raw("<td>").text(row.text(StatField.WEIGHT) + "/" + row.text(StatField.UWEIGHT));
      out.raw("</td><td>").text(tier(proxy, row)).raw("</td>");
    } else {
      out.raw("<td></td><td></td>");
    }
    cells(row, StatField.CHKFAIL, StatField.CHKDOWN);
    out.raw("<td>");
    if (row.has(StatField.DOWNTIME)) {
      out.text(shortTime(row.number(StatField.DOWNTIME)));
    }
    out.raw("</td><td>")
        .text(row.has(StatField.THROTTLE) ? row.text(StatField.THROTTLE) + "%" : "");
    out.raw("</td>");
  }

  /** The tier of a server, or of a backend how many active and backup servers are usable. */
  private static String tier(ProxyStatus proxy, StatRow row) {
    BackendStatus backend = proxy.backend();
    if (row.kind() != StatRow.Kind.SERVER || backend == null) {
      return row.text(StatField.ACT) + " + " + row.text(StatField.BCK);
    }
    long id = row.number(StatField.SID);
    for (Server server : backend.servers()) {
      if (server.id() == id) {
        return server.isBackup() ? "backup" : Integer.toString(server.policy().tier());
      }
    }
    return "";
  }

  private void cells(StatRow row, StatField... fields) {
    for (StatField field : fields) {
      out.raw("<td>").value(row, field).raw("</td>");
    }
  }

  private void actions(ProxyStatus proxy) {
    out.raw("<p class=\"actions\">Choose the action to perform on the checked servers: ");
    out.raw("<select name=\"action\"><option value=\"\"></option>");
    for (ServerAction action : ServerAction.values()) {
      out.raw("<option value=\"").raw(action.word()).raw("\">").text(action.label());
      out.raw("</option>");
    }
    out.raw("</select><input type=\"hidden\" name=\"b\" value=\"#").number(proxy.id());
    out.raw("\"> <input type=\"submit\" value=\"Apply\"></p></form>");
  }

  /** A time as HAProxy's page shows it, the two greatest units: {@code 3d4h}, {@code 5m10s}. */
  private static String shortTime(long seconds) {
    if (seconds >= 86400) {
      return seconds / 86400 + "d" + seconds / 3600 % 24 + "h";
    }
    if (seconds >= 3600) {
      return seconds / 3600 + "h" + seconds / 60 % 60 + "m";
    }
    return seconds >= 60 ? seconds / 60 + "m" + seconds % 60 + "s" : seconds + "s";
  }

  private static String duration(long seconds) {
    return seconds / 86400
        + "d "
        + seconds / 3600 % 24
        + "h"
        + seconds / 60 % 60
        + "m"
        + seconds % 60
        + "s";
  }
}
