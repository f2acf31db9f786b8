package io.spillway.net.tls;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a handshake failed. Immutable.
 *
 * @param faults what is wrong with the peer's certificates; empty where that is not why
 * @param error the TLS library's number for it; 0 where it has none, or {@code faults} are why
 * @param text what the library says: {@code error:1000009c:SSL routines:…:HTTP_REQUEST}; or empty
 */
public record TlsFailure(List<ChainFault> faults, long error, String text) {
  /** No reason that is known. */
  public static final TlsFailure UNKNOWN = new TlsFailure(List.of(), 0, "");

  private static final Pattern TEXT = Pattern.compile("error:([0-9a-fA-F]{1,8}):.*");
  private static final int HEXADECIMAL = 16;

  /** What {@code cause}, and what caused it, tell. */
  public static TlsFailure of(Throwable cause) {
    TlsFailure found = UNKNOWN;
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof UntrustedChainException untrusted) {
        return new TlsFailure(untrusted.faults(), 0, "");
      }
      String message = each.getMessage();
      Matcher matcher = TEXT.matcher(message == null ? "" : message);
      if (found.text().isEmpty() && matcher.matches()) {
        found =
            new TlsFailure(
                List.of(), Long.parseLong(matcher.group(1), HEXADECIMAL), matcher.group());
      }
    }
    return found;
  }
}
