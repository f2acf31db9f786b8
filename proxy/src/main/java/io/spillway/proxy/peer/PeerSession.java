package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Connection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One connection between peers: the greeting, and then messages ({@code doc/peers.txt}). What it
 * holds is bounded: a greeting of {@link #LONGEST_GREETING} bytes, then one message of {@link
 * #LONGEST_TAKEN} bytes that has not come whole, and what {@link Connection#isWritable} allows to
 * wait. Confined to the peers' loop.
 */
final class PeerSession implements Connection.Owner {
  static final int LONGEST_TAKEN = 1 << 16;

  private static final int LONGEST_GREETING = 1024;
  private static final int LONGEST_HEADER = 12;
  private static final int GREETING_LINES = 3;

  /** What a session tells and asks. */
  interface Handler {
    /**
     * Somebody who connected presented themselves: answers with a status, {@link Greeting#SUCCESS}
     * after it took the session.
     */
    int presented(PeerSession session, Greeting greeting);

    /** The peer that was connected to answered the greeting with this status. */
    void answered(PeerSession session, int status);

    /** A message; false where it makes no sense. */
    boolean message(PeerSession session, int kind, int type, Wire.Reader body);

    /** All that has come was handled. */
    void handled(PeerSession session);

    /** More can be written. */
    void writable(PeerSession session);

    /** It is over. */
    void ended(PeerSession session);
  }

  /** Where a session stands. */
  enum State {
    OPENING,
    WAITING_FOR_GREETING,
    WAITING_FOR_STATUS,
    ESTABLISHED,
    OVER
  }

  private final Handler handler;
  private @Nullable Connection connection;
  private @Nullable ByteBuf collected;
  private State state = State.OPENING;
  private long began;
  private long lastReceived;
  private long lastSent;
  private @Nullable RemotePeer peer;
  private boolean faulty;

  /** A connection that is not there yet; {@code now} in milliseconds of the loop's clock. */
  PeerSession(Handler handler, long now) {
    this.handler = handler;
    this.began = now;
    this.lastReceived = now;
    this.lastSent = now;
  }

  State state() {
    return state;
  }

  boolean isEstablished() {
    return state == State.ESTABLISHED;
  }

  /** When it began, or was established. */
  long began() {
    return began;
  }

  long lastReceived() {
    return lastReceived;
  }

  long lastSent() {
    return lastSent;
  }

  /** Whether the peer's messages made no sense. */
  boolean isFaulty() {
    return faulty;
  }

  /** Whom it is with; null while that is not known. */
  @Nullable RemotePeer peer() {
    return peer;
  }

  void peer(RemotePeer known) {
    peer = known;
  }

  @Nullable Connection connection() {
    return connection;
  }

  /** The connection that this will own. */
  void opening(Connection opened) {
    connection = opened;
  }

  /** Waits for the greeting of whoever connected. */
  void awaitGreeting() {
    state = State.WAITING_FOR_GREETING;
  }

  /** Presents this process to the one that was connected to. */
  void greet(String greeting) {
    state = State.WAITING_FOR_STATUS;
    send(greeting);
  }

  private void send(String text) {
    Connection open = connection;
    if (open != null) {
      ByteBuf bytes = open.allocator().buffer(text.length());
      bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
      send(bytes);
    }
  }

  /** Sends {@code bytes}, which are released. */
  void send(ByteBuf bytes) {
    Connection open = connection;
    if (open == null || state == State.OVER) {
      bytes.release();
      return;
    }
    lastSent = open.loop().clock().millis();
    open.write(bytes);
    open.flush();
  }

  /** Sends a message that has no body. */
  void send(int kind, int type) {
    Connection open = connection;
    if (open != null) {
      send(open.allocator().buffer(2).writeByte(kind).writeByte(type));
    }
  }

  /** Whether more can be written just now. */
  boolean isWritable() {
    Connection open = connection;
    return isEstablished() && open != null && open.isWritable();
  }

  @Override
  public void received(ByteBuf bytes) {
    try {
      if (state == State.OVER) {
        return;
      }
      Connection open = connection;
      if (open == null) {
        return;
      }
      lastReceived = open.loop().clock().millis();
      // A piece at a time, so that the collected bytes never are more than one message and a piece.
      while (bytes.isReadable() && state != State.OVER) {
        ByteBuf all = collected;
        if (all == null) {
          all = open.allocator().buffer();
          collected = all;
        }
        all.writeBytes(bytes, Math.min(bytes.readableBytes(), LONGEST_TAKEN));
        take(all);
      }
    } finally {
      bytes.release();
    }
  }

  private void take(ByteBuf all) {
    if (state == State.WAITING_FOR_GREETING) {
      takeGreeting(all);
    }
    if (state == State.WAITING_FOR_STATUS) {
      takeStatus(all);
    }
    while (state == State.ESTABLISHED && takeMessage(all)) {}
    if (state == State.OVER) {
      return; // closing released what was collected
    }
    if (all.isReadable()) {
      all.discardReadBytes();
    } else {
      all.release();
      collected = null;
    }
  }

  private void takeGreeting(ByteBuf all) {
    int lines = 0;
    int end = all.readerIndex();
    while (lines < GREETING_LINES && end < all.writerIndex()) {
      if (all.getByte(end++) == '\n') {
        lines++;
      }
    }
    if (end - all.readerIndex() > LONGEST_GREETING) {
      refuse(Greeting.PROTOCOL_ERROR);
    } else if (lines == GREETING_LINES) {
      int length = end - all.readerIndex();
      String text = all.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
      answer(Greeting.parse(text));
    } else if (!Greeting.mayBecome(all)) {
      refuse(Greeting.PROTOCOL_ERROR);
    }
  }

  private void answer(Greeting greeting) {
    int status = greeting.fault();
    if (status == Greeting.SUCCESS) {
      status = handler.presented(this, greeting);
    }
    if (status != Greeting.SUCCESS) {
      refuse(status);
    }
  }

  /** Takes the one that presented itself: the greeting is over. */
  void accept(long now) {
    send(Greeting.SUCCESS + "\n");
    establish(now);
  }

  private void establish(long now) {
    state = State.ESTABLISHED;
    began = now;
  }

  private void refuse(int status) {
    send(status + "\n");
    Connection open = connection;
    end();
    if (open != null) {
      open.closeWhenWritten();
    }
  }

  private void takeStatus(ByteBuf all) {
    int end = all.indexOf(all.readerIndex(), all.writerIndex(), (byte) '\n');
    int length = end - all.readerIndex();
    if (end < 0 && all.readableBytes() < LONGEST_HEADER) {
      return;
    }
    String text =
        end < 0 || length > LONGEST_HEADER
            ? ""
            : all.readCharSequence(length, StandardCharsets.ISO_8859_1).toString().strip();
    if (!text.matches("[0-9]{3}")) {
      faulty = true;
      close();
      return;
    }
    all.skipBytes(1);
    int status = Integer.parseInt(text);
    if (status == Greeting.SUCCESS) {
      establish(lastReceived);
    }
    handler.answered(this, status);
  }

  /** Takes one message; false where none has come whole. */
  private boolean takeMessage(ByteBuf all) {
    int start = all.readerIndex();
    if (all.readableBytes() < 2) {
      return false;
    }
    int kind = all.readUnsignedByte();
    int type = all.readUnsignedByte();
    long length = 0;
    if (type >= Wire.FIRST_WITH_LENGTH) {
      Wire.Reader header = new Wire.Reader(all, all.writerIndex());
      length = header.integer();
      if (header.isMalformed() && all.writerIndex() - start < LONGEST_HEADER) {
        all.readerIndex(start);
        return false;
      }
      if (header.isMalformed() || length < 0 || length > LONGEST_TAKEN) {
        fail(header.isMalformed() ? Wire.PROTOCOL_ERROR : Wire.SIZE_ERROR);
        return false;
      }
      if (header.left() < length) {
        all.readerIndex(start);
        return false;
      }
    }
    int end = all.readerIndex() + (int) length;
    Wire.Reader body = new Wire.Reader(all, end);
    boolean makesSense = handler.message(this, kind, type, body);
    if (state == State.OVER) {
      return false;
    }
    if (!makesSense || body.isMalformed()) {
      fail(Wire.PROTOCOL_ERROR);
      return false;
    }
    all.readerIndex(end);
    return true;
  }

  /** Ends it because of what the peer sent, and says so. */
  private void fail(int error) {
    faulty = true;
    send(Wire.ERROR, error);
    Connection open = connection;
    end();
    if (open != null) {
      open.closeWhenWritten();
    }
  }

  /** Ends it now. */
  void close() {
    Connection open = connection;
    end();
    if (open != null) {
      open.close();
    }
  }

  private void end() {
    if (state != State.OVER) {
      state = State.OVER;
      ByteBuf all = collected;
      if (all != null) {
        all.release();
        collected = null;
      }
      handler.ended(this);
    }
  }

  @Override
  public void receivedAll() {
    if (isEstablished()) {
      handler.handled(this);
    }
  }

  @Override
  public void inputClosed() {
    close();
  }

  @Override
  public void failed(Throwable cause) {}

  @Override
  public void writable() {
    if (isEstablished()) {
      handler.writable(this);
    }
  }

  @Override
  public void closed() {
    end();
  }
}
