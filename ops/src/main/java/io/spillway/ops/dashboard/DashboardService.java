package io.spillway.ops.dashboard;

import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.ops.runtime.Level;
import io.spillway.proxy.HttpService;
import io.spillway.rules.Evaluation;
import io.spillway.rules.UserList;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service {@code dashboard} of a frontend: the page, what it shows, and what it can change.
 * Thread-safe.
 *
 * <p>Whoever wants to change something must have given a right password, have a role that may, and
 * send a token that only a page from here can have read: browsers send passwords by themselves,
 * also for pages of other sites.
 */
public final class DashboardService implements HttpService {
  /** What the log calls it in place of a server. */
  static final String LOG_NAME = "<DASHBOARD>";

  private static final String ACT = "act";
  private static final String ROLE = "role.json";
  private static final String REQUESTS = "requests.json";
  private static final Set<String> OF_ROLES = Set.of(ACT, ROLE, REQUESTS);

  private final DashboardSettings settings;
  private final Dashboard dashboard;

  /** The service of one frontend. */
  public DashboardService(DashboardSettings settings, Dashboard dashboard) {
    this.settings = settings;
    this.dashboard = dashboard;
  }

  @Override
  public String name() {
    return LOG_NAME;
  }

  @Override
  public String ruleName() {
    return "dashboard";
  }

  @Override
  public boolean accepts(RequestHead head) {
    return false;
  }

  @Override
  public boolean needsBody(RequestHead head) {
    return head.method() == Method.POST;
  }

  @Override
  public Answer prepare(Evaluation evaluation, ByteSlice body) {
    RequestHead head = Objects.requireNonNull(evaluation.request(), "the dashboard needs a head");
    Asked asked = Asked.of(head);
    Level level = OF_ROLES.contains(asked.name()) ? settings.level(evaluation) : Level.USER;
    Address source = evaluation.source();
    boolean isWhole = head.contentLength() < 0 || body.length() >= head.contentLength();
    String form = asked.method() == Method.POST && isWhole ? body.toString() : "";
    return () -> answer(asked, level, source, form);
  }

  private byte[] answer(Asked asked, Level level, @Nullable Address source, String form) {
    UserList users = settings.users();
    if (users != null && !users.accepts(asked.user(), asked.password())) {
      return Responses.text(
          "401 Unauthorized",
          "text/plain",
          "www-authenticate: Basic realm=\"Spillway\"\r\n",
          "A name and a password are needed.\n",
          asked.method() == Method.HEAD);
    }
    if (asked.name().equals(ACT)) {
      return asked.method() == Method.POST
          ? act(asked, level, source, form)
          : refused("405 Method Not Allowed", "Expects POST.");
    }
    if (asked.method() != Method.GET && asked.method() != Method.HEAD) {
      return refused("405 Method Not Allowed", "Expects GET.");
    }
    return shown(asked, level);
  }

  private static byte[] refused(String status, String why) {
    return Responses.outcome(status, false, why);
  }

  private byte[] shown(Asked asked, Level level) {
    boolean isHead = asked.method() == Method.HEAD;
    PageFile file = PageFile.named(asked.name());
    if (file != null) {
      return Responses.of("200 OK", file.type(), "", file.bytes(), isHead);
    }
    return switch (asked.name()) {
      case "state.json" ->
          Responses.longJson(
              dashboard.changes(asked.parameter("epoch"), asked.number("version")), asked);
      case "history.json" -> history(asked, isHead);
      case ROLE -> Responses.json(role(asked, level), isHead);
      case REQUESTS ->
          level == Level.USER
              ? refused("403 Forbidden", "Requests are shown to operators and administrators.")
              : Responses.json(dashboard.requestsAfter(asked.number("after")), isHead);
      case "plan.json" ->
          Responses.json(
              JsonText.object()
                  .put(
                      "text",
                      dashboard.run(
                          Level.USER, List.of("facility", "plan", asked.parameter("facility"))))
                  .text(),
              isHead);
      default -> toDirectory(asked.name(), isHead);
    };
  }

  /** The page's files stand beside it, so its address must end with a slash. */
  private static byte[] toDirectory(String name, boolean isHead) {
    return Responses.text(
        "308 Permanent Redirect", "text/plain", "location: ./" + name + "/\r\n", "", isHead);
  }

  private byte[] history(Asked asked, boolean isHead) {
    Series.Span span = asked.parameter("span").equals("day") ? Series.Span.DAY : Series.Span.HOUR;
    String points = dashboard.points(asked.parameter("of"), span);
    return points == null
        ? Responses.text("404 Not Found", "application/json", "", "{}", isHead)
        : Responses.longJson(points, asked);
  }

  private String role(Asked asked, Level level) {
    boolean isKnown = settings.users() != null;
    return JsonText.object()
        .put("user", isKnown ? asked.user() : "")
        .put("level", level.word())
        .put("token", isKnown ? dashboard.tokens().of(asked.user()) : "")
        .putAll(
            "instances",
            settings.instances(),
            (list, one) ->
                list.addJson(
                    JsonText.object()
                        .put("name", one.name())
                        .put("address", one.address().toString())
                        .text()))
        .text();
  }

  private byte[] act(Asked asked, Level level, @Nullable Address source, String form) {
    if (settings.users() == null) {
      return refused("403 Forbidden", "Nobody may change anything here: no 'dashboard auth'.");
    }
    String who =
        asked.user().replaceAll("\\p{Cntrl}", "?")
            + (source == null
                ? ""
                : " from " + source.toSocketAddress().getAddress().getHostAddress());
    if (asked.isForeign() || !dashboard.tokens().isOf(asked.user(), asked.token())) {
      dashboard.note(false, who + " was refused: the request did not come from the dashboard");
      return refused("403 Forbidden", "The request did not come from the dashboard's own page.");
    }
    Control control = Control.of(Asked.form(form));
    if (control == null) {
      return refused("400 Bad Request", "The dashboard cannot do that.");
    }
    if (level.compareTo(control.level()) < 0) {
      dashboard.note(false, who + " may not: " + control.text());
      return refused(
          "403 Forbidden",
          "This needs the role " + control.level().word() + ", yours is " + level.word() + ".");
    }
    String answer = dashboard.run(level, control.words()).strip();
    boolean isDone = control.isDone(answer);
    dashboard.note(
        isDone,
        who
            + (isDone ? ": " : " had no success: ")
            + control.text()
            + (answer.isEmpty() ? "" : ": " + answer.replaceAll("\\p{Cntrl}+", " ")));
    return Responses.outcome(isDone ? "200 OK" : "409 Conflict", isDone, answer);
  }
}
