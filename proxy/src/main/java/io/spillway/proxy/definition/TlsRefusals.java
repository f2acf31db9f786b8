package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.KeywordState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Words about TLS that cannot be had over BoringSSL as its Java binding gives it, each refused with
 * the reason. (None of them could be left out without harm: they would restrict what is accepted,
 * or are counted on.)
 */
final class TlsRefusals {
  private static final String ALGORITHMS =
      "the TLS library cannot be told which signature algorithms it takes; remove it";

  private static final Map<String, String> SHARED =
      Map.of(
          "sigalgs",
          ALGORITHMS,
          "client-sigalgs",
          ALGORITHMS,
          "npn",
          "NPN is obsolete and no longer spoken; use 'alpn'",
          "force-sslv3",
          "SSLv3 is never spoken; remove it");

  private static final Map<String, String> LISTENERS =
      Map.of(
          "allow-0rtt",
          "the TLS library cannot be told to take early data, and every client completes its"
              + " handshake first; remove it");

  private TlsRefusals() {}

  /** Those of {@code bind} lines and of lines of a certificate list. */
  static <L extends SettingsLine> List<Keyword<L>> ofListeners() {
    List<Keyword<L>> refused = new ArrayList<>(ofBoth());
    LISTENERS.forEach((name, reason) -> refused.add(refused(name, reason)));
    return refused;
  }

  /** Those that {@code server} lines have as well. */
  static <L extends SettingsLine> List<Keyword<L>> ofBoth() {
    List<Keyword<L>> refused = new ArrayList<>();
    SHARED.forEach((name, reason) -> refused.add(refused(name, reason)));
    return refused;
  }

  private static <L extends SettingsLine> Keyword<L> refused(String name, String reason) {
    return new Keyword<>(
        name,
        KeywordState.NOT_IMPLEMENTED,
        (line, arguments) -> {
          throw arguments.error("'" + name + "' : " + reason + ".");
        });
  }
}
