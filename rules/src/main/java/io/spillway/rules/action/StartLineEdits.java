package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.http.StatusReason;
import io.spillway.rules.Action;
import io.spillway.rules.LogFormat;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.pattern.Regex;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Actions that change a request's method and target, or a response's status. */
public final class StartLineEdits {
  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          edit("set-method", RequestHead::setMethod),
          edit("set-path", RequestHead::setPath),
          edit("set-pathq", RequestHead::setPathAndQuery),
          edit("set-query", RequestHead::setQuery),
          edit("set-uri", StartLineEdits::setUri),
          replace(
              "replace-path", RequestHead::pathStart, RequestHead::pathEnd, RequestHead::setPath),
          replace(
              "replace-pathq",
              RequestHead::pathStart,
              RequestHead::uriEnd,
              RequestHead::setPathAndQuery),
          replace(
              "replace-uri", RequestHead::uriStart, RequestHead::uriEnd, StartLineEdits::setUri),
          Action.Definition.of(
              "set-status",
              StartLineEdits::status,
              RulesetKind.HTTP_RESPONSE,
              RulesetKind.HTTP_AFTER_RESPONSE));

  private StartLineEdits() {}

  /** Replaces the target, and Host by its authority where it has one. */
  private static boolean setUri(RequestHead head, byte[] value, int start, int end) {
    if (!head.setUri(value, start, end)) {
      return false;
    }
    int from = head.authorityStart();
    int to = head.authorityEnd();
    return from == to
        || head.hostIndex() < 0
        || head.setValue(head.hostIndex(), head.bytes(), from, to);
  }

  /** Replaces a part of a request's first line. */
  private interface Edit {
    boolean apply(RequestHead head, byte[] value, int start, int end);
  }

  /** An offset in a request's head. */
  private interface Offset {
    int in(RequestHead head);
  }

  private static Action.Definition edit(String name, Edit edit) {
    return Action.Definition.of(
        name,
        (word, arguments, parser) -> {
          LogFormat format = parser.logFormat(LogFormat.Use.HTTP, arguments);
          return evaluation -> {
            RequestHead head = evaluation.request();
            if (head == null) {
              return Verdict.CONTINUE;
            }
            ByteBuilder value = evaluation.sample().text();
            format.append(evaluation, value);
            return HeaderEdits.done(
                !value.overflowed() && edit.apply(head, value.array(), 0, value.length()),
                evaluation);
          };
        },
        RulesetKind.HTTP_REQUEST);
  }

  private static Action.Definition replace(String name, Offset from, Offset to, Edit edit) {
    return Action.Definition.of(
        name,
        (word, arguments, parser) -> {
          Regex regex = HeaderEdits.regex(arguments);
          LogFormat format = parser.logFormat(LogFormat.Use.HTTP, arguments);
          return evaluation -> {
            RequestHead head = evaluation.request();
            if (head == null) {
              return Verdict.CONTINUE;
            }
            int start = from.in(head);
            Regex.Search search = regex.search(head.bytes(), start, to.in(head) - start);
            if (!search.find(0)) {
              return Verdict.CONTINUE;
            }
            ByteBuilder template = evaluation.sample().text();
            format.append(evaluation, template);
            ByteBuilder value = evaluation.sample().scratch();
            Regex.expand(
                template.array(), 0, template.length(), search, head.bytes(), start, value);
            return HeaderEdits.done(
                !value.overflowed() && edit.apply(head, value.array(), 0, value.length()),
                evaluation);
          };
        },
        RulesetKind.HTTP_REQUEST);
  }

  private static Action status(String word, Arguments arguments, RuleParser parser) {
    int status = arguments.integer("a status", 100, 999);
    byte[] reason =
        arguments.accept("reason")
            ? arguments.text("a reason").getBytes(StandardCharsets.ISO_8859_1)
            : StatusReason.of(status);
    return evaluation -> {
      ResponseHead head = evaluation.response();
      return HeaderEdits.done(
          head == null || head.setStatus(status, reason, 0, reason.length), evaluation);
    };
  }
}
