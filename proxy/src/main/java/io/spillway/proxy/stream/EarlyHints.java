package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.config.Arguments;
import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * {@code early-hint}: tells the client a header of the response before there is one, in a response
 * with status 103 (RFC 8297). Stateless.
 */
public final class EarlyHints {
  /** The action. */
  public static final List<Action.Definition> ALL =
      List.of(Action.Definition.of("early-hint", EarlyHints::compile, RulesetKind.HTTP_REQUEST));

  private static final byte[] START =
      "HTTP/1.1 103 Early Hints\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private EarlyHints() {}

  private static Action compile(String word, Arguments arguments, RuleParser parser) {
    if (arguments.directive().words().size() - arguments.index() < 2) {
      throw new RuleSyntaxException("expects exactly 2 arguments");
    }
    HeaderName name = HeaderName.of(arguments.text("a header name").toLowerCase(Locale.ROOT));
    LogFormat format = parser.logFormat(LogFormat.Use.HTTP, arguments);
    return evaluation -> {
      HttpExchange stream = evaluation.attachment(HttpExchange.class);
      RequestHead request = evaluation.request();
      if (stream != null && request != null && request.minorVersion() > 0) {
        send(stream, name, format, evaluation);
      }
      return Verdict.CONTINUE;
    };
  }

  private static void send(
      HttpExchange stream, HeaderName name, LogFormat format, Evaluation evaluation) {
    ByteBuilder value = evaluation.sample().text();
    format.append(evaluation, value);
    if (value.overflowed()) {
      return;
    }
    ByteBuf hint = stream.session.connection().allocator().buffer();
    hint.writeBytes(START).writeBytes(name.written()).writeByte(':').writeByte(' ');
    hint.writeBytes(value.array(), 0, value.length()).writeBytes(END);
    stream.addBytesOut(hint.readableBytes());
    stream.session.connection().write(hint);
    stream.session.connection().flush();
  }
}
