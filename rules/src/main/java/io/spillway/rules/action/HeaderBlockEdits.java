package io.spillway.rules.action;

import static io.spillway.rules.RulesetKind.HTTP_AFTER_RESPONSE;
import static io.spillway.rules.RulesetKind.HTTP_REQUEST;
import static io.spillway.rules.RulesetKind.HTTP_RESPONSE;

import io.spillway.config.Arguments;
import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.rules.Action;
import io.spillway.rules.Expression;
import io.spillway.rules.HeaderBlock;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Actions that add, or replace, several headers by one value in the form of {@code req.hdrs_bin};
 * see {@link HeaderBlock}. A value of another form fails, without any change.
 */
public final class HeaderBlockEdits {
  private static final RulesetKind[] HTTP = {HTTP_REQUEST, HTTP_RESPONSE, HTTP_AFTER_RESPONSE};

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of("add-headers-bin", (w, a, p) -> read(a, p, false), HTTP),
          Action.Definition.of("set-headers-bin", (w, a, p) -> read(a, p, true), HTTP));

  private HeaderBlockEdits() {}

  private record Header(HeaderName name, byte[] bytes, int start, int length) {}

  private static Action read(Arguments arguments, RuleParser parser, boolean replaces) {
    RulesetKind kind = parser.kind();
    Expression expression = parser.expression(arguments);
    String prefix = arguments.accept("prefix") ? arguments.text("a prefix") : "";
    if (!prefix.isEmpty() && !isName(prefix)) {
      throw new RuleSyntaxException("'" + prefix + "' cannot begin the name of a header");
    }
    return evaluation -> {
      Head head = HeaderEdits.head(evaluation, kind);
      Sample sample = evaluation.sample();
      if (head == null || !expression.evaluateAs(SampleType.BINARY, evaluation, sample)) {
        return Verdict.CONTINUE;
      }
      List<Header> headers = headers(sample, prefix);
      return HeaderEdits.done(headers != null && apply(head, headers, replaces), evaluation);
    };
  }

  private static boolean apply(Head head, List<Header> headers, boolean replaces) {
    if (replaces) {
      headers.forEach(header -> head.removeAll(header.name));
    }
    boolean done = true;
    for (Header header : headers) {
      done &= head.add(header.name, header.bytes, header.start, header.start + header.length);
    }
    return done;
  }

  /** The headers of the block, or null where it is none, or has what no header may have. */
  private static @Nullable List<Header> headers(Sample block, String prefix) {
    byte[] copy = block.toByteArray();
    HeaderBlock reader = new HeaderBlock(block);
    List<Header> headers = new ArrayList<>();
    while (reader.next()) {
      String name = new String(copy, reader.start(), reader.length(), StandardCharsets.ISO_8859_1);
      if (!reader.next()) {
        return null;
      }
      if (name.isEmpty()) {
        return reader.length() == 0 ? headers : null;
      }
      if (!isName(name) || !isValue(copy, reader.start(), reader.length())) {
        return null;
      }
      HeaderName whole = HeaderName.of((prefix + name).toLowerCase(Locale.ROOT));
      headers.add(new Header(whole, copy, reader.start(), reader.length()));
    }
    return null;
  }

  /** A token (RFC 9110 section 5.6.2). */
  private static boolean isName(String text) {
    return text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  }

  private static boolean isValue(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] == 0 || bytes[i] == '\r' || bytes[i] == '\n') {
        return false;
      }
    }
    return true;
  }
}
