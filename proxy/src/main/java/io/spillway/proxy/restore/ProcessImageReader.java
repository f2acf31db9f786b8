package io.spillway.proxy.restore;

import io.spillway.net.WrittenAddress;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.definition.ServerStateKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.StateCounts;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.StickTables;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ProcessImage} wrote in another process, and has this one go on with it:
 * proxies, servers and tables are known by their names, and what is not there any more is left out.
 * To be used before traffic, by one thread.
 */
public final class ProcessImageReader {
  private static final int BUFFER = 1 << 16;

  private final ProcessState process;
  private final StickTables tables;
  private final long now;
  private final Map<String, ProxyStatus> proxies = new HashMap<>();

  /**
   * For a process that has begun nothing yet.
   *
   * @param proxies its proxies
   * @param nowMillis the clock of states and rates
   */
  public ProcessImageReader(
      ProcessState process, List<ProxyStatus> proxies, StickTables tables, long nowMillis) {
    this.process = process;
    this.tables = tables;
    this.now = nowMillis;
    for (ProxyStatus proxy : proxies) {
      this.proxies.put(proxy.name(), proxy);
    }
  }

  /**
   * Takes the image over.
   *
   * @return false where what comes is no image of this form: nothing was taken over then
   * @throws IOException when it ends too early; what came before was taken over
   */
  public boolean read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from, BUFFER));
    byte[] magic = in.readNBytes(ProcessImage.MAGIC.length());
    if (!new String(magic, StandardCharsets.US_ASCII).equals(ProcessImage.MAGIC)) {
      return false;
    }
    while (true) {
      int kind = in.readUnsignedByte();
      switch (kind) {
        case ProcessImage.END -> {
          return true;
        }
        case ProcessImage.PROCESS -> {
          process.takeOver(in.readLong(), in.readInt());
          process.statistics().takeOver(summary(in));
        }
        case ProcessImage.FRONTEND -> {
          FrontendStatus frontend = frontend(in.readUTF());
          takeOver(frontend == null ? null : frontend.statistics(), in);
        }
        case ProcessImage.LISTENER -> {
          ListenerStatus listener = listener(frontend(in.readUTF()), in.readUTF());
          takeOver(listener == null ? null : listener.statistics(), in);
        }
        case ProcessImage.BACKEND -> {
          BackendStatus backend = backend(in.readUTF());
          takeOver(backend == null ? null : backend.statistics(), in);
        }
        case ProcessImage.SERVER -> server(in);
        case ProcessImage.TABLE -> TableImage.read(tables, now, in);
        default -> throw new IOException("an unknown item " + kind);
      }
    }
  }

  private @Nullable FrontendStatus frontend(String name) {
    ProxyStatus proxy = proxies.get(name);
    return proxy == null ? null : proxy.frontend();
  }

  private @Nullable BackendStatus backend(String name) {
    ProxyStatus proxy = proxies.get(name);
    return proxy == null ? null : proxy.backend();
  }

  private static @Nullable ListenerStatus listener(
      @Nullable FrontendStatus frontend, String address) {
    return frontend == null
        ? null
        : frontend.listeners().stream()
            .filter(listener -> listener.address().equals(address))
            .findFirst()
            .orElse(null);
  }

  private void server(DataInputStream in) throws IOException {
    BackendStatus backend = backend(in.readUTF());
    String name = in.readUTF();
    String place = in.readUTF();
    ServerStateRow row = ServerStateRow.of(in.readUTF());
    StateCounts.Values counts =
        new StateCounts.Values(in.readInt(), in.readInt(), in.readInt(), in.readLong());
    Statistics.Summary summary = summary(in);
    Server server = backend == null ? null : named(backend, name);
    if (backend == null || server == null) {
      return;
    }
    server.statistics().takeOver(summary);
    boolean isSame = ProcessImage.place(server).equals(place);
    if (isSame && row != null && row.fault() == null && !isTakenFromFile(backend)) {
      restore(server, row);
    }
    server.state().takeOver(counts);
  }

  private static @Nullable Server named(BackendStatus backend, String name) {
    return backend.servers().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Whether the configuration itself says where the states come from, if from anywhere. */
  private static boolean isTakenFromFile(BackendStatus backend) {
    return backend.definition().settings().isSet(ServerStateKeywords.SOURCE);
  }

  private static void restore(Server server, ServerStateRow row) {
    boolean isWatched =
        server.state().policy().isChecked() || server.state().agent().isConfigured();
    InetAddress address = WrittenAddress.literal(row.address());
    if (server.hostName().host() == null && address != null) {
      server.changeAddress(address);
    }
    if (isWatched) {
      row.applyTo(server);
    } else {
      row.decide(server); // nothing would ever bring it back
    }
  }

  private static void takeOver(@Nullable Statistics statistics, DataInputStream in)
      throws IOException {
    Statistics.Summary summary = summary(in);
    if (statistics != null) {
      statistics.takeOver(summary);
    }
  }

  private static Statistics.Summary summary(DataInputStream in) throws IOException {
    Map<Counter, Long> totals = new EnumMap<>(Counter.class);
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      long total = in.readLong();
      for (Counter counter : Counter.values()) {
        if (counter.name().equals(name)) {
          totals.put(counter, total);
        }
      }
    }
    return new Statistics.Summary(
        totals, in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }
}
