package io.spillway.net.tls;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;

/**
 * A client's secure connection over a blocking channel, for virtual threads. Confined to one
 * thread; closing the channel, by any thread, ends what it waits for with an exception.
 */
public final class TlsStream implements Closeable {
  private final ByteChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer outgoing;
  private ByteBuffer incoming;
  private ByteBuffer clear;

  private TlsStream(ByteChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    outgoing = ByteBuffer.allocate(packet);
    incoming = ByteBuffer.allocate(packet).flip();
    clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  /**
   * Secures {@code channel}, which stays the caller's to close.
   *
   * @param serverName the name that the server is asked for, or null for none
   * @throws IOException where there is no agreement; a {@link javax.net.ssl.SSLException} unless
   *     the channel failed or ended
   */
  public static TlsStream open(ByteChannel channel, TlsClient client, @Nullable String serverName)
      throws IOException {
    TlsStream stream =
        new TlsStream(channel, client.newEngine(UnpooledByteBufAllocator.DEFAULT, serverName));
    try {
      stream.shakeHands();
    } catch (IOException e) {
      stream.close();
      throw e;
    }
    return stream;
  }

  /** What was agreed on by ALPN, or null. */
  public @Nullable String applicationProtocol() {
    String agreed = engine.getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? null : agreed;
  }

  private void shakeHands() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_TASK -> runTasks();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap()) {
            throw new EOFException("the server closed the connection during the handshake");
          }
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    outgoing.clear();
    engine.wrap(bytes, outgoing);
    outgoing.flip();
    while (outgoing.hasRemaining()) {
      channel.write(outgoing);
    }
  }

  /** Takes in what there is of the next record; false at the end. */
  private boolean unwrap() throws IOException {
    clear.compact();
    SSLEngineResult result;
    try {
      result = engine.unwrap(incoming, clear);
    } finally {
      clear.flip();
    }
    return switch (result.getStatus()) {
      case OK -> true;
      case CLOSED -> false;
      case BUFFER_OVERFLOW -> {
        clear = larger(clear, engine.getSession().getApplicationBufferSize() + clear.remaining());
        yield true;
      }
      case BUFFER_UNDERFLOW -> {
        if (isUpToThisSide(result.getHandshakeStatus())) {
          yield true;
        }
        incoming =
            incoming.remaining() == incoming.capacity()
                ? larger(incoming, 2 * incoming.capacity())
                : incoming;
        incoming.compact();
        try {
          yield channel.read(incoming) >= 0;
        } finally {
          incoming.flip();
        }
      }
    };
  }

  /** Whether the handshake goes on, or is done, without anything more from the peer. */
  private static boolean isUpToThisSide(SSLEngineResult.HandshakeStatus status) {
    return switch (status) {
      case FINISHED, NEED_WRAP, NEED_TASK -> true;
      case NOT_HANDSHAKING, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> false;
    };
  }

  private static ByteBuffer larger(ByteBuffer full, int capacity) {
    return ByteBuffer.allocate(capacity).put(full).flip();
  }

  /** Sends all of {@code bytes}. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      wrap(bytes);
    }
  }

  /** Reads what there is, at least one byte; -1 at the end. */
  public int read(ByteBuffer into) throws IOException {
    while (!clear.hasRemaining()) {
      if (!unwrap()) {
        return -1;
      }
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_TASK -> runTasks();
        case FINISHED, NOT_HANDSHAKING, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {}
      }
    }
    int count = Math.min(clear.remaining(), into.remaining());
    into.put(clear.slice(clear.position(), count));
    clear.position(clear.position() + count);
    return count;
  }

  /** Gives the library's memory back; nothing is sent. */
  @Override
  public void close() {
    ReferenceCountUtil.release(engine);
  }
}
