package io.spillway.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An answer of the domain name system to a question for IPv4 addresses, as far as the laboratory
 * looks at it (RFC 1035, section 4). Immutable.
 *
 * @param addresses in the order of the answer
 * @param timeToLive in seconds, the shortest of the addresses'
 * @param since {@link System#nanoTime} of when the TTL began to count
 */
record DnsAnswer(List<String> addresses, int timeToLive, long since) {
  static final DnsAnswer NONE = new DnsAnswer(List.of(), 0, 0);

  private static final int TYPE_A = 1;
  private static final int CLASS_IN = 1;
  private static final int RECURSION_DESIRED = 0x0100;

  /** The message that asks for {@code name}. */
  static byte[] question(String name, int id) {
    ByteBuffer message = ByteBuffer.allocate(name.length() + 18);
    message.putShort((short) id).putShort((short) RECURSION_DESIRED).putShort((short) 1);
    message.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    for (String label : name.split("\\.")) {
      message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    message.put((byte) 0).putShort((short) TYPE_A).putShort((short) CLASS_IN);
    return Arrays.copyOf(message.array(), message.position());
  }

  static DnsAnswer parse(byte[] bytes, int length, int id) throws IOException {
    try {
      ByteBuffer message = ByteBuffer.wrap(bytes, 0, length);
      if ((message.getShort() & 0xFFFF) != id) {
        return NONE;
      }
      int flags = message.getShort();
      int questions = message.getShort();
      int answers = message.getShort();
      message.position(12);
      if ((flags & 0xF) != 0) {
        return NONE;
      }
      for (int i = 0; i < questions; i++) {
        skipName(message);
        message.position(message.position() + 4);
      }
      List<String> addresses = new ArrayList<>();
      int shortest = Integer.MAX_VALUE;
      for (int i = 0; i < answers; i++) {
        skipName(message);
        int type = message.getShort();
        message.getShort();
        int timeToLive = message.getInt();
        byte[] data = new byte[message.getShort()];
        message.get(data);
        if (type == TYPE_A) {
          addresses.add(InetAddress.getByAddress(data).getHostAddress());
          shortest = Math.min(shortest, timeToLive);
        }
      }
      return addresses.isEmpty() ? NONE : new DnsAnswer(addresses, shortest, System.nanoTime());
    } catch (RuntimeException e) {
      throw new IOException("not a DNS message", e);
    }
  }

  private static void skipName(ByteBuffer message) {
    int length = message.get() & 0xFF;
    while (length != 0) {
      if (length >= 0xC0) {
        message.get();
        return;
      }
      message.position(message.position() + length);
      length = message.get() & 0xFF;
    }
  }

  /** The same, taken from the resolver at {@code nanos}; what it has aged there is in the TTL. */
  DnsAnswer from(long nanos) {
    return new DnsAnswer(addresses, timeToLive, nanos);
  }

  boolean isExpired(long nanos) {
    return nanos - since >= timeToLive * 1_000_000_000L;
  }
}
