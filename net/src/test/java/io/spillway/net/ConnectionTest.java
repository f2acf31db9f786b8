package io.spillway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection promises holds whatever carries it. */
class ConnectionTest {
  private EventLoops loops;

  @AfterEach
  void close() {
    if (loops != null) {
      loops.close();
    }
  }

  private Loop start(Transport transport) {
    assumeTrue(transport == Transport.NIO || Transport.best() == Transport.EPOLL);
    loops = new EventLoops(1, transport);
    return loops.loops().getFirst();
  }

  /** Notes what it is told, and connects. */
  private final class Told implements Connection.Owner, Connector.Callback {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Connection connection;
    private final Loop loop;
    private int received;

    Told(Loop loop) {
      this.loop = loop;
    }

    void connect(Connector connector, int port) {
      connection =
          connector.connect(
              loop,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              SocketOptions.SYSTEM,
              this,
              this);
    }

    void with(Consumer<Connection> action) {
      loop.execute(() -> action.accept(connection));
    }

    @Override
    public void connected() {
      events.add("connected");
    }

    @Override
    public void connectFailed(Throwable cause) {
      failure.complete(cause);
      events.add("not connected");
    }

    @Override
    public void received(ByteBuf bytes) {
      received += bytes.readableBytes();
      bytes.release();
    }

    @Override
    public void receivedAll() {
      if (received > 0) {
        events.add("received " + received);
      }
    }

    @Override
    public void inputClosed() {
      events.add("input closed");
    }

    @Override
    public void failed(Throwable cause) {
      events.add("failed");
    }

    @Override
    public void writable() {
      events.add("writable");
    }

    @Override
    public void closed() {
      events.add("closed");
    }
  }

