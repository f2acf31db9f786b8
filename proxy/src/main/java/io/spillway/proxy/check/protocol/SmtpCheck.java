package io.spillway.proxy.check.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.check.MessageReader;
import io.spillway.proxy.server.CheckStatus;
import java.util.List;

/**
 * {@code option smtpchk}: a server greets, answers a HELO or EHLO, and takes leave (RFC 5321), each
 * time with a code of the two hundreds.
 */
public final class SmtpCheck {
  /** What follows the digits of a reply's only line. */
  private static final String LINE = " \r";

  /** What follows the digits of a reply's first line. */
  private static final String FIRST_LINE = "- \r";

  private static final int CODE_SIZE = 3;

  private SmtpCheck() {}

  /** The check that sends {@code command}: {@code HELO localhost}. */
  public static CheckScript with(String command) {
    CheckStatus wrong = CheckStatus.LAYER7_STATUS;
    return CheckScript.protocol(
        List.of(
            CheckStep.TO_SERVER,
            Received.message(SmtpCheck::speaks),
            Received.message((bytes, isEnded) -> isFine(bytes, LINE, true), wrong, null),
            new CheckStep.Send(CheckText.of((command + "\r\n").getBytes(ISO_8859_1)), ""),
            Received.message((bytes, isEnded) -> isFine(bytes, FIRST_LINE, isEnded), wrong, null),
            new CheckStep.Send(CheckText.of("QUIT\r\n"), ""),
            Received.message(SmtpCheck::leaves, wrong, null)));
  }

  private static MessageReader.Outcome speaks(byte[] received, boolean isEnded) {
    if (received.length <= CODE_SIZE && !isEnded) {
      return MessageReader.Incomplete.INCOMPLETE;
    }
    return hasCode(received, LINE)
        ? new MessageReader.Passed("")
        : MessageReader.Failed.invalid(Received.line(received, 0));
  }

  private static MessageReader.Outcome leaves(byte[] received, boolean isEnded) {
    return isFine(received, FIRST_LINE, isEnded || received.length > CODE_SIZE);
  }

  /**
   * Whether a reply has a code of the two hundreds.
   *
   * @param isFinal whether another one fails, or more is waited for
   */
  private static MessageReader.Outcome isFine(byte[] received, String follows, boolean isFinal) {
    int code = code(received);
    String text = Received.line(received, CODE_SIZE + 1).replaceFirst("^ +", "");
    if (hasCode(received, follows) && received[0] == '2') {
      return new MessageReader.Passed(CheckStatus.LAYER7_OK, code, text);
    }
    return isFinal ? MessageReader.Failed.refused(code, text) : MessageReader.Incomplete.INCOMPLETE;
  }

  private static boolean hasCode(byte[] received, String follows) {
    if (received.length <= CODE_SIZE) {
      return false;
    }
    for (int i = 0; i < CODE_SIZE; i++) {
      if (received[i] < '0' || received[i] > '9') {
        return false;
      }
    }
    return follows.indexOf(received[CODE_SIZE]) >= 0;
  }

  /** The number that a reply begins with, or 0. */
  private static int code(byte[] received) {
    int code = 0;
    for (int i = 0; i < Math.min(CODE_SIZE, received.length); i++) {
      if (received[i] < '0' || received[i] > '9') {
        break;
      }
      code = code * 10 + received[i] - '0';
    }
    return code;
  }
}
