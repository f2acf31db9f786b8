package io.spillway.proxy.check.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.proxy.check.CheckMatch;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.MessageReader;
import io.spillway.proxy.server.CheckStatus;
import org.jspecify.annotations.Nullable;

/** What the readers of several protocols ask of received bytes. */
final class Received {
  private Received() {}

  /** A step that waits for a message, with HAProxy's statuses where none comes. */
  static CheckStep.Expect message(
      MessageReader reader, @Nullable CheckStatus nothing, @Nullable CheckStatus timeout) {
    CheckStep.Report report = new CheckStep.Report(null, nothing, timeout, null, null, null);
    return new CheckStep.Expect(new CheckMatch.Message(reader), false, -1, report, "");
  }

  /** A step that waits for a message. */
  static CheckStep.Expect message(MessageReader reader) {
    return message(reader, null, null);
  }

  /** The bytes from {@code start} on, to the first that {@code ends} or to their end. */
  static String text(byte[] received, int start, String ends) {
    int end = Math.min(start, received.length);
    int from = end;
    while (end < received.length && ends.indexOf(received[end]) < 0) {
      end++;
    }
    return new String(received, from, end - from, ISO_8859_1);
  }

  /** The line that begins at {@code start}, without its end. */
  static String line(byte[] received, int start) {
    return text(received, start, "\r\n");
  }

  /** The bytes from {@code start} on, to the first zero as in C. */
  static String untilZero(byte[] received, int start) {
    return text(received, start, "\0");
  }
}
