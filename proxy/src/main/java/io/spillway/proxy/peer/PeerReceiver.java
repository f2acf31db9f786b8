package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one peer tells of tables on one connection. Confined to the peers' loop. */
final class PeerReceiver {
  private final List<PeerTable> tables;
  private final ReceivedNames names = new ReceivedNames();
  private @Nullable PeerTable current;

  PeerReceiver(List<PeerTable> tables) {
    this.tables = tables;
  }

  ReceivedNames names() {
    return names;
  }

  /** The table that updates are about now, or null where they are about none that is known. */
  @Nullable PeerTable current() {
    return current;
  }

  /** Takes a message of class {@link Wire#TABLES}; false where it makes no sense. */
  boolean message(int type, Wire.Reader body, long now) {
    return switch (type) {
      case Wire.TABLE_DEFINITION -> define(body);
      case Wire.TABLE_SWITCH -> {
        current = withRemoteId(body.integer());
        yield true;
      }
      case Wire.ACKNOWLEDGEMENT -> acknowledge(body);
      case Wire.UPDATE,
          Wire.INCREMENTAL_UPDATE,
          Wire.TIMED_UPDATE,
          Wire.INCREMENTAL_TIMED_UPDATE -> {
        update(type, body, now);
        yield true;
      }
      default -> true; // a type of a newer version
    };
  }

  private boolean define(Wire.Reader body) {
    RemoteTable read = RemoteTable.read(body, this::named);
    current = null;
    for (PeerTable table : tables) {
      if (read != null && table.table == read.local()) {
        table.remote = read;
        current = table;
      }
    }
    return true;
  }

  private @Nullable ReplicatedTable named(String networkName) {
    for (PeerTable table : tables) {
      if (table.table.networkName().equals(networkName)) {
        return table.table;
      }
    }
    return null;
  }

  private @Nullable PeerTable withRemoteId(long id) {
    for (PeerTable table : tables) {
      RemoteTable remote = table.remote;
      if (remote != null && remote.id() == id) {
        return table;
      }
    }
    return null;
  }

  private boolean acknowledge(Wire.Reader body) {
    long id = body.integer();
    long number = body.fourBytes();
    if (!body.isMalformed()) {
      for (PeerTable table : tables) {
        if (table.table.id() == id) {
          table.acknowledge(number);
        }
      }
    }
    return true;
  }

  private void update(int type, Wire.Reader body, long now) {
    PeerTable table = current;
    RemoteTable remote = table == null ? null : table.remote;
    if (table == null || remote == null) {
      return; // of a table that is none here
    }
    boolean hasNumber = type == Wire.UPDATE || type == Wire.TIMED_UPDATE;
    int number = hasNumber ? (int) body.fourBytes() : table.received + 1;
    boolean isTimed = type == Wire.TIMED_UPDATE || type == Wire.INCREMENTAL_TIMED_UPDATE;
    remote.learn(body, isTimed, table.acknowledged, names, now);
    table.received = number;
  }

  /** Writes which updates have come that the peer was not told about. */
  void writeAcknowledgements(ByteBuf out) {
    for (PeerTable table : tables) {
      RemoteTable remote = table.remote;
      if (remote != null && table.received != table.confirmed) {
        table.confirmed = table.received;
        ByteBuf body = out.alloc().buffer();
        Wire.integer(body, remote.id());
        body.writeInt(table.received);
        Wire.message(out, Wire.ACKNOWLEDGEMENT, body);
        body.release();
      }
    }
  }
}
