package io.spillway.rules.action;

import io.spillway.http.StatusReason;
import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Reply;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response of a rule's own headers and body. Immutable.
 *
 * @param status its status
 * @param headers the rule's headers, names in lower case
 * @param contentType the body's type, or null without a body
 * @param body the body where it is the same every time, otherwise empty
 * @param format makes the body where it is not the same every time, otherwise null
 */
record Message(
    int status,
    List<Header> headers,
    @Nullable String contentType,
    byte[] body,
    @Nullable LogFormat format)
    implements Reply {
  /** A header of the rule's. */
  record Header(String name, LogFormat value) {}

  @Override
  public int write(Evaluation evaluation, ByteBuilder out) {
    int start = out.length();
    out.append("HTTP/1.1 ").appendDecimal(status).append(' ').append(StatusReason.of(status));
    out.append("\r\n");
    for (Header header : headers) {
      out.append(header.name()).append(": ");
      header.value().append(evaluation, out);
      out.append("\r\n");
    }
    byte[] bytes = body;
    int length = body.length;
    if (format != null) {
      ByteBuilder made = evaluation.sample().text();
      format.append(evaluation, made);
      bytes = made.array();
      length = made.length();
    }
    if (status >= 200 && status != 204 && status != 304) {
      out.append("content-length: ").appendDecimal(length).append("\r\n");
    }
    if (contentType != null && length > 0) {
      out.append("content-type: ").append(contentType).append("\r\n");
    }
    out.append("\r\n");
    int head = out.length() - start;
    out.append(bytes, 0, length);
    return head;
  }
}
