package io.spillway.proxy.check.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.check.MessageReader;
import io.spillway.proxy.server.CheckStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * {@code option pgsql-check}: a server asks a user to authenticate, in whichever way (PostgreSQL's
 * manual, Message Formats). Whether the user exists makes no difference to most servers.
 */
public final class PostgresqlCheck {
  private static final int PROTOCOL_VERSION = 3 << 16;
  private static final int ERROR_SIZE = 5;
  private static final int REQUEST_SIZE = 9;

  private PostgresqlCheck() {}

  /** The check as {@code user}. */
  public static CheckScript as(String user) {
    return CheckScript.protocol(
        List.of(
            CheckStep.TO_SERVER,
            new CheckStep.Send(CheckText.of(startup(user)), ""),
            Received.message(PostgresqlCheck::read)));
  }

  private static byte[] startup(String user) {
    ByteArrayOutputStream parameters = new ByteArrayOutputStream();
    parameters.writeBytes(("user\0" + user + "\0\0").getBytes(ISO_8859_1));
    int length = 8 + parameters.size();
    return ByteBuffer.allocate(length)
        .putInt(length)
        .putInt(PROTOCOL_VERSION)
        .put(parameters.toByteArray())
        .array();
  }

  private static MessageReader.Outcome read(byte[] received, boolean isEnded) {
    if (received.length < ERROR_SIZE && !isEnded) {
      return MessageReader.Incomplete.INCOMPLETE;
    }
    if (received[0] == 'E') {
      return MessageReader.Failed.invalid(Received.untilZero(received, 6));
    }
    if (received.length < REQUEST_SIZE && !isEnded) {
      return MessageReader.Incomplete.INCOMPLETE;
    }
    return asksToAuthenticate(received)
        ? new MessageReader.Passed("PostgreSQL server is ok")
        : new MessageReader.Failed(CheckStatus.LAYER7_STATUS, 0, "PostgreSQL unknown error");
  }

  private static boolean asksToAuthenticate(byte[] received) {
    if (received.length < REQUEST_SIZE || received[0] != 'R') {
      return false;
    }
    ByteBuffer message = ByteBuffer.wrap(received, 1, REQUEST_SIZE - 1);
    int length = message.getInt();
    int method = message.getInt();
    return length >> 8 == 0 && isKnown(method);
  }

  /** Not 1 (Kerberos 4, unsupported) nor 8 (the second step of GSSAPI). */
  private static boolean isKnown(int method) {
    return method == 0 || method >= 2 && method <= 10 && method != 8;
  }
}
