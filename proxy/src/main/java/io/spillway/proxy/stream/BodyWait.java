package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;

/**
 * A request that is held until its body is there, or as much of it as rules want or as fits a
 * buffer. A client that waits for 100 (Continue) is told to go on. Confined to the session's loop.
 */
final class BodyWait {
  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer(
                  "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final ClientSide session;
  private final RequestTransfer request;
  private final Runnable resume;
  private boolean waits;
  private long atLeast;

  /**
   * Nothing is waited for.
   *
   * @param resume goes on with the request
   */
  BodyWait(ClientSide session, RequestTransfer request, Runnable resume) {
    this.session = session;
    this.request = request;
    this.resume = resume;
  }

  /** A new request: forgets what the last one waited for. */
  void reset() {
    waits = false;
  }

  /** Whether the request is held. */
  boolean isWaiting() {
    return waits;
  }

  /**
   * Holds the request; it goes on at once where enough is there.
   *
   * @param enough how many bytes of the body suffice; 0 for all of it
   * @param millis for how long; 0 for as long as the client may take for anything
   */
  void begin(long enough, int millis) {
    if (isEnough(enough)) {
      resume.run();
      return;
    }
    waits = true;
    atLeast = enough;
    session.connection().resumeReading();
    if (millis > 0) {
      session.awaitClient(millis);
    } else {
      session.awaitClient();
    }
    tellToContinue();
  }

  private void tellToContinue() {
    RequestHead head = session.head();
    if (head.expectContinue()) {
      session.connection().write(CONTINUE.duplicate());
      session.connection().flush();
      head.removeAll(HeaderName.EXPECT);
    }
  }

  /** More of the body was received. */
  void received() {
    if (waits && isEnough(atLeast)) {
      waits = false;
      session.awaitNothing();
      resume.run();
    }
  }

  /** Whether all of the body is at hand, or {@code enough} bytes of it, or all that fits. */
  boolean isEnough(long enough) {
    ByteBuf input = session.input();
    return request.isWholeAtHand()
        || (input != null && input.readableBytes() >= session.context().frontend().bufferSize())
        || (enough > 0 && atHand() >= enough);
  }

  private int atHand() {
    ByteSlice body = request.bufferedBody();
    return body == null ? 0 : body.length();
  }
}
