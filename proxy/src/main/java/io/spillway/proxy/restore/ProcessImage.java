package io.spillway.proxy.restore;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.StateCounts;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.StickTable;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * What a process knows and the one that replaces it goes on with: totals and maxima of everything
 * that is counted, states of servers, stick tables. A stream of items, each of which begins with a
 * byte that tells its kind; what {@link ProcessImageReader} reads. Numbers are those of {@link
 * DataOutputStream}. Stateless.
 */
public final class ProcessImage {
  /** Begins every image; another number stands for another form. */
  static final String MAGIC = "spillway state 1\n";

  static final int END = 0;
  static final int PROCESS = 1;
  static final int FRONTEND = 2;
  static final int LISTENER = 3;
  static final int BACKEND = 4;
  static final int SERVER = 5;
  static final int TABLE = 6;

  private static final int BUFFER = 1 << 16;

  private ProcessImage() {}

  /**
   * Writes the image of {@code process}, which goes on meanwhile: what changes while it is written
   * may be in it or not. Stick tables that peers replicate are left out, as peers teach them.
   *
   * @throws IOException when {@code to} fails
   */
  public static void write(ProcessStatus process, OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to, BUFFER));
    long now = process.nowMillis();
    out.writeBytes(MAGIC);
    out.writeByte(PROCESS);
    out.writeLong(process.totalStreams());
    out.writeInt(process.connections().max());
    write(process.statistics(), now, out);
    for (ProxyStatus proxy : process.proxies()) {
      FrontendStatus frontend = proxy.frontend();
      if (frontend != null) {
        write(proxy.name(), frontend, now, out);
      }
      BackendStatus backend = proxy.backend();
      if (backend != null) {
        write(proxy.name(), backend, now, out);
      }
    }
    for (StickTable table : process.tables().tables()) {
      if (table.definition().replication().peers().isEmpty()) {
        out.writeByte(TABLE);
        TableImage.write(table, now, out);
      }
    }
    out.writeByte(END);
    out.flush();
  }

  private static void write(String proxy, FrontendStatus frontend, long now, DataOutputStream out)
      throws IOException {
    out.writeByte(FRONTEND);
    out.writeUTF(proxy);
    write(frontend.statistics(), now, out);
    for (ListenerStatus listener : frontend.listeners()) {
      out.writeByte(LISTENER);
      out.writeUTF(proxy);
      out.writeUTF(listener.address());
      write(listener.statistics(), now, out);
    }
  }

  private static void write(String proxy, BackendStatus backend, long now, DataOutputStream out)
      throws IOException {
    out.writeByte(BACKEND);
    out.writeUTF(proxy);
    write(backend.statistics(), now, out);
    for (Server server : backend.servers()) {
      StringBuilder row = new StringBuilder();
      ServerStateText.append(row, backend, server, now);
      StateCounts.Values counts = server.state().counts().values();
      out.writeByte(SERVER);
      out.writeUTF(proxy);
      out.writeUTF(server.name());
      out.writeUTF(place(server));
      out.writeUTF(row.toString());
      out.writeInt(counts.failedChecks());
      out.writeInt(counts.failedObservations());
      out.writeInt(counts.downTransitions());
      out.writeLong(counts.downMillis());
      write(server.statistics(), now, out);
    }
  }

  /** Where the configuration says that {@code server} is: whether it still means the same one. */
  static String place(Server server) {
    return switch (server.definition().endpoint()) {
      case Endpoint.Inet inet -> inet.host() + ":" + inet.port();
      case Endpoint.Unix unix -> "unix@" + unix.path();
      case Endpoint.Descriptor descriptor -> "fd@" + descriptor.fd();
    };
  }

  private static void write(Statistics statistics, long now, DataOutputStream out)
      throws IOException {
    Statistics.Summary summary = statistics.summary(now);
    out.writeShort(summary.totals().size());
    for (Map.Entry<Counter, Long> total : summary.totals().entrySet()) {
      out.writeUTF(total.getKey().name());
      out.writeLong(total.getValue());
    }
    out.writeInt(summary.mostSessions());
    out.writeLong(summary.greatestSessionRate());
    out.writeLong(summary.greatestConnectionRate());
    out.writeLong(summary.greatestRequestRate());
    out.writeLong(summary.lastSessionMillis());
  }
}
