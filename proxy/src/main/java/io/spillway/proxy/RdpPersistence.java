package io.spillway.proxy;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.Server;
import io.spillway.rules.fetch.RdpCookies;
import io.spillway.rules.sample.ByteSlice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code persist rdp-cookie}: a terminal server tells clients its own address in a cookie
 * ([MS-RDPBCGR] 3.2.5.3.1, routing token), and they come back with it: {@code
 * address.port.reserved}, both numbers in the order of bytes that the network has, read as a
 * little-endian machine would. Immutable.
 */
final class RdpPersistence {
  private static final long MAX_ADDRESS = 0xffff_ffffL;
  private static final long MAX_PORT = 0xffff;

  private final byte[] name;

  /** Looks at the cookie called {@code name}, in any case. */
  RdpPersistence(String name) {
    this.name = name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The server of {@code servers} that the cookie in {@code message} tells, or null. */
  @Nullable Server find(ByteSlice message, List<Server> servers) {
    ByteSlice value = new ByteSlice();
    if (RdpCookies.find(message, name, value) != null) {
      return null;
    }
    String[] parts = value.toString().split("\\.", 3);
    long address = parts.length < 3 ? -1 : number(parts[0], MAX_ADDRESS);
    long port = parts.length < 3 ? -1 : number(parts[1], MAX_PORT);
    if (address < 0 || port < 0) {
      return null;
    }
    int wanted = Integer.reverseBytes((int) address);
    int wantedPort = Short.toUnsignedInt(Short.reverseBytes((short) port));
    for (Server server : servers) {
      if (server.endpoint() instanceof Endpoint.Inet inet
          && inet.address() != null
          && inet.port() == wantedPort
          && isAt(inet.address().getAddress(), wanted)) {
        return server;
      }
    }
    return null;
  }

  private static boolean isAt(byte[] address, int wanted) {
    return address.length == Integer.BYTES && ByteBuffer.wrap(address).getInt() == wanted;
  }

  private static long number(String digits, long most) {
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= 10
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    long value = isNumber ? Long.parseLong(digits) : -1;
    return value <= most ? value : -1;
  }
}
