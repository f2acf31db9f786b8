package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Messages that are nearly right, and bytes that are not. The same seed gives the same bytes. */
final class HostileBytes {
  private static final String[] REQUESTS = {
    "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
    "GET http://x/a?b=c#d HTTP/1.1\r\nHost: x\r\nCookie: a=b; c=d;;=\r\nConnection: close\r\n\r\n",
    "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
    "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nx: y\r\n\r\n",
    "PUT /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\0\1\2",
    "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\nbytes",
    "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
    "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
    "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
  };
  private static final String[] RESPONSES = {
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nt: v\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxyz",
    "HTTP/1.1 204 No Content\r\nSet-Cookie: s=1\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 10\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nuntil the end",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\nConnection: close\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n",
    "SSH-2.0-OpenSSH\r\n",
  };
  private static final String[] SPICES = {
    "\r",
    "\n",
    "\r\n",
    "\0",
    ":",
    " ",
    "\t",
    ";",
    ",",
    "=",
    "\u00ff",
    "\u0080",
    "\r\n\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: 99999999999999999999\r\n",
    "Transfer-Encoding: chunked\r\n",
    "ffffffffffffffff\r\n",
    "Connection: keep-alive, close\r\n",
    "HTTP/1.1",
    "HTTP/9.9",
    "%00",
    "%",
    "[::1",
    "@",
  };

  private final Random random;

  HostileBytes(long seed) {
    random = new Random(seed);
  }

  byte[] request() {
    return mutated(REQUESTS);
  }

  byte[] response() {
    return mutated(RESPONSES);
  }

  /** A number from 0 to {@code bound} less 1. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  private byte[] mutated(String[] messages) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = messages[random.nextInt(messages.length)].getBytes(ISO_8859_1);
    for (int change = random.nextInt(5); change > 0; change--) {
      bytes = changed(bytes, messages);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes, String[] messages) {
    int at = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(7)) {
      case 0 -> spliced(bytes, at, SPICES[random.nextInt(SPICES.length)].getBytes(ISO_8859_1), at);
      case 1 -> spliced(bytes, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
      case 2 -> spliced(bytes, at, new byte[0], at + random.nextInt(10)); // taken out
      case 3 -> spliced(bytes, at, new byte[0], bytes.length); // cut off
      case 4 -> spliced(bytes, at, bytes, at); // twice
      case 5 -> {
        byte[] other = messages[random.nextInt(messages.length)].getBytes(ISO_8859_1);
        yield spliced(bytes, bytes.length, other, bytes.length); // one behind the other
      }
      default -> spliced(bytes, at, "y".repeat(random.nextInt(20_000)).getBytes(ISO_8859_1), at);
    };
  }

  private static byte[] spliced(byte[] bytes, int from, byte[] between, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(between);
    int rest = Math.min(to, bytes.length);
    out.write(bytes, rest, bytes.length - rest);
    return out.toByteArray();
  }
}
