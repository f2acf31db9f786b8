package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another process of a {@code peers} section, or this one's predecessor or successor. Confined to
 * the peers' loop.
 */
final class RemotePeer {
  private static final int MOST_PIECES = 64;

  private final PeerDefinition definition;
  private final boolean isLocal;
  private final int shards;
  private final int updatesAtOnce;
  private final List<PeerTable> tables;
  private @Nullable PeerSession session;
  private PeerSender sender;
  private PeerReceiver receiver;

  /**
   * When to connect again, in milliseconds of the loop's clock; {@link Long#MAX_VALUE} for never.
   */
  long nextAttempt;

  /** How often in a row there was no connection. */
  int failures;

  /** Whether the peer is so old that it refuses the newest version. */
  boolean isOld;

  /** Whether it was asked to teach this process, and whether it could not teach everything. */
  boolean isTeacher;

  boolean taughtInPart;

  /** The status with which it refused this process last, which was told. */
  int lastRefusal = Greeting.SUCCESS;

  String lastStatus = "NONE";
  long lastHandshake = -1;
  int connections;
  int protocolErrors;
  int collisions;
  int silences;
  int heartbeatsSent;
  int heartbeatsReceived;

  RemotePeer(
      PeerDefinition definition,
      boolean isLocal,
      List<ReplicatedTable> tables,
      int shards,
      int updatesAtOnce) {
    this.definition = definition;
    this.isLocal = isLocal;
    this.shards = shards;
    this.updatesAtOnce = updatesAtOnce;
    this.tables = tables.stream().map(PeerTable::new).toList();
    this.sender = newSender();
    this.receiver = new PeerReceiver(this.tables);
  }

  private PeerSender newSender() {
    return new PeerSender(tables, definition.shard(), shards, updatesAtOnce, !isOld);
  }

  PeerDefinition definition() {
    return definition;
  }

  String name() {
    return definition.name();
  }

  /** Whether it is this process's own name. */
  boolean isLocal() {
    return isLocal;
  }

  List<PeerTable> tables() {
    return tables;
  }

  @Nullable PeerSession session() {
    return session;
  }

  PeerSender sender() {
    return sender;
  }

  PeerReceiver receiver() {
    return receiver;
  }

  boolean isConnected() {
    PeerSession now = session;
    return now != null && now.isEstablished();
  }

  /** Takes {@code begun} for its session; null for none. */
  void session(@Nullable PeerSession begun) {
    session = begun;
  }

  /** The session stands: both sides begin anew with what they say. */
  void established(boolean speaksNewest) {
    isOld = !speaksNewest;
    tables.forEach(PeerTable::connected);
    sender = newSender();
    receiver = new PeerReceiver(tables);
    failures = 0;
    connections++;
  }

  /**
   * Sends what there is to tell, as much as can be written.
   *
   * @return whether there is more, for which it was too much at once
   */
  boolean push(boolean isUpToDate, long now) {
    for (int i = 0; i < MOST_PIECES; i++) {
      PeerSession open = session;
      Connection connection = open == null ? null : open.connection();
      if (open == null || connection == null || !open.isWritable()) {
        return false;
      }
      ByteBuf out = connection.allocator().buffer();
      receiver.writeAcknowledgements(out);
      sender.write(out, isUpToDate, now);
      if (!out.isReadable()) {
        out.release();
        return false;
      }
      open.send(out);
    }
    return true;
  }
}
