package io.spillway.proxy.stream;

import io.spillway.net.HandedOverSockets;
import io.spillway.proxy.Backend;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.definition.Configurations;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.runtime.BindException;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.runtime.Surroundings;
import io.spillway.proxy.stats.Counter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * A configuration at work in the test's own process. {@code @port@} stands for a free port to
 * listen on, {@code @log@} for the address of the log that {@link #logLine} reads.
 */
final class RunningProxy implements AutoCloseable {
  private final DatagramSocket log;
  private final LogOutputs outputs = new LogOutputs();
  private final ProxyRuntime runtime;
  private final int port;
  final List<String> notices = new CopyOnWriteArrayList<>();

  private RunningProxy(String text, int port, int descriptorLimit) throws IOException {
    this.port = port;
    this.log = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    String filled =
        text.replace("@port@", Integer.toString(port))
            .replace("@log@", "127.0.0.1:" + log.getLocalPort() + " format raw local0");
    runtime =
        new ProxyRuntime(
            Configurations.load(filled).valid(),
            new Surroundings(
                outputs,
                new Notices(),
                (d, r) -> List.of(),
                descriptorLimit,
                0,
                0,
                false,
                false,
                HandedOverSockets.none(),
                () -> {}));
  }

  static RunningProxy of(String text) throws IOException, BindException {
    RunningProxy proxy = new RunningProxy(text, freePort(), 2000);
    proxy.runtime.start();
    return proxy;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  ProxyRuntime runtime() {
    return runtime;
  }

  Client connect() throws IOException {
    return new Client(port);
  }

  /** What comes back for {@code request} until the proxy closes. */
  String exchange(String request) throws IOException {
    try (Client client = connect()) {
      client.send(request);
      return client.readAll();
    }
  }

  /** The next line of the log, waited for. */
  String logLine() throws IOException {
    byte[] bytes = new byte[65536];
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    log.receive(packet);
    return new String(bytes, 0, packet.getLength(), StandardCharsets.ISO_8859_1).strip();
  }

  Frontend frontend(String name) {
    return Objects.requireNonNull(runtime.frontends().get(name));
  }

  Backend backend(String name) {
    return Objects.requireNonNull(runtime.backends().get(name));
  }

  long ofFrontend(String name, Counter counter) {
    return frontend(name).statistics().total(counter);
  }

  long ofBackend(String name, Counter counter) {
    return backend(name).statistics().total(counter);
  }

  long ofServer(String backend, int index, Counter counter) {
    return backend(backend).servers().get(index).statistics().total(counter);
  }

  /** Waits until {@code condition} holds. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  @Override
  public void close() {
    runtime.stop();
    outputs.close();
    log.close();
  }

  private final class Notices implements Surroundings.Notices {
    @Override
    public void notice(String text) {
      notices.add(text);
    }

    @Override
    public void warning(String text) {
      notices.add(text);
    }

    @Override
    public void alert(String text) {
      notices.add(text);
    }
  }
}
