package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Reply;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code redirect} action (configuration manual, keyword "redirect"). Immutable. */
public final class Redirect implements Action, Reply {
  /** The action. */
  public static final Action.Definition DEFINITION =
      Action.Definition.of(
          "redirect", Redirect::compile, RulesetKind.HTTP_REQUEST, RulesetKind.HTTP_RESPONSE);

  private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

  private final Kind kind;
  private final LogFormat target;
  private final int status;
  private final boolean dropsQuery;
  private final boolean appendsSlash;
  private final boolean ignoresEmpty;
  private final @Nullable String cookie;
  private final Verdict verdict = new Verdict.Respond(this);

  /** What the rule's target is of the new location. */
  private enum Kind {
    LOCATION,
    PREFIX,
    SCHEME
  }

  private Redirect(
      Kind kind,
      LogFormat target,
      int status,
      boolean dropsQuery,
      boolean appendsSlash,
      boolean ignoresEmpty,
      @Nullable String cookie) {
    this.kind = kind;
    this.target = target;
    this.status = status;
    this.dropsQuery = dropsQuery;
    this.appendsSlash = appendsSlash;
    this.ignoresEmpty = ignoresEmpty;
    this.cookie = cookie;
  }

  private static Action compile(String word, Arguments arguments, RuleParser parser) {
    Kind kind = null;
    LogFormat target = null;
    int status = 302;
    boolean dropsQuery = false;
    boolean appendsSlash = false;
    boolean ignoresEmpty = false;
    String cookie = null;
    while (arguments.hasNext()
        && !arguments.peek().equals("if")
        && !arguments.peek().equals("unless")) {
      String option = arguments.text("an option");
      switch (option) {
        case "location", "prefix", "scheme" -> {
          kind = Kind.valueOf(option.toUpperCase(Locale.ROOT));
          target = parser.logFormat(LogFormat.Use.HTTP, arguments);
        }
        case "code" -> {
          status = arguments.integer("a status", 100, 999);
          if (!STATUSES.contains(status)) {
            throw new RuleSyntaxException(
                "'code' : unsupported HTTP code '"
                    + status
                    + "' (must be one of 301, 302, 303, 307 or 308)");
          }
        }
        case "drop-query" -> dropsQuery = true;
        case "append-slash" -> appendsSlash = true;
        case "ignore-empty" -> ignoresEmpty = true;
        case "set-cookie" -> cookie = arguments.text("a cookie") + "; path=/;";
        case "clear-cookie" -> cookie = arguments.text("a cookie") + "; path=/; Max-Age=0;";
        default ->
            throw new RuleSyntaxException(
                "expects 'code', 'prefix', 'location', 'scheme', 'set-cookie', 'clear-cookie',"
                    + " 'drop-query', 'ignore-empty' or 'append-slash' (was '"
                    + option
                    + "')");
      }
    }
    if (kind == null || target == null) {
      throw new RuleSyntaxException(
          "redirection type expected ('prefix', 'location', or 'scheme')");
    }
    return new Redirect(kind, target, status, dropsQuery, appendsSlash, ignoresEmpty, cookie);
  }

  @Override
  public Verdict run(Evaluation evaluation) {
    if (ignoresEmpty && kind == Kind.LOCATION) {
      ByteBuilder location = evaluation.sample().text();
      target.append(evaluation, location);
      if (location.length() == 0) {
        return Verdict.CONTINUE;
      }
    }
    return verdict;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public int write(Evaluation evaluation, ByteBuilder out) {
    int start = out.length();
    out.append("HTTP/1.1 ").appendDecimal(status).append(' ').append(reason());
    out.append("\r\ncontent-length: 0\r\nlocation: ");
    ByteBuilder location = evaluation.sample().text();
    appendLocation(evaluation, location);
    out.append(location.array(), 0, location.length());
    if (status == 302 || status == 303 || status == 307) {
      out.append("\r\ncache-control: no-cache");
    }
    if (cookie != null) {
      out.append("\r\nset-cookie: ").append(cookie);
    }
    out.append("\r\n\r\n");
    return out.length() - start;
  }

  private String reason() {
    return switch (status) {
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 307 -> "Temporary Redirect";
      default -> "Permanent Redirect";
    };
  }

  private void appendLocation(Evaluation evaluation, ByteBuilder out) {
    target.append(evaluation, out);
    RequestHead head = evaluation.request();
    if (kind != Kind.LOCATION && head != null) {
      if (kind == Kind.SCHEME) {
        appendHost(head, out.append("://"));
      } else if (out.length() == 1 && out.array()[0] == '/') {
        out.clear();
      }
      int end = dropsQuery ? head.pathEnd() : head.uriEnd();
      out.append(head.bytes(), head.pathStart(), Math.max(0, end - head.pathStart()));
    }
    if (appendsSlash && out.length() > 0 && out.array()[out.length() - 1] != '/') {
      out.append('/');
    }
  }

  private static void appendHost(RequestHead head, ByteBuilder out) {
    int host = head.find(HeaderName.HOST, -1);
    if (host >= 0) {
      int start = head.valueStart(host);
      out.append(head.bytes(), start, head.valueEnd(host) - start);
    }
  }
}
