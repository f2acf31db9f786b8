package io.spillway.rules.action;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.ErrorPage;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Reply;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A response that is a whole file, or one of the standard pages. Immutable.
 *
 * @param status its status
 * @param head the head, without the empty line at its end
 * @param body the body
 */
record Page(int status, byte[] head, byte[] body) implements Reply {
  /** The page as it is, with {@code more} lines at the end of its head. */
  static Page of(ErrorPage page, String more) {
    ByteBuf sent = Unpooled.buffer();
    page.writeTo(sent, false, true);
    byte[] raw = new byte[sent.readableBytes()];
    sent.readBytes(raw);
    int bodyStart = raw.length - page.bodyLength();
    ByteBuilder head = new ByteBuilder(bodyStart + more.length() + 1);
    head.append(raw, 0, bodyStart - 2).append(more);
    byte[] body = Arrays.copyOfRange(raw, bodyStart, raw.length);
    return new Page(page.status(), head.toByteArray(), body);
  }

  @Override
  public int write(Evaluation evaluation, ByteBuilder out) {
    out.append(head).append("\r\n").append(body);
    return head.length + 2;
  }

  @Override
  public String toString() {
    return new String(head, StandardCharsets.ISO_8859_1);
  }
}
