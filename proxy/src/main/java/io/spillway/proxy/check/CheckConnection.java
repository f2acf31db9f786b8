package io.spillway.proxy.check;

import io.spillway.net.Endpoint;
import io.spillway.net.Socks4;
import io.spillway.net.proxyprotocol.ProxyHeaderWriter;
import io.spillway.net.proxyprotocol.TlsField;
import io.spillway.net.tls.TlsClient;
import io.spillway.net.tls.TlsStream;
import io.spillway.proxy.server.ProxyHeaderPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A check's connection: blocking, on a virtual thread. {@link #abort} ends whatever it waits for.
 * Confined to the check's thread, but for {@code abort}.
 */
final class CheckConnection {
  private final SocketChannel channel;
  private final SocketAddress address;
  private final @Nullable InetSocketAddress source;
  private @Nullable TlsStream tls;
  private @Nullable Http2CheckStream http2;
  private volatile boolean isAborted;

  private CheckConnection(
      SocketChannel channel, SocketAddress address, @Nullable InetSocketAddress source) {
    this.channel = channel;
    this.address = address;
    this.source = source;
  }

  /**
   * A connection to {@code endpoint}, not made yet; or null where it has no address.
   *
   * @param source the address and port to connect from, or null for the system's choice
   */
  static @Nullable CheckConnection to(
      Endpoint endpoint, int port, @Nullable InetSocketAddress source) throws IOException {
    return switch (endpoint) {
      case Endpoint.Inet inet when inet.address() != null -> {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        int target = port == 0 ? inet.port() : port;
        yield new CheckConnection(channel, new InetSocketAddress(inet.address(), target), source);
      }
      case Endpoint.Unix unix when !unix.isAbstract() ->
          new CheckConnection(
              SocketChannel.open(StandardProtocolFamily.UNIX),
              UnixDomainSocketAddress.of(unix.path()),
              null);
      case Endpoint other -> null;
    };
  }

  /**
   * Connects.
   *
   * @param socks the SOCKS4 proxy that makes the connection, or null
   */
  void connect(@Nullable InetSocketAddress socks) throws IOException {
    if (source != null) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(source);
    }
    if (socks == null) {
      channel.connect(address);
      return;
    }
    byte[] request = Socks4.request(address);
    if (request == null) {
      throw new IOException("SOCKS4 knows addresses of IPv4 alone");
    }
    channel.connect(socks);
    writeBytes(request);
    ByteBuffer answer = ByteBuffer.allocate(Socks4.ANSWER_LENGTH);
    while (answer.hasRemaining()) {
      if (channel.read(answer) < 0) {
        throw new IOException("the SOCKS4 proxy ended the connection");
      }
    }
    String fault = Socks4.fault(answer.get(0), answer.get(1));
    if (fault != null) {
      throw new IOException(fault);
    }
  }

  /** Sends the PROXY protocol header that {@code policy} asks for. */
  void introduce(ProxyHeaderPolicy policy) throws IOException {
    if (!policy.isSent()) {
      return;
    }
    if (policy.has(ProxyHeaderPolicy.Part.BINARY)) {
      // Nobody is spoken for: a connection of the proxy's own.
      ProxyHeaderWriter header =
          policy.has(ProxyHeaderPolicy.Part.ADDRESSES_IN_CHECKS)
              ? new ProxyHeaderWriter(
                  internetAddress(channel.getLocalAddress()), internetAddress(address))
              : new ProxyHeaderWriter(null, null);
      if (policy.has(ProxyHeaderPolicy.Part.CHECKSUM)) {
        header.checksum();
      }
      if (policy.has(ProxyHeaderPolicy.Part.TLS)) {
        header.tls(TlsField.withoutTls());
      }
      write(header.toBytes());
    } else {
      write(
          ProxyHeaderWriter.line(
              internetAddress(channel.getLocalAddress()), internetAddress(address)));
    }
  }

  /** Makes the connection secure; {@code serverName} is null for none. */
  void secure(TlsClient client, @Nullable String serverName) throws IOException {
    tls = TlsStream.open(channel, client, serverName);
  }

  private static @Nullable InetSocketAddress internetAddress(SocketAddress address) {
    return address instanceof InetSocketAddress internet ? internet : null;
  }

  /** What is written and read from now on are messages of HTTP/1, and HTTP/2 is spoken. */
  void speakHttp2() {
    http2 =
        new Http2CheckStream(
            new Http2CheckStream.Transport() {
              @Override
              public void write(byte[] bytes) throws IOException {
                writeBytes(bytes);
              }

              @Override
              public int read(byte[] into) throws IOException {
                return readBytes(ByteBuffer.wrap(into));
              }
            });
  }

  /** What was agreed on by ALPN, or null. */
  @Nullable String applicationProtocol() {
    return tls == null ? null : tls.applicationProtocol();
  }

  void write(byte[] bytes) throws IOException {
    if (http2 == null) {
      writeBytes(bytes);
    } else {
      http2.write(bytes);
    }
  }

  int read(ByteBuffer into) throws IOException {
    return http2 == null ? readBytes(into) : http2.read(into);
  }

  private void writeBytes(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    TlsStream secure = tls;
    if (secure != null) {
      secure.write(buffer);
    }
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private int readBytes(ByteBuffer into) throws IOException {
    TlsStream secure = tls;
    return secure == null ? channel.read(into) : secure.read(into);
  }

  /** Ends what the check's thread waits for, with an exception there. Called by any thread. */
  void abort() {
    isAborted = true;
    try {
      channel.close();
    } catch (IOException e) {
      // there is nothing to save
    }
  }

  boolean isAborted() {
    return isAborted;
  }

  /** Gives back what TLS holds; to be called by the check's thread. */
  void release() {
    TlsStream secure = tls;
    tls = null;
    if (secure != null) {
      secure.close();
    }
  }
}
