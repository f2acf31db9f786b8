package io.spillway.proxy.check.protocol;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.MessageReader;
import io.spillway.proxy.server.CheckStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code option ssl-hello-chk}: a server answers the hello of an SSL 3.0 client, with its own or
 * with an alert. No connection is made secure; a server needs to know of SSL 3.0 only that it
 * exists.
 */
public final class TlsHelloCheck {
  private static final int ANSWER_SIZE = 5;
  private static final byte ALERT = 0x15;
  private static final byte HANDSHAKE = 0x16;

  /** The check. */
  public static final CheckScript SCRIPT =
      CheckScript.protocol(
          List.of(
              new CheckStep.Send(
                  evaluation -> hello((int) (evaluation.wallClockMicros() / 1_000_000)), ""),
              Received.message(
                  TlsHelloCheck::read, CheckStatus.LAYER6_RESPONSE, CheckStatus.LAYER6_TIMEOUT)));

  private TlsHelloCheck() {}

  /** The hello: version 3.0, the time, and every cipher suite that the standard lists. */
  private static byte[] hello(int seconds) {
    ByteArrayOutputStream suites = new ByteArrayOutputStream();
    suite(suites, 0x01, 0x1B);
    suite(suites, 0x2F, 0x3A);
    ByteBuffer body = ByteBuffer.allocate(128);
    body.putShort((short) 0x0300).putInt(seconds);
    // Nothing random is needed: 28 bytes that tell who asks.
    body.put("HAPROXYSSLCHK\nHAPROXYSSLCHK\n".getBytes(StandardCharsets.US_ASCII));
    body.put((byte) 0); // no session to resume
    body.putShort((short) suites.size()).put(suites.toByteArray());
    body.put((byte) 1).put((byte) 0); // no compression
    body.flip();
    ByteBuffer record = ByteBuffer.allocate(128 + 9);
    record.put(HANDSHAKE).putShort((short) 0x0300).putShort((short) (body.remaining() + 4));
    record.putInt(0x01000000 | body.remaining()).put(body);
    record.flip();
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return bytes;
  }

  private static void suite(ByteArrayOutputStream suites, int first, int last) {
    for (int suite = first; suite <= last; suite++) {
      suites.write(0);
      suites.write(suite);
    }
  }

  private static MessageReader.Outcome read(byte[] received, boolean isEnded) {
    if (received.length < ANSWER_SIZE && !isEnded) {
      return MessageReader.Incomplete.INCOMPLETE;
    }
    return received[0] == ALERT || received[0] == HANDSHAKE
        ? new MessageReader.Passed(CheckStatus.LAYER6_OK, 0, "")
        : new MessageReader.Failed(CheckStatus.LAYER6_RESPONSE, 0, "");
  }
}
