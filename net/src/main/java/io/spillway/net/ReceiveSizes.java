package io.spillway.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;

/** How much is read at once: small for requests, growing to 64 kB while a body streams. */
final class ReceiveSizes extends AdaptiveRecvByteBufAllocator {
  private static final int LEAST = 2048;
  private static final int FIRST = 4096;
  private static final int MOST = 65536;

  ReceiveSizes() {
    super(LEAST, FIRST, MOST);
  }
}
