package io.spillway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeferredInterestsTest {
  private static final int PIECE = 1000;

  private EventLoops loops;
  private Listener listener;
  private final AtomicInteger closed = new AtomicInteger();

  /** Sends back what it receives, and stops reading for a moment at each piece. */
  private final class Echo implements Connection.Owner {
    private final Connection connection;

    Echo(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void received(ByteBuf bytes) {
      connection.pauseReading();
      connection.resumeReading();
      connection.write(bytes);
    }

    @Override
    public void receivedAll() {
      connection.pauseReading();
      connection.flush();
      connection.loop().execute(connection::resumeReading);
    }

    @Override
    public void inputClosed() {
      connection.closeWhenWritten();
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void writable() {}

    @Override
    public void closed() {
      closed.incrementAndGet();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    assumeTrue(Transport.best() == Transport.EPOLL);
    loops = new EventLoops(1, Transport.EPOLL);
    listener =
        Listener.open(
            loopback(),
            loops,
            Listening.anew(100),
            SocketOptions.SYSTEM,
            new Listener.Acceptor() {
              @Override
              public boolean admit(Listener from) {
                return true;
              }

              @Override
              public void accepted(Connection connection) {
                connection.setOwner(new Echo(connection));
              }

              @Override
              public void acceptFailed(Listener from, Throwable cause) {}
            });
    listener.resume();
  }

  @AfterEach
  void close() {
    if (loops != null) {
      listener.close();
      loops.close();
    }
  }

  private Socket connected() throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(), ((InetSocketAddress) listener.localAddress()).getPort());
  }

  @Test
  void whatComesIsReadHoweverOftenReadingStopsMeanwhile() throws IOException {
    byte[] piece = "x".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);
    try (Socket client = connected()) {
      for (int i = 0; i < 200; i++) {
        client.getOutputStream().write(piece);
        assertThat(client.getInputStream().readNBytes(PIECE)).isEqualTo(piece);
      }
    }
  }

  @Test
  void aDescriptorThatWasUsedBeforeIsHeardFor() throws IOException {
    for (int i = 0; i < 300; i++) {
      try (Socket client = connected()) {
        client.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i & 0xff);
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void aConnectionThatClosesInTheTurnInWhichItWasMadeLeavesNothingBehind() throws Exception {
    Loop loop = loops.loops().getFirst();
    Connector connector = new Connector(Transport.EPOLL);
    for (int i = 0; i < 100; i++) {
      CountDownLatch told = new CountDownLatch(1);
      loop.execute(
          () -> {
            Connection connection =
                connector.connect(
                    loop,
                    listener.localAddress(),
                    SocketOptions.SYSTEM,
                    Connection.NOBODY,
                    new Connector.Callback() {
                      @Override
                      public void connected() {
                        told.countDown();
                      }

                      @Override
                      public void connectFailed(Throwable cause) {
                        told.countDown();
                      }
                    });
            connection.close();
          });
      told.await();
    }
    try (Socket client = connected()) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
  }

  /**
   * A relay that connects when the first bytes come, as proxies do, in the turn that reads them.
   */
  @Test
  void aConnectionThatIsMadeWhileReadingIsHeardFor() throws Exception {
    ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(() -> echo(server));
    Connector connector = new Connector(Transport.EPOLL);
    Listener relay =
        Listener.open(
            loopback(),
            loops,
            Listening.anew(100),
            SocketOptions.SYSTEM,
            new Listener.Acceptor() {
              @Override
              public boolean admit(Listener from) {
                return true;
              }

              @Override
              public void accepted(Connection connection) {
                connection.setOwner(
                    new Relaying(connection, connector, server.getLocalSocketAddress()));
              }

              @Override
              public void acceptFailed(Listener from, Throwable cause) {}
            });
    int port = ((InetSocketAddress) relay.localAddress()).getPort();
    for (int i = 0; i < 50; i++) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.getOutputStream().write(i);
        // What it sent is there when the kernel is asked for the connection.
        relay.resume();
        assertThat(client.getInputStream().read()).isEqualTo(i);
        relay.pause();
      }
    }
    relay.close();
    server.close();
  }

  /** Answers each connection's first byte with the same; of no loop, which it would wake. */
  private static void echo(ServerSocket server) {
    try {
      while (true) {
        try (Socket accepted = server.accept()) {
          accepted.getOutputStream().write(accepted.getInputStream().read());
        }
      }
    } catch (IOException e) {
      return; // the test is over
    }
  }

  private final class Relaying implements Connection.Owner {
    private final Connection client;
    private final Connector connector;
    private final SocketAddress server;

    Relaying(Connection client, Connector connector, SocketAddress server) {
      this.client = client;
      this.connector = connector;
      this.server = server;
    }

    @Override
    public void received(ByteBuf bytes) {
      Connection[] made = new Connection[1];
      made[0] =
          connector.connect(
              client.loop(),
              server,
              SocketOptions.SYSTEM,
              new BackTo(client),
              new Connector.Callback() {
                @Override
                public void connected() {
                  made[0].write(bytes);
                  made[0].flush();
                }

                @Override
                public void connectFailed(Throwable cause) {
                  client.close();
                }
              });
    }

    @Override
    public void receivedAll() {}

    @Override
    public void inputClosed() {
      client.close();
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void writable() {}

    @Override
    public void closed() {}
  }

  private record BackTo(Connection client) implements Connection.Owner {
    @Override
    public void received(ByteBuf bytes) {
      client.write(bytes);
      client.flush();
    }

    @Override
    public void receivedAll() {}

    @Override
    public void inputClosed() {}

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void writable() {}

    @Override
    public void closed() {}
  }

  private static Endpoint loopback() {
    return new Endpoint.Inet(
        "127.0.0.1", InetAddress.getLoopbackAddress(), 0, Endpoint.Family.IPV4);
  }

  @Test
  void theEndOfAPeerIsToldOnce() throws Exception {
    try (Socket client = connected()) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
    while (closed.get() < 1) {
      Thread.onSpinWait();
    }
    assertThat(closed).hasValue(1);
  }
}
