package io.spillway.proxy.check.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.check.MessageReader;
import io.spillway.proxy.server.CheckStatus;
import java.util.List;

/** {@code option redis-check}: a PING is answered by a PONG. */
public final class RedisCheck {
  private static final String PONG = "+PONG\r\n";

  /** The check. */
  public static final CheckScript SCRIPT =
      CheckScript.protocol(
          List.of(
              new CheckStep.Send(CheckText.of("*1\r\n$4\r\nPING\r\n"), ""),
              Received.message(RedisCheck::read, CheckStatus.LAYER7_STATUS, null)));

  private RedisCheck() {}

  private static MessageReader.Outcome read(byte[] received, boolean isEnded) {
    if (new String(received, US_ASCII).contains(PONG)) {
      return new MessageReader.Passed("Redis server is ok");
    }
    return isEnded
        ? MessageReader.Failed.refused(0, Received.line(received, 0))
        : MessageReader.Incomplete.INCOMPLETE;
  }
}
