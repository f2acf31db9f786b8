package io.spillway.ops.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.ops.SampleProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What is answered to a command of the runtime API, a character for each byte. Stateless. */
final class RuntimeAnswers {
  private RuntimeAnswers() {}

  /** Spillway's, to an administrator. */
  static String ours(SampleProcess process, String command) throws IOException {
    return ours(process, Level.ADMIN, command + "\n");
  }

  /** Spillway's to all of {@code input}. */
  static String ours(SampleProcess process, Level level, String input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new RuntimeSession(process, level, new ByteArrayInputStream(input.getBytes(ISO_8859_1)), out)
        .run();
    return out.toString(ISO_8859_1);
  }

  /** The one of the haproxy that listens on {@code socket}. */
  static String ofHaproxy(Path socket, String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(ISO_8859_1)));
      return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
    }
  }
}
