package io.spillway.proxy.server;

import java.util.HexFormat;

/**
 * How one health check went. Immutable.
 *
 * @param status how it ended
 * @param code the response's status code, 0 where there is none
 * @param info what the server said or what was wrong, for people; may be empty
 * @param durationMillis how long it took, or -1 where nothing was measured
 */
public record CheckResult(CheckStatus status, int code, String info, long durationMillis) {
  /** The result of a server that was not checked yet. */
  public static final CheckResult INITIALIZING =
      new CheckResult(CheckStatus.INITIALIZING, 0, "", -1);

  /** The result as log lines append it: {@code , reason: Layer4 timeout, check duration: 10ms}. */
  void appendTo(StringBuilder line) {
    line.append(", reason: ").append(status.description());
    if (status.hasCode()) {
      line.append(", code: ").append(code);
    }
    if (!info.isEmpty()) {
      line.append(", info: \"");
      appendEncoded(line);
      line.append('"');
    }
    if (durationMillis >= 0) {
      line.append(", check duration: ").append(durationMillis).append("ms");
    }
  }

  /** Appends the information as log lines have it: what cannot stand there as {@code <0A>}. */
  private void appendEncoded(StringBuilder line) {
    for (int i = 0; i < info.length(); i++) {
      char c = info.charAt(i);
      if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '"') {
        line.append('<').append(HexFormat.of().withUpperCase().toHexDigits((byte) c)).append('>');
      } else {
        line.append(c);
      }
    }
  }
}
