package io.spillway.proxy.server;

import io.spillway.config.Settings;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.definition.ServerTls;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which name a server is asked for in TLS handshakes (SNI, RFC 6066 section 3). Immutable. */
public final class RequestedName {
  private static final RequestedName NONE = new RequestedName(null, false);
  private static final int LONGEST = 253;

  private final @Nullable Expression expression;
  private final boolean isAnyText;

  /**
   * A name.
   *
   * @param isAnyText whether what the expression gives may be no name that can be asked for
   */
  private RequestedName(@Nullable Expression expression, boolean isAnyText) {
    this.expression = expression;
    this.isAnyText = isAnyText;
  }

  /** As {@code sni} and {@code sni-auto} say it. */
  static RequestedName of(ServerDefinition server) {
    Settings settings = server.settings();
    Expression written = settings.get(ServerTls.SERVER_NAME).orElse(null);
    Expression expression =
        written == null ? settings.get(ServerTls.HOST_AS_SERVER_NAME).orElse(null) : written;
    return server.tls() == null || expression == null
        ? NONE
        : new RequestedName(expression, written == null);
  }

  /** The name for a stream, or null for none. */
  public @Nullable String of(Evaluation stream) {
    if (expression == null) {
      return null;
    }
    Sample sample = stream.sample();
    if (!expression.evaluateAs(SampleType.STRING, stream, sample) || sample.length() == 0) {
      return null;
    }
    String name =
        new String(sample.bytes(), sample.offset(), sample.length(), StandardCharsets.ISO_8859_1);
    return isAnyText && !isHostName(name) ? null : name;
  }

  /** Whether it is neither an address, which RFC 6066 excludes, nor what no host is called. */
  private static boolean isHostName(String name) {
    boolean hasLetter = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!isLetter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') {
        return false;
      }
      hasLetter |= isLetter;
    }
    return hasLetter && name.length() <= LONGEST && !name.startsWith(".") && !name.endsWith(".");
  }
}
