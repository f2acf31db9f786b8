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
  private static final RequestedName NONE = new RequestedName(null);

  private final @Nullable Expression expression;

  private RequestedName(@Nullable Expression expression) {
    this.expression = expression;
  }

  /** As {@code sni} and {@code sni-auto} say it. */
  static RequestedName of(ServerDefinition server) {
    Settings settings = server.settings();
    Expression expression =
        settings
            .get(ServerTls.SERVER_NAME)
            .or(() -> settings.get(ServerTls.HOST_AS_SERVER_NAME))
            .orElse(null);
    return server.tls() == null || expression == null ? NONE : new RequestedName(expression);
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
    return new String(
        sample.bytes(), sample.offset(), sample.length(), StandardCharsets.ISO_8859_1);
  }
}
