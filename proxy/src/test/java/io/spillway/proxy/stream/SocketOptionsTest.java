package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.proxy.runtime.BindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Asks the kernel what was set on the sockets, and looks from the peer's side. */
class SocketOptionsTest {
  private static final int SOCKET_LEVEL = 1;
  private static final int BIND_TO_DEVICE = 25;
  private static final int IP_LEVEL = 0;
  private static final int IP_TRANSPARENT = 19;
  private static final int IPV6_LEVEL = 41;
  private static final int V6ONLY = 26;
  private static final int TCP_LEVEL = 6;
  private static final int MAX_SEGMENT = 2;
  private static final int DEFER_ACCEPT = 9;
  private static final int USER_TIMEOUT = 18;
  private static final int FAST_OPEN = 23;
  private static final int CONGESTION = 13;
  private static final int NOT_SENT = 25;
  private static final int SAVE_SYN = 27;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    opened.add(resource);
    return resource;
  }

  private RunningProxy proxy(String bind, String backend, String server) throws Exception {
    return closing(
        RunningProxy.of(
            """
            global
              nbthread 1
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            frontend web
              bind %s
              http-request silent-drop if { path /drop }
              default_backend origins
            backend origins
              %s
              server origin %s
            """
                .formatted(bind, backend, server)));
  }

  /** Accepts, and says which address came; answers each. */
  private final class Peers implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket();
    private final BlockingQueue<InetSocketAddress> peers = new LinkedBlockingQueue<>();

    Peers() throws IOException {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      Thread.startVirtualThread(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          try (Client connection = new Client(socket.accept())) {
            peers.add((InetSocketAddress) connection.socket().getRemoteSocketAddress());
            if (!connection.readUntil("\r\n\r\n").isEmpty()) {
              connection.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            }
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    String address() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final String REQUEST = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

  @Test
  void aBindLineSetsItsSocketsSegmentSizeAndUserTimeoutAndBacklog() throws Exception {
    RunningProxy proxy = proxy("127.0.0.1:@port@ mss 800 tcp-ut 7s backlog 37", "", "127.0.0.1:9");
    int listening = KernelSockets.listening(proxy.port());
    assertThat(KernelSockets.option(listening, TCP_LEVEL, USER_TIMEOUT)).isEqualTo(7000);
    assertThat(KernelSockets.backlog(listening)).isEqualTo(37);
    try (Client client = proxy.connect()) {
      int connected = KernelSockets.connectedTo(proxy.port());
      assertThat(KernelSockets.option(connected, TCP_LEVEL, MAX_SEGMENT)).isLessThanOrEqualTo(800);
      client.send("GET / HTTP/1.1\r\n");
      RunningProxy.await(() -> proxy.runtime().process().connections().value() == 1);
      int accepted = KernelSockets.accepted(proxy.port());
      assertThat(KernelSockets.option(accepted, TCP_LEVEL, USER_TIMEOUT)).isEqualTo(7000);
    }
  }

  @Test
  void aBindLineSetsTheControlOfCongestionAndKeepsFirstPackets() throws Exception {
    RunningProxy proxy = proxy("127.0.0.1:@port@ cc reno tcp-ss 1", "", "127.0.0.1:9");
    int listening = KernelSockets.listening(proxy.port());
    assertThat(KernelSockets.text(listening, TCP_LEVEL, CONGESTION)).isEqualTo("reno");
    assertThat(KernelSockets.option(listening, TCP_LEVEL, SAVE_SYN)).isEqualTo(1);
  }

  @Test
  void anAlgorithmThatTheKernelDoesNotHaveIsToldWithTheLineOfTheFile() {
    assertThatThrownBy(() -> proxy("127.0.0.1:@port@ cc absent", "", "127.0.0.1:9"))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("'cc absent' cannot be set");
  }

  @Test
  void aServerSetsTheControlOfCongestionAndTheSectionHowMuchMayWait() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy =
        closing(
            RunningProxy.of(
                """
                global
                  tune.notsent-lowat.client 16k
                  tune.notsent-lowat.server 32k
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen web
                  bind 127.0.0.1:@port@
                  server origin %s cc reno
                """
                    .formatted(origin.address())));
    try (Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      client.readMessage(5);
      int connected = KernelSockets.connectedTo(origin.port());
      assertThat(KernelSockets.text(connected, TCP_LEVEL, CONGESTION)).isEqualTo("reno");
      assertThat(KernelSockets.option(connected, TCP_LEVEL, NOT_SENT)).isEqualTo(32768);
      int accepted = KernelSockets.accepted(proxy.port());
      assertThat(KernelSockets.option(accepted, TCP_LEVEL, NOT_SENT)).isEqualTo(16384);
    }
  }

  /** A kernel may be without signatures; then the program says so. */
  @Test
  void signedSegmentsAreExchangedByThoseWhoHaveTheKey() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy signing;
    try {
      signing =
          closing(
              RunningProxy.of(
                  """
                  defaults
                    mode http
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                  frontend signed
                    bind 127.0.0.1:@port@ tcp-md5sig secret
                    default_backend origins
                  backend origins
                    server origin %s
                  """
                      .formatted(origin.address())));
    } catch (BindException e) {
      assertThat(e).hasMessageContaining("'tcp-md5sig' cannot be set");
      return;
    }
    RunningProxy proxy =
        proxy("127.0.0.1:@port@", "", "127.0.0.1:" + signing.port() + " tcp-md5sig secret");
    assertThat(proxy.exchange(REQUEST)).endsWith("hello");
    RunningProxy wrong =
        proxy(
            "127.0.0.1:@port@",
            "timeout connect 300ms\n  retries 0",
            "127.0.0.1:" + signing.port() + " tcp-md5sig other");
    assertThat(wrong.exchange(REQUEST)).startsWith("HTTP/1.1 503");
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void connectionsFromPrivilegedPortsAreClosedWhereThatIsAskedFor() throws Exception {
    RunningProxy proxy =
        closing(
            RunningProxy.of(
                """
                global
                  harden.reject-privileged-ports.tcp on
                defaults
                  mode http
                  timeout client 60s
                frontend web
                  bind 127.0.0.1:@port@
                  http-request return status 204
                """));
    assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 204");
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", freePrivilegedPort()));
      socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
      assertThat(new Client(socket).readAll()).isEmpty();
    }
    RunningProxy.await(() -> proxy.runtime().process().connections().value() == 0);
  }

  private static int freePrivilegedPort() {
    for (int port = 1023; port > 512; port--) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress("127.0.0.1", port));
        return port;
      } catch (IOException e) {
        // taken
      }
    }
    throw new AssertionError("no privileged port is free");
  }

  @Test
  void fastOpenAndDeferredAcceptanceAreSetAndConnectionsThatSaySomethingAreServed()
      throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy = proxy("127.0.0.1:@port@ tfo defer-accept", "", origin.address());
    int listening = KernelSockets.listening(proxy.port());
    assertThat(KernelSockets.option(listening, TCP_LEVEL, FAST_OPEN)).isPositive();
    assertThat(KernelSockets.option(listening, TCP_LEVEL, DEFER_ACCEPT)).isPositive();
    assertThat(proxy.exchange(REQUEST)).endsWith("hello");
  }

  @Test
  void everyIpv6AddressTakesIpv4TooUnlessItIsV6only() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy both = proxy(":::@port@ v4v6", "", origin.address());
    assertThat(both.exchange(REQUEST)).endsWith("hello");

    RunningProxy only = proxy(":::@port@ v6only", "", origin.address());
    int listening = KernelSockets.listening(only.port());
    assertThat(KernelSockets.option(listening, IPV6_LEVEL, V6ONLY)).isEqualTo(1);
    assertThatThrownBy(only::connect).isInstanceOf(IOException.class);
    try (Client client = new Client(new Socket(InetAddress.ofLiteral("::1"), only.port()))) {
      client.send(REQUEST);
      assertThat(client.readAll()).endsWith("hello");
    }
  }

  @Test
  void everyAddressOfBothFamiliesCanBeBoundApart() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy = proxy("0.0.0.0:@port@\n  bind :::@port@ v6only", "", origin.address());
    assertThat(proxy.exchange(REQUEST)).endsWith("hello");
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void aBindLineListensOnOneInterface() throws Exception {
    RunningProxy proxy = proxy("127.0.0.1:@port@ interface lo", "", "127.0.0.1:9");
    int listening = KernelSockets.listening(proxy.port());
    assertThat(KernelSockets.text(listening, SOCKET_LEVEL, BIND_TO_DEVICE)).isEqualTo("lo");
  }

  @Test
  void anInterfaceThatIsNotThereIsToldWithTheLineOfTheFile() {
    assertThatThrownBy(() -> proxy("127.0.0.1:@port@ interface absent0", "", "127.0.0.1:9"))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("interface absent0")
        .hasMessageContaining("No such device");
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void aTransparentSocketBindsAnAddressThatTheMachineDoesNotHave() throws Exception {
    RunningProxy proxy = proxy("192.0.2.7:@port@ transparent", "", "127.0.0.1:9");
    int listening = KernelSockets.listening(proxy.port());
    assertThat(KernelSockets.option(listening, IP_LEVEL, IP_TRANSPARENT)).isEqualTo(1);
  }

  @Test
  void connectionsToServersComeFromTheBackendsSourceAndHaveTheServersUserTimeout()
      throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy =
        proxy("127.0.0.1:@port@", "source 127.0.0.5", origin.address() + " tcp-ut 9s");
    try (Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      client.readMessage(5);
      int connected = KernelSockets.connectedTo(origin.port());
      assertThat(KernelSockets.option(connected, TCP_LEVEL, USER_TIMEOUT)).isEqualTo(9000);
    }
  }

  @Test
  void theServersOwnSourceGoesBeforeTheBackends() throws Exception {
    Peers peers = closing(new Peers());
    RunningProxy proxy =
        proxy("127.0.0.1:@port@", "source 127.0.0.5", peers.address() + " source 127.0.0.6");
    assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 200");
    assertThat(peers.peers.take().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.6"));
  }

  private InetSocketAddress seenFor(String source, String request, String mode) throws Exception {
    Peers peers = closing(new Peers());
    RunningProxy proxy =
        proxy("127.0.0.1:@port@", mode, peers.address() + " source 0.0.0.0 usesrc " + source);
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true); // the proxy, on this same machine, binds the same port
      socket.bind(new InetSocketAddress("127.0.0.7", 0));
      socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
      Client client = new Client(socket);
      client.send(request);
      assertThat(client.readAll()).startsWith("HTTP/1.1 200");
      clientPort = socket.getLocalPort();
    }
    return peers.peers.take();
  }

  private int clientPort;

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void serversSeeTheClientsAddressOrOneThatTheRequestOrTheFileNames() throws Exception {
    assertThat(seenFor("clientip", REQUEST, "").getAddress())
        .isEqualTo(InetAddress.ofLiteral("127.0.0.7"));
    assertThat(seenFor("client", REQUEST, ""))
        .isEqualTo(new InetSocketAddress("127.0.0.7", clientPort));
    assertThat(seenFor("127.0.0.9", REQUEST, "").getAddress())
        .isEqualTo(InetAddress.ofLiteral("127.0.0.9"));
    String named = REQUEST.replace("host: x", "host: x\r\nx-ip: 127.0.0.10, 127.0.0.11");
    assertThat(seenFor("hdr_ip(x-ip)", named, "").getAddress())
        .isEqualTo(InetAddress.ofLiteral("127.0.0.11"));
    assertThat(seenFor("hdr_ip(x-ip,1)", named, "").getAddress())
        .isEqualTo(InetAddress.ofLiteral("127.0.0.10"));
    assertThat(seenFor("hdr_ip(x-ip)", REQUEST, "").getAddress())
        .isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void aConnectionThatBearsAClientsAddressServesNoOther() throws Exception {
    Peers peers = closing(new Peers());
    RunningProxy proxy =
        proxy(
            "127.0.0.1:@port@",
            "http-reuse always",
            peers.address() + " source 0.0.0.0 usesrc clientip");
    for (String address : List.of("127.0.0.7", "127.0.0.8")) {
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
        Client client = new Client(socket);
        client.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        client.readMessage(0);
        assertThat(peers.peers.take().getAddress()).isEqualTo(InetAddress.ofLiteral(address));
      }
    }
  }

  @Test
  void aSourcePortIsUsedAgainAndAgain() throws Exception {
    Peers peers = closing(new Peers());
    int port = RunningProxy.freePort();
    RunningProxy proxy =
        proxy("127.0.0.1:@port@", "", peers.address() + " source 127.0.0.6:" + port);
    Set<InetSocketAddress> seen = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    for (int i = 0; i < 3; i++) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 200");
      seen.add(peers.peers.take());
    }
    assertThat(seen).containsExactly(new InetSocketAddress("127.0.0.6", port));
  }

  @Test
  void checksComeFromTheSourceToo() throws Exception {
    Peers peers = closing(new Peers());
    proxy("127.0.0.1:@port@", "source 127.0.0.5", peers.address() + " check inter 100ms");
    assertThat(peers.peers.take().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.5"));
  }

  @Test
  void aSourceInterfaceThatIsNotThereIsAFailedConnectionAndNoMore() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy =
        proxy(
            "127.0.0.1:@port@",
            "retries 1",
            origin.address() + " source 0.0.0.0 interface absent0");
    assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503");
    assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503");
  }

  @Test
  void aSourceAddressThatIsNotThereIsAFailedConnectionAndNoMore() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy =
        proxy("127.0.0.1:@port@", "retries 1", origin.address() + " source 192.0.2.9");
    assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503");
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void aSourceInterfaceIsBoundTo() throws Exception {
    Origin origin = closing(Origin.answering("hello"));
    RunningProxy proxy = proxy("127.0.0.1:@port@", "source 0.0.0.0 interface lo", origin.address());
    try (Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      client.readMessage(5);
      int connected = KernelSockets.connectedTo(origin.port());
      assertThat(KernelSockets.text(connected, SOCKET_LEVEL, BIND_TO_DEVICE)).isEqualTo("lo");
    }
  }

  private static void assertDroppedSilently(RunningProxy proxy, Client client) throws Exception {
    client.send("GET /drop HTTP/1.1\r\nhost: x\r\n\r\n");
    RunningProxy.await(() -> proxy.runtime().process().connections().value() == 0);
    RunningProxy.await(() -> !hasAccepted(proxy.port()));
    // Neither end nor reset has come: the kernel still has the client's side as established, and
    // nothing is there to read.
    KernelSockets.connectedTo(proxy.port());
    assertThat(client.socket().getInputStream().available()).isZero();
    client.socket().setSoTimeout(1);
    assertThatThrownBy(() -> client.socket().getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  private static boolean hasAccepted(int port) {
    try {
      return KernelSockets.hasConnection(port);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void aPeerThatIsDroppedSilentlyHearsNothing() throws Exception {
    RunningProxy proxy = proxy("127.0.0.1:@port@", "", "127.0.0.1:9");
    try (Client client = proxy.connect()) {
      assertDroppedSilently(proxy, client);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void aPeerOfIpv6ThatIsDroppedSilentlyHearsNothing() throws Exception {
    RunningProxy proxy = proxy("[::1]:@port@", "", "127.0.0.1:9");
    try (Client client = new Client(new Socket(InetAddress.ofLiteral("::1"), proxy.port()))) {
      assertDroppedSilently(proxy, client);
    }
  }

  @Test
  void aPeerOnAUnixSocketIsClosedInPlaceOfASilentDrop(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    RunningProxy proxy = proxy("unix@" + path, "", "127.0.0.1:9");
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(
          ByteBuffer.wrap(
              "GET /drop HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      assertThat(client.read(ByteBuffer.allocate(100))).isNegative();
      RunningProxy.await(() -> proxy.runtime().process().connections().value() == 0);
    }
  }
}
