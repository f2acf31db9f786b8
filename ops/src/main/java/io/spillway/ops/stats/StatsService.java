package io.spillway.ops.stats;

import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.StatRow;
import io.spillway.rules.Condition;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Ruleset;
import io.spillway.rules.sample.ByteSlice;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The statistics page of a proxy ({@code stats enable} and what belongs to it): the HTML page, its
 * forms, and the same numbers as CSV, typed text and JSON. Thread-safe.
 */
public final class StatsService implements HttpService {
  private static final String UNAUTHORIZED_BODY =
      """
      <html><body><h1>401 Unauthorized</h1>
      You need a valid user and password to access this content.
      </body></html>
      """;

  private final StatsSettings settings;
  private final ProcessStatus process;
  private final byte[] prefix;
  private final boolean onPath;

  /** The service of one proxy. */
  public StatsService(StatsSettings settings, ProcessStatus process) {
    this.settings = settings;
    this.process = process;
    this.prefix = settings.uriPrefix().getBytes(StandardCharsets.ISO_8859_1);
    this.onPath = settings.uriPrefix().startsWith("/");
  }

  @Override
  public String name() {
    return "<STATS>";
  }

  @Override
  public Ruleset rules() {
    return settings.rules();
  }

  @Override
  public boolean accepts(RequestHead head) {
    Method method = head.method();
    if (method != Method.GET && method != Method.HEAD && method != Method.POST) {
      return false;
    }
    int start = onPath ? head.pathStart() : head.uriStart();
    int end = start + prefix.length;
    return end <= head.uriEnd()
        && Arrays.equals(head.bytes(), start, end, prefix, 0, prefix.length);
  }

  @Override
  public boolean needsBody(RequestHead head) {
    return head.method() == Method.POST;
  }

  @Override
  public Answer prepare(Evaluation evaluation, ByteSlice body) {
    RequestHead head = Objects.requireNonNull(evaluation.request(), "the stats page needs a head");
    if (!isAuthorized(head)) {
      return this::unauthorized;
    }
    int start = (onPath ? head.pathStart() : head.uriStart()) + prefix.length;
    String rest = head.text(start, head.uriEnd());
    boolean isAdmin = isAdmin(evaluation);
    if (head.method() == Method.POST) {
      String form = body.toString();
      boolean complete = head.contentLength() < 0 || body.length() >= head.contentLength();
      return () -> acted(isAdmin, complete ? form : null, rest);
    }
    boolean headOnly = head.method() == Method.HEAD;
    return () -> page(StatsQuery.parse(rest), isAdmin, headOnly);
  }

