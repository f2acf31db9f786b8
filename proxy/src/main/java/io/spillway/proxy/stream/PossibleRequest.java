package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.HeadLimits;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP request that the bytes of a connection in mode tcp may begin with, for rules that ask.
 * Confined to the connection's loop.
 */
final class PossibleRequest {
  private final RequestHead head;
  private ParseResult result = ParseResult.NEED_MORE;

  PossibleRequest(HeadLimits limits) {
    head = new RequestHead(limits);
  }

  /**
   * The request's head, or null where it is not whole or none.
   *
   * @param arrived all that has come from the first byte on, or null for nothing
   */
  @Nullable RequestHead in(@Nullable ByteBuf arrived) {
    if (result == ParseResult.NEED_MORE && arrived != null) {
      result = head.parse(arrived);
    }
    return result == ParseResult.COMPLETE ? head : null;
  }

  /** Whether it may still become a request. */
  boolean isOpen() {
    return result == ParseResult.NEED_MORE;
  }
}
