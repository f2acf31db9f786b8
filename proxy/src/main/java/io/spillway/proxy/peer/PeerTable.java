package io.spillway.proxy.peer;

import org.jspecify.annotations.Nullable;

/**
 * How far one peer and this process know each other's changes of one table. Confined to the peers'
 * loop.
 */
final class PeerTable {
  private static final long MASK = 0xffff_ffffL;

  final ReplicatedTable table;

  /** The table as the peer defined it on this connection, or null. */
  @Nullable RemoteTable remote;

  /** The place of the last change that was sent, and of the last that the peer has for certain. */
  long sent;

  long acknowledged;

  /** The place of the last change that the peer was really told of: others did not concern it. */
  long told;

  /** From where a lesson begins: all changes up to there are in it. */
  long lessonOrigin;

  /** The number of the peer's last update, and of the last that it was told to have come. */
  int received;

  int confirmed;

  PeerTable(ReplicatedTable table) {
    this.table = table;
  }

  /** A new connection: what the peer did not acknowledge is sent again. */
  void connected() {
    remote = null;
    sent = acknowledged;
    told = acknowledged;
    received = 0;
    confirmed = 0;
  }

  /** The peer has all up to the update with this number, as far as that was sent. */
  void acknowledge(long number) {
    long place = sent - (sent - number & MASK);
    if (place >= told) {
      acknowledged = sent;
    } else if (place > acknowledged) {
      acknowledged = place;
    }
  }

  /**
   * What was sent last is the change at {@code place}; those behind it did not concern the peer.
   */
  void told(long place) {
    told = place;
    if (acknowledged >= told) {
      acknowledged = sent;
    }
  }
}