  private boolean isAuthorized(RequestHead head) {
    if (settings.credentials().isEmpty()) {
      return true;
    }
    int header = head.find(HeaderName.AUTHORIZATION, -1);
    if (header < 0) {
      return false;
    }
    String value = head.text(head.valueStart(header), head.valueEnd(header));
    if (!value.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    byte[] given;
    try {
      given = Base64.getDecoder().decode(value.substring(6).trim());
    } catch (IllegalArgumentException e) {
      return false;
    }
    boolean known = false;
    for (String credentials : settings.credentials()) {
      known |= MessageDigest.isEqual(given, credentials.getBytes(StandardCharsets.UTF_8));
    }
    return known;
  }

  private boolean isAdmin(Evaluation evaluation) {
    for (Condition condition : settings.admin()) {
      if (condition.holds(evaluation)) {
        return true;
      }
    }
    return false;
  }

  private byte[] unauthorized() {
    return response(
        "401 Unauthorized",
        "content-length: " + UNAUTHORIZED_BODY.length() + "\r\n",
        "text/html",
        "www-authenticate: Basic realm=\"" + settings.realm() + "\"\r\n",
        UNAUTHORIZED_BODY);
  }

  private byte[] page(StatsQuery query, boolean isAdmin, boolean headOnly) {
    StatFilter filter =
        new StatFilter(
            -1, -1, -1, query.hidesDown(), query.hidesMaintenance(), scopes(), query.scope());
    String body =
        switch (query.format()) {
          case HTML -> new StatsPage(settings, process, filter, query, isAdmin).html();
          case CSV -> StatPrinter.csv(rows(filter));
          case TYPED -> StatPrinter.typed(rows(filter));
          case JSON -> StatPrinter.json(rows(filter));
        };
    String refresh =
        settings.refreshSeconds() > 0 && !query.noRefresh()
            ? "refresh: " + settings.refreshSeconds() + "\r\n"
            : "";
    String length = "content-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
    return response(
        "200 OK", "", query.format().contentType(), refresh + length, headOnly ? "" : body);
  }

  private List<StatRow> rows(StatFilter filter) {
    return StatTable.rows(process, filter, settings.showsLegends());
  }

  private List<String> scopes() {
    List<String> names = new ArrayList<>();
    for (String scope : settings.scopes()) {
      names.add(scope.equals(".") ? settings.proxyName() : scope);
    }
    return names;
  }

  private byte[] acted(boolean isAdmin, @Nullable String form, String rest) {
    StatsQuery.Outcome outcome;
    if (!isAdmin) {
      outcome = StatsQuery.Outcome.DENY;
    } else if (form == null) {
      outcome = StatsQuery.Outcome.EXCD;
    } else {
      outcome = act(form);
    }
    StatsQuery query = StatsQuery.parse(rest);
    String location =
        settings.uriPrefix()
            + ";st="
            + outcome.name()
            + (query.hidesDown() ? ";up" : "")
            + (query.noRefresh() ? ";norefresh" : "")
            + (query.scope().isEmpty() ? "" : "?scope=" + query.scope());
    return response(
        "303 See Other",
        "",
        "text/plain",
        "content-length: 0\r\nlocation: " + location + "\r\n",
        "");
  }

  private StatsQuery.Outcome act(String form) {
    ServerAction action = null;
    BackendStatus backend = null;
    List<String> names = new ArrayList<>();
    for (String pair : form.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      switch (key) {
        case "action" -> {
          action = ServerAction.named(value);
          if (action == null) {
            return StatsQuery.Outcome.ERRP;
          }
        }
        case "b" -> {
          backend = backend(value);
          if (backend == null) {
            return StatsQuery.Outcome.ERRP;
          }
        }
        case "s" -> names.add(value);
        default -> {}
      }
    }
    if (action == null || backend == null || names.isEmpty()) {
      return StatsQuery.Outcome.NONE;
    }
    return apply(action, backend, names);
  }

  private static StatsQuery.Outcome apply(
      ServerAction action, BackendStatus backend, List<String> names) {
    int done = 0;
    int unknown = 0;
    for (String name : names) {
      Server server =
          backend.servers().stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElse(null);
      if (server == null) {
        unknown++;
      } else if (action.apply(backend, server)) {
        done++;
      }
    }
    if (unknown > 0) {
      return done > 0 ? StatsQuery.Outcome.PART : StatsQuery.Outcome.ERRP;
    }
    return done > 0 ? StatsQuery.Outcome.DONE : StatsQuery.Outcome.NONE;
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private @Nullable BackendStatus backend(String name) {
    for (ProxyStatus proxy : process.proxies()) {
      BackendStatus backend = proxy.backend();
      if (backend != null && (proxy.name().equals(name) || ("#" + proxy.id()).equals(name))) {
        return backend;
      }
    }
    return null;
  }

  /** The response with its headers in the order in which HAProxy sends them. */
  private static byte[] response(
      String status, String first, String contentType, String last, String body) {
    String text =
        "HTTP/1.1 "
            + status
            + "\r\n"
            + first
            + "cache-control: no-cache\r\ncontent-type: "
            + contentType
            + "\r\n"
            + last
            + "\r\n"
            + body;
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
