package io.spillway.proxy.peer;

import io.spillway.net.Connection;
import io.spillway.net.Endpoint;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A section as {@code show peers} prints it (management manual, "show peers"). What HAProxy prints
 * of its insides, addresses of structures and flags, is not there. Confined to the peers' loop.
 */
final class PeersText {
  private static final String INDENT = "        ";

  private final StringBuilder out;
  private final PeersSection section;
  private final long now;
  private final boolean withNames;

  PeersText(StringBuilder out, PeersSection section, long now, boolean withNames) {
    this.out = out;
    this.section = section;
    this.now = now;
    this.withNames = withNames;
  }

  void write() {
    Resync resync = section.resync();
    line(
        "id=%s disabled=0 resync=%s resync_timeout=%s",
        section.definition().name(),
        resync.state().name().toLowerCase(Locale.ROOT),
        resync.isUpToDate() ? "<PAST>" : ahead(resync.remaining(now)));
    section.peers().forEach(this::peer);
    RemotePeer own = section.local();
    if (own != null) {
      peer(own);
    }
    out.append('\n');
  }

  private void line(String format, Object... values) {
    out.append(format.formatted(values)).append('\n');
  }

  private void peer(RemotePeer peer) {
    PeerSession session = peer.session();
    line(
        "  id=%s(%s,%s) addr=%s last_status=%s last_hdshk=%s",
        peer.name(),
        peer.isLocal() ? "local" : "remote",
        session == null ? "inactive" : "active",
        address(peer.definition().endpoint()),
        peer.lastStatus,
        peer.lastHandshake < 0 ? "<NEVER>" : seconds(now - peer.lastHandshake));
    line(
        INDENT
            + "reconnect=%s heartbeat=%s confirm=%d tx_hbt=%d rx_hbt=%d no_hbt=%d new_conn=%d"
            + " proto_err=%d coll=%d",
        session != null || peer.isLocal() ? "<NEVER>" : ahead(peer.nextAttempt - now),
        peer.isConnected() && session != null
            ? ahead(session.lastSent() + PeersSection.HEARTBEAT_MILLIS - now)
            : "<NEVER>",
        peer.sender().unconfirmed(),
        peer.heartbeatsSent,
        peer.heartbeatsReceived,
        peer.silences,
        peer.connections,
        peer.protocolErrors,
        peer.collisions);
    Connection connection = session == null ? null : session.connection();
    if (connection != null) {
      line(
          INDENT + "xprt=%s src=%s addr=%s",
          connection.isSecure() ? "SSL" : "RAW",
          address(connection.remoteAddress()),
          address(connection.localAddress()));
    }
    table("remote_table", peer.receiver().current());
    table("last_local_table", peer.sender().defined());
    out.append(INDENT).append("shared tables:\n");
    peer.tables().forEach(this::table);
    if (withNames) {
      names(peer);
    } else {
      out.append(INDENT).append("Dictionary cache not dumped (use \"show peers dict\")\n");
    }
  }

  private void table(String what, @Nullable PeerTable table) {
    if (table != null) {
      line(
          INDENT + "%s: id=%s local_id=%d remote_id=%d",
          what,
          table.table.definition().name(),
          table.table.id(),
          remoteId(table));
    }
  }

  private static long remoteId(PeerTable table) {
    RemoteTable remote = table.remote;
    return remote == null ? 0 : remote.id();
  }

  private void table(PeerTable table) {
    RemoteTable remote = table.remote;
    line(
        "          local_id=%d remote_id=%d remote_data=0x%x",
        table.table.id(), remoteId(table), remote == null ? 0 : remote.types());
    line(
        "              last_acked=%d last_pushed=%d last_get=%d teaching_origin=%d update=%d",
        table.confirmed, table.sent, table.received, table.lessonOrigin, table.acknowledged);
    long last = table.table.log().last();
    line(
        "              table: id=%s update=%d localupdate=%d commitupdate=%d",
        table.table.definition().name(), last, last, table.acknowledged);
  }

  private void names(RemotePeer peer) {
    out.append(INDENT).append("TX dictionary cache:\n");
    Map<Integer, String> byNumber = new TreeMap<>();
    peer.sender().names().all().forEach((name, number) -> byNumber.put(number, name));
    byNumber.forEach((number, name) -> line(INDENT + "  %3d -> %s", number - 1, name));
    out.append(INDENT).append("RX dictionary cache:\n");
    for (int number = 1; number <= SentNames.MOST; number++) {
      String name = peer.receiver().names().at(number);
      if (name != null) {
        line(INDENT + "  %3d -> %s", number - 1, name);
      }
    }
  }

  private static String ahead(long millis) {
    return millis <= 0 ? "<PAST>" : seconds(millis);
  }

  private static String seconds(long millis) {
    long seconds = millis / 1000;
    long minutes = seconds / 60;
    long hours = minutes / 60;
    return hours > 0
        ? hours + "h" + minutes % 60 + "m"
        : minutes > 0 ? minutes + "m" + seconds % 60 + "s" : seconds + "s";
  }

  private static String address(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet ->
          (inet.address() == null ? "*" : inet.address().getHostAddress()) + ":" + inet.port();
      case Endpoint.Unix unix -> "unix@" + unix.path();
      case Endpoint.Descriptor descriptor -> "fd@" + descriptor.fd();
    };
  }

  private static String address(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : "unix";
  }
}
