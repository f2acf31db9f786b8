package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that one case has around one side: its origins, its log collector, the addresses behind its
 * placeholders, and the signals its scripts exchange. Thread-safe once built.
 */
final class Stage implements AutoCloseable {
  /** The signal that the client's script has ended. */
  static final String OVER = "<over>";

  private final CaseFile file;
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
  private final List<SocketChannel> reserved = new ArrayList<>();
  private final LogCollector logs = new LogCollector();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final Set<String> signals = ConcurrentHashMap.newKeySet();

  Stage(CaseFile file) throws IOException {
    this.file = file;
    for (String placeholder : file.placeholders()) {
      addresses.put(placeholder, open(placeholder));
    }
  }

  private InetSocketAddress open(String placeholder) throws IOException {
    if (placeholder.equals("log")) {
      return logs.address();
    }
    if (placeholder.startsWith("bind")) {
      return Loopback.free();
    }
    if (placeholder.startsWith("down")) {
      SocketChannel refusing = Loopback.reserve();
      reserved.add(refusing);
      return (InetSocketAddress) refusing.getLocalAddress();
    }
    List<String> script = file.origins().getOrDefault(placeholder, List.of());
    Origin origin = new Origin(placeholder, this, script);
    origins.put(placeholder, origin);
    return origin.address();
  }

  CaseFile file() {
    return file;
  }

  InetSocketAddress address(String placeholder) {
    InetSocketAddress address = addresses.get(placeholder);
    if (address == null) {
      throw new IllegalArgumentException(file + ": no {{" + placeholder + "}}");
    }
    return address;
  }

  Map<String, InetSocketAddress> addresses() {
    return addresses;
  }

  Origin origin(String name) {
    Origin origin = origins.get(name);
    if (origin == null) {
      throw new IllegalArgumentException(file + ": no origin " + name);
    }
    return origin;
  }

  Map<String, Origin> origins() {
    return origins;
  }

  LogCollector logs() {
    return logs;
  }

  void reached(String origin) {
    order.add(origin);
  }

  List<String> order() {
    return order;
  }

  void signal(String name) {
    signals.add(name);
  }

  void await(String name) throws InterruptedException {
    Patience.until("signal " + name, () -> signals.contains(name) || signals.contains(OVER));
  }

  @Override
  public void close() throws IOException {
    signal(OVER);
    for (Origin origin : origins.values()) {
      origin.close();
    }
    for (SocketChannel channel : reserved) {
      channel.close();
    }
    logs.close();
  }
}
