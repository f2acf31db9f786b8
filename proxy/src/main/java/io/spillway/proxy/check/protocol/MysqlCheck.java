package io.spillway.proxy.check.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.check.MessageReader;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * {@code option mysql-check}: a server greets and, where a user is named, lets it in without a
 * password (MySQL's client/server protocol, connection phase).
 */
public final class MysqlCheck {
  private static final int HEADER_SIZE = 4;
  private static final int ERROR = 0xFF;

  // Capabilities of clients.
  private static final int PROTOCOL_41 = 0x0200;
  private static final int SECURE_CONNECTION = 0x8000;

  private static final int MAX_PACKET = 0x01008000;
  private static final int OLD_MAX_PACKET = 0x010000;
  private static final int UTF8_GENERAL_CI = 33;
  private static final int RESERVED_SIZE = 23;

  /** The check that only looks at the greeting. */
  public static final CheckScript GREETING =
      CheckScript.protocol(List.of(CheckStep.TO_SERVER, Received.message(MysqlCheck::greeting)));

  private MysqlCheck() {}

  /**
   * The check as {@code user}.
   *
   * @param isOld whether the packet is that of clients before version 4.1
   */
  public static CheckScript as(String user, boolean isOld) {
    ByteArrayOutputStream packets = new ByteArrayOutputStream();
    packet(packets, 1, isOld ? oldLogin(user) : login(user));
    packet(packets, 0, new byte[] {1}); // quit
    return CheckScript.protocol(
        List.of(
            CheckStep.TO_SERVER,
            new CheckStep.Send(CheckText.of(packets.toByteArray()), ""),
            Received.message(MysqlCheck::greeting),
            Received.message(MysqlCheck::answer)));
  }

  private static void packet(ByteArrayOutputStream out, int sequence, byte[] payload) {
    number(out, payload.length, 3);
    out.write(sequence);
    out.writeBytes(payload);
  }

  private static byte[] login(String user) {
    ByteArrayOutputStream login = new ByteArrayOutputStream();
    number(login, PROTOCOL_41 | SECURE_CONNECTION, 4);
    number(login, MAX_PACKET, 4);
    login.write(UTF8_GENERAL_CI);
    login.writeBytes(new byte[RESERVED_SIZE]);
    login.writeBytes((user + "\0").getBytes(ISO_8859_1));
    login.write(0); // no password
    return login.toByteArray();
  }

  private static byte[] oldLogin(String user) {
    ByteArrayOutputStream login = new ByteArrayOutputStream();
    number(login, SECURE_CONNECTION, 2);
    number(login, OLD_MAX_PACKET, 3);
    login.writeBytes((user + "\0").getBytes(ISO_8859_1));
    login.write(0);
    return login.toByteArray();
  }

  /** Little end first. */
  private static void number(ByteArrayOutputStream out, int number, int size) {
    for (int i = 0; i < size; i++) {
      out.write(number >> 8 * i);
    }
  }

  private static MessageReader.Outcome greeting(byte[] received, boolean isEnded) {
    return read(received, 0, isEnded);
  }

  /** Reads the packet behind the greeting. */
  private static MessageReader.Outcome answer(byte[] received, boolean isEnded) {
    return read(received, HEADER_SIZE + length(received, 0), isEnded);
  }

  private static MessageReader.Outcome read(byte[] received, int start, boolean isEnded) {
    int payload = start + HEADER_SIZE;
    if (received.length < payload || received.length < payload + length(received, start)) {
      return isEnded ? MessageReader.Failed.invalid("") : MessageReader.Incomplete.INCOMPLETE;
    }
    if (received.length > payload && (received[payload] & 0xFF) == ERROR) {
      int code = at(received, payload + 1) | at(received, payload + 2) << 8;
      return MessageReader.Failed.refused(code, Received.untilZero(received, payload + 3));
    }
    // The version that the greeting tells stands behind that of the protocol.
    return new MessageReader.Passed(Received.untilZero(received, HEADER_SIZE + 1));
  }

  private static int length(byte[] received, int start) {
    return at(received, start) | at(received, start + 1) << 8 | at(received, start + 2) << 16;
  }

  /** The byte at {@code index}; 0 where nothing came. */
  private static int at(byte[] received, int index) {
    return index < received.length ? received[index] & 0xFF : 0;
  }
}