  private Told connect(Transport transport, ServerSocket server) throws InterruptedException {
    Loop loop = start(transport);
    Told told = new Told(loop);
    loop.execute(() -> told.connect(new Connector(transport), server.getLocalPort()));
    assertThat(told.events.take()).isEqualTo("connected");
    return told;
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void bothSidesEndOneAfterTheOther(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      try (Socket peer = server.accept()) {
        peer.shutdownOutput();
        assertThat(told.events.take()).isEqualTo("input closed");
        told.with(
            connection -> {
              connection.write(Unpooled.copiedBuffer("still", StandardCharsets.US_ASCII));
              connection.shutdownOutput();
            });
        assertThat(peer.getInputStream().readAllBytes()).hasSize(5);
        told.with(Connection::close);
        assertThat(told.events.take()).isEqualTo("closed");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theInputsEndAfterTheOutputsIsTheConnections(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      told.with(Connection::endAfterOutput);
      try (Socket peer = server.accept()) {
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(told.events.take()).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatThePeerDoesNotTakeWaitsAndAllOfItArrives(Transport transport) throws Exception {
    int pieces = 3000;
    int size = 5000;
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      CompletableFuture<Boolean> writable = new CompletableFuture<>();
      told.with(
          connection -> {
            for (int i = 0; i < pieces; i++) {
              byte[] bytes = new byte[size];
              Arrays.fill(bytes, (byte) i);
              connection.write(
                  switch (i % 3) {
                    case 0 -> Unpooled.wrappedBuffer(bytes);
                    case 1 -> connection.allocator().directBuffer(size).writeBytes(bytes);
                    default -> composite(connection, bytes);
                  });
              connection.flush();
            }
            writable.complete(connection.isWritable());
            connection.closeWhenWritten();
          });
      assertThat(writable.get()).isFalse();
      try (Socket peer = server.accept()) {
        byte[] all = peer.getInputStream().readAllBytes();
        assertThat(all).hasSize(pieces * size);
        for (int i = 0; i < pieces; i++) {
          if (all[i * size] != (byte) i || all[(i + 1) * size - 1] != (byte) i) {
            throw new AssertionError("piece " + i + " is not what was written");
          }
        }
      }
      assertThat(told.events.take()).isEqualTo("writable");
      assertThat(told.events.take()).isEqualTo("closed");
    }
  }

  private static CompositeByteBuf composite(Connection connection, byte[] bytes) {
    int half = bytes.length / 2;
    return connection
        .allocator()
        .compositeDirectBuffer()
        .addComponent(true, connection.allocator().directBuffer(half).writeBytes(bytes, 0, half))
        .addComponent(
            true,
            connection
                .allocator()
                .directBuffer(bytes.length - half)
                .writeBytes(bytes, half, bytes.length - half));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void nothingIsReadWhileReadingPausesAndNothingIsLost(Transport transport) throws Exception {
    byte[] sent = new byte[1_000_000];
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      CompletableFuture<Void> paused = new CompletableFuture<>();
      told.with(
          connection -> {
            connection.pauseReading();
            paused.complete(null);
          });
      paused.get();
      try (Socket peer = server.accept()) {
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    peer.getOutputStream().write(sent);
                    peer.shutdownOutput();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        told.with(Connection::resumeReading);
        String last = "";
        for (String event = told.events.take();
            !event.equals("input closed");
            event = told.events.take()) {
          last = event;
        }
        assertThat(last).isEqualTo("received " + sent.length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aResetIsAFailure(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      Socket peer = server.accept();
      peer.setSoLinger(true, 0);
      peer.close();
      assertThat(told.events.take()).isEqualTo("failed");
      assertThat(told.events.take()).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aResetIsHeardAfterTheInputsEnd(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      Socket peer = server.accept();
      peer.shutdownOutput();
      assertThat(told.events.take()).isEqualTo("input closed");
      peer.setSoLinger(true, 0);
      peer.close();
      told.with(
          connection -> {
            connection.write(Unpooled.wrappedBuffer(new byte[1]));
            connection.flush();
            connection.write(Unpooled.wrappedBuffer(new byte[1]));
            connection.flush();
          });
      String event = told.events.take();
      assertThat(event.equals("failed") ? told.events.take() : event).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void resettingIsSeenAsOne(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      try (Socket peer = server.accept()) {
        told.with(Connection::reset);
        assertThat(told.events.take()).isEqualTo("closed");
        try {
          assertThat(peer.getInputStream().read()).as("the end").isNotEqualTo(-1);
        } catch (SocketException e) {
          assertThat(e).hasMessageContaining("reset");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whoRefusesIsNamed(Transport transport) throws Exception {
    int port;
    try (ServerSocket server = server()) {
      port = server.getLocalPort();
    }
    Loop loop = start(transport);
    Told told = new Told(loop);
    loop.execute(() -> told.connect(new Connector(transport), port));
    assertThat(told.failure.get())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("refused")
        .hasMessageContaining(String.valueOf(port));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatIsClosedWhileItConnectsIsNotConnected(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Loop loop = start(transport);
      Told told = new Told(loop);
      loop.execute(
          () -> {
            told.connect(new Connector(transport), server.getLocalPort());
            told.connection.close();
          });
      String event = told.events.take();
      if (event.equals("connected")) {
        assertThat(told.events.take()).isEqualTo("closed"); // it was that fast
      } else {
        assertThat(told.failure.get()).isInstanceOf(ClosedChannelException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whoThrowsEndsTheConnectionAndNoOther(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
      CompletableFuture<Void> handedOver = new CompletableFuture<>();
      told.with(
          connection -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.complete(e));
            connection.setOwner(
                new Connection.Owner() {
                  @Override
                  public void received(ByteBuf bytes) {
                    bytes.release();
                    throw new IllegalStateException("a bug");
                  }

                  @Override
                  public void receivedAll() {}

                  @Override
                  public void inputClosed() {}

                  @Override
                  public void failed(Throwable cause) {
                    told.failed(cause);
                  }

                  @Override
                  public void writable() {}

                  @Override
                  public void closed() {
                    told.closed();
                  }
                });
            handedOver.complete(null);
          });
      handedOver.get();
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write(1);
        assertThat(told.events.take()).isEqualTo("failed");
        assertThat(told.events.take()).isEqualTo("closed");
        assertThat(uncaught.get()).hasMessage("a bug");
      }
      assertThat(loops.turn(Duration.ofMinutes(1))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void bothAddressesAreKnown(Transport transport) throws Exception {
    try (ServerSocket server = server()) {
      Told told = connect(transport, server);
      try (Socket peer = server.accept()) {
        CompletableFuture<InetSocketAddress> local = new CompletableFuture<>();
        CompletableFuture<InetSocketAddress> remote = new CompletableFuture<>();
        told.with(
            connection -> {
              local.complete(connection.localInetAddress());
              remote.complete(connection.remoteInetAddress());
            });
        assertThat(local.get()).isEqualTo(peer.getRemoteSocketAddress());
        assertThat(remote.get()).isEqualTo(peer.getLocalSocketAddress());
      }
    }
  }
}
