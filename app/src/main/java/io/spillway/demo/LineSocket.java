package io.spillway.demo;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a unix socket one line. */
final class LineSocket {
  private LineSocket() {}

  /**
   * Sends a line and reads the answer up to its end.
   *
   * @throws IOException when nobody listens there
   */
  static String ask(Path socket, String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer question = StandardCharsets.US_ASCII.encode(line + "\n");
      while (question.hasRemaining()) {
        channel.write(question);
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
