package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.ErrorPage;
import io.spillway.http.ErrorPages;
import io.spillway.http.Framing;
import io.spillway.http.HeaderCases;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.net.Duplex;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends responses that come from no server. Confined to one loop. */
final class HttpReplies {
  private final ResponseHead head = new ResponseHead();

  /**
   * Sends an error page.
   *
   * @param status what it answers with
   * @param parsed whether there is a request that it answers; otherwise the page is sent as it is
   * @return how many bytes were sent
   */
  int send(
      Duplex client,
      ErrorPage page,
      int status,
      boolean parsed,
      boolean headOnly,
      boolean keepAlive) {
    ByteBuf out;
    if (parsed) {
      out = client.allocator().buffer();
      page.writeTo(out, !keepAlive, !headOnly);
    } else {
      out = Unpooled.wrappedBuffer(rawPage(page, status));
    }
    int sent = out.readableBytes();
    client.write(out);
    client.flush();
    return sent;
  }

  /** {@code page} as a message for the other {@code send}. */
  static byte[] message(ErrorPage page) {
    ByteBuf out = Unpooled.buffer();
    page.writeTo(out, false, true);
    byte[] message = new byte[out.readableBytes()];
    out.readBytes(message);
    return message;
  }

  /** The head of the reply that is being sent, for rules. */
  ResponseHead head() {
    return head;
  }

  /**
   * Sends {@code message} with a Connection header that fits.
   *
   * @param message a whole HTTP/1 response; nothing is sent where it is empty
   * @param headOnly whether the request was a HEAD
   * @param oldClient whether the client speaks HTTP/1.0
   * @param keepAlive whether the connection lives on
   * @param cases how names of headers are written
   * @param edits rules on every response, run on {@link #head}; they say whether it may be sent
   * @return how many bytes were sent, -1 where the rules forbade it
   */
  int send(
      Duplex client,
      byte[] message,
      boolean headOnly,
      boolean oldClient,
      boolean keepAlive,
      HeaderCases cases,
      @Nullable BooleanSupplier edits) {
    if (message.length == 0) {
      return 0;
    }
    ByteBuf whole = Unpooled.wrappedBuffer(message);
    head.reset();
    if (head.parse(whole) != ParseResult.COMPLETE) {
      client.write(whole);
      client.flush();
      return message.length;
    }
    int headLength = head.receivedLength();
    if (edits != null) {
      if (!edits.getAsBoolean()) {
        return -1;
      }
      BodyHeaders.settle(head, Framing.LENGTH, message.length - headLength);
    }
    ConnectionHeaders.inResponse(oldClient, head.minorVersion() == 0, keepAlive).addTo(head);
    cases.applyTo(head);
    int bodyLength = headOnly ? 0 : message.length - headLength;
    ByteBuf out = client.allocator().buffer(head.size() + bodyLength);
    head.writeTo(out);
    out.writeBytes(message, headLength, bodyLength);
    int sent = out.readableBytes();
    client.write(out);
    client.flush();
    return sent;
  }

  /**
   * The answer to what never became a request: the standard page, whatever the configuration's own
   * one says, unless that one is empty.
   */
  private static byte[] rawPage(ErrorPage page, int status) {
    ErrorPage standard = ErrorPages.standard(status);
    return page.status() == 0 || standard == null ? page.rawBytes() : standard.rawBytes();
  }
}
