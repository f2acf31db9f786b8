package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.http.ErrorPage;
import io.spillway.http.ErrorPages;
import io.spillway.http.InvalidErrorFileException;
import io.spillway.http.RequestHead;
import io.spillway.rules.Action;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Reply;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Actions that end a request or response with an answer: deny, tarpit, return, auth. */
public final class Answers {
  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of("deny", (w, a, p) -> deny(a, p, false), RulesetKind.HTTP_REQUEST),
          Action.Definition.of("deny", (w, a, p) -> deny(a, p, false), RulesetKind.HTTP_RESPONSE),
          Action.Definition.of("tarpit", (w, a, p) -> deny(a, p, true), RulesetKind.HTTP_REQUEST),
          Action.Definition.of(
              "return", Answers::respond, RulesetKind.HTTP_REQUEST, RulesetKind.HTTP_RESPONSE),
          Action.Definition.of("auth", Answers::authenticate, RulesetKind.HTTP_REQUEST));

  private Answers() {}

  /**
   * Reads what follows {@code http-error}: a status, and what an answer with it says.
   *
   * @throws RuleSyntaxException where it is wrong
   */
  public static Reply forError(Arguments arguments, RuleParser parser) {
    Content content = Content.read(arguments, parser, 0, false);
    if (arguments.hasNext()) {
      throw Content.unexpected(arguments.peek());
    }
    Reply reply = content.reply();
    if (!content.statusSet || reply == null) {
      throw new RuleSyntaxException("a status is expected");
    }
    return reply;
  }

  private static Action deny(Arguments arguments, RuleParser parser, boolean tarpit) {
    int usual = tarpit ? 500 : parser.kind() == RulesetKind.HTTP_RESPONSE ? 502 : 403;
    Content content = Content.read(arguments, parser, usual, true);
    Reply reply = content.reply();
    int status = reply == null ? content.status : reply.status();
    Verdict verdict = tarpit ? new Verdict.Tarpit(status, reply) : new Verdict.Deny(status, reply);
    return evaluation -> verdict;
  }

  private static Action respond(String word, Arguments arguments, RuleParser parser) {
    Content content = Content.read(arguments, parser, 200, false);
    Reply reply = content.reply();
    Verdict verdict =
        new Verdict.Respond(
            reply == null
                ? new Message(content.status, List.of(), null, new byte[0], null)
                : reply);
    return evaluation -> verdict;
  }

  private static Action authenticate(String word, Arguments arguments, RuleParser parser) {
    String realm = parser.scope().name();
    if (arguments.accept("realm")) {
      realm = arguments.text("a realm");
    }
    Verdict ofServer = challenge(401, "www-authenticate", realm);
    Verdict ofProxy = challenge(407, "proxy-authenticate", realm);
    return evaluation -> {
      RequestHead request = evaluation.request();
      return request != null && request.isForProxy() ? ofProxy : ofServer;
    };
  }

  private static Verdict challenge(int status, String header, String realm) {
    ErrorPage page = ErrorPages.standard(status);
    if (page == null) {
      throw new IllegalStateException("there is no standard page for " + status);
    }
    return new Verdict.Respond(Page.of(page, header + ": Basic realm=\"" + realm + "\"\r\n"));
  }

  /** The options that describe an answer. */
  private static final class Content {
    private int status;
    private boolean statusSet;
    private boolean ownAnswer;
    private boolean defaultPages;
    private @Nullable String type;
    private byte @Nullable [] body;
    private @Nullable LogFormat format;
    private @Nullable Reply page;
    private final List<Message.Header> headers = new ArrayList<>();

    static Content read(Arguments arguments, RuleParser parser, int usualStatus, boolean isDeny) {
      Content content = new Content();
      content.status = usualStatus;
      while (arguments.hasNext()
          && !arguments.peek().equals("if")
          && !arguments.peek().equals("unless")) {
        content.option(arguments, parser, isDeny);
      }
      if ((content.body != null || content.format != null) && content.type == null) {
        throw new RuleSyntaxException(
            "a content type must be defined when non-empty payload is configured");
      }
      return content;
    }

    private void option(Arguments arguments, RuleParser parser, boolean isDeny) {
      String option = arguments.text("an option");
      switch (option) {
        case "status", "deny_status" -> {
          if (option.equals("deny_status") && !isDeny) {
            throw unexpected(option);
          }
          status = arguments.integer("a status", 200, 599);
          statusSet = true;
          ownAnswer |= option.equals("status");
        }
        case "content-type" -> type = arguments.text("a content type");
        case "string" -> body = arguments.text("a string").getBytes(StandardCharsets.ISO_8859_1);
        case "lf-string" -> format = parser.logFormat(LogFormat.Use.HTTP, arguments);
        case "file" -> body = parser.scope().context().bytes(arguments.text("a file"));
        case "lf-file" -> format = formatOf(arguments, parser);
        case "errorfile" -> page = errorFile(arguments, parser);
        case "default-errorfiles" -> {
          if (!isDeny) {
            throw new RuleSyntaxException(
                "'default-errorfiles' of 'return' is not implemented in Spillway");
          }
          defaultPages = true;
        }
        case "errorfiles" ->
            throw new RuleSyntaxException("'errorfiles' is not implemented in Spillway");
        case "hdr" ->
            headers.add(
                new Message.Header(
                    arguments.text("a header name").toLowerCase(Locale.ROOT),
                    parser.logFormat(LogFormat.Use.HTTP, arguments)));
        default -> throw unexpected(option);
      }
    }

    private static RuleSyntaxException unexpected(String option) {
      return new RuleSyntaxException("unexpected option '" + option + "'");
    }

    private static LogFormat formatOf(Arguments arguments, RuleParser parser) {
      Word file = arguments.word("a file");
      String text =
          new String(parser.scope().context().bytes(file.text()), StandardCharsets.ISO_8859_1);
      return parser.logFormat(LogFormat.Use.HTTP, new Word(text, file.position()), arguments);
    }

    private static Reply errorFile(Arguments arguments, RuleParser parser) {
      String file = arguments.text("a file");
      try {
        return Page.of(
            ErrorPage.parse(
                parser.scope().context().bytes(file), parser.scope().context().bufferSize()),
            "");
      } catch (InvalidErrorFileException e) {
        throw new RuleSyntaxException(
            "unable to convert message in HTX for file '" + file + "': " + e.getMessage());
      }
    }

    /** The answer, or null where it is the proxy's own page for the status. */
    @Nullable Reply reply() {
      if (page instanceof Page whole) {
        return statusSet && status != whole.status()
            ? new Page(status, whole.head(), whole.body())
            : whole;
      }
      boolean empty = body == null && format == null && headers.isEmpty();
      if (empty && (!ownAnswer || defaultPages)) {
        return null;
      }
      return new Message(
          status, List.copyOf(headers), type, body == null ? new byte[0] : body, format);
    }
  }
}
