package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.TlsSettings.Verify;
import io.spillway.net.tls.TlsSettings.Version;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words about TLS that {@code bind} and {@code server} lines share (configuration manual,
 * chapters 5.1 and 5.2).
 */
public final class TlsKeywords {
  /** Whether TLS is spoken. */
  public static final Setting<Boolean> TLS = Setting.inherited("ssl", false);

  /** Files and directories of certificates with their keys. */
  public static final Setting<List<String>> CERTIFICATES = Setting.inherited("crt", List.of());

  /** A file of authorities; empty for none. */
  public static final Setting<String> AUTHORITIES = Setting.inherited("ca-file", "");

  /** What is asked of the peer's certificate; the first value where nothing is said. */
  public static final Setting<List<Verify>> VERIFY = Setting.inherited("verify", List.of());

  /** Ciphers of TLS 1.2 and before; empty for the default. */
  public static final Setting<String> CIPHERS = Setting.inherited("ciphers", "");

  /** Cipher suites of TLS 1.3; empty for the default. */
  public static final Setting<String> CIPHER_SUITES = Setting.inherited("ciphersuites", "");

  /** Groups for key exchange; empty for the default. */
  public static final Setting<String> CURVES = Setting.inherited("curves", "");

  /** Application protocols, separated by commas; empty for the default. */
  public static final Setting<String> ALPN = Setting.inherited("alpn", "");

  /** Stands for no application protocols at all. */
  public static final String NO_ALPN = ",";

  /** The oldest version. */
  public static final Setting<Version> OLDEST = Setting.inherited("ssl-min-ver", Version.TLS_1_2);

  /** The newest version. */
  public static final Setting<Version> NEWEST = Setting.inherited("ssl-max-ver", Version.TLS_1_3);

  /** Versions that are not spoken. */
  public static final Setting<Set<Version>> EXCLUDED = Setting.inherited("no-tlsv", Set.of());

  /** Whether sessions are resumed by tickets. */
  public static final Setting<Boolean> TICKETS = Setting.inherited("tls-tickets", true);

  private static final Map<String, Version> VERSIONS =
      Map.of(
          "TLSv1.0", Version.TLS_1_0,
          "TLSv1.1", Version.TLS_1_1,
          "TLSv1.2", Version.TLS_1_2,
          "TLSv1.3", Version.TLS_1_3);

  private static final Map<String, Version> SHORT =
      Map.of(
          "tlsv10", Version.TLS_1_0,
          "tlsv11", Version.TLS_1_1,
          "tlsv12", Version.TLS_1_2,
          "tlsv13", Version.TLS_1_3);

  private TlsKeywords() {}

  /** Where certificates are whose names are relative: {@code crt-base}, or empty. */
  public static String certificatesBase(Settings global) {
    return GlobalTls.certificatesBase(global);
  }

  /** The words of both kinds of lines. */
  static <L extends SettingsLine> List<Keyword<L>> words() {
    List<Keyword<L>> words = new ArrayList<>(options());
    words.add(flag("ssl", TLS, true));
    words.add(
        Keyword.works(
            "crt",
            (line, arguments) -> {
              List<String> all = new ArrayList<>(line.get(CERTIFICATES));
              all.add(Word.decode(arguments.text("a file name")));
              line.set(CERTIFICATES, List.copyOf(all), arguments);
            }));
    words.add(
        Keyword.works(
            "ca-file",
            (line, arguments) ->
                line.set(AUTHORITIES, Word.decode(arguments.text("a file name")), arguments)));
    words.add(Keyword.works("verify", TlsKeywords::readVerify));
    words.add(text(CIPHERS, CIPHERS.name(), "a cipher suite"));
    words.add(text(CIPHER_SUITES, CIPHER_SUITES.name(), "a cipher suite"));
    words.add(text(CURVES, CURVES.name(), "a curve suite"));
    words.add(text(ALPN, ALPN.name(), "the comma-delimited ALPN protocol suite"));
    words.add(Keyword.works("no-alpn", (line, arguments) -> line.set(ALPN, NO_ALPN, arguments)));
    return words;
  }

  /** Those of them that may stand in {@code ssl-default-…-options}. */
  static <L extends SettingsLine> List<Keyword<L>> options() {
    List<Keyword<L>> words = new ArrayList<>();
    words.add(version(OLDEST));
    words.add(version(NEWEST));
    words.add(Keyword.accepted("no-sslv3", "SSL 3 is never spoken", (line, arguments) -> {}));
    SHORT.forEach(
        (name, version) -> {
          words.add(
              Keyword.works(
                  "no-" + name,
                  (line, arguments) -> {
                    Set<Version> excluded = EnumSet.of(version);
                    excluded.addAll(line.get(EXCLUDED));
                    line.set(EXCLUDED, Set.copyOf(excluded), arguments);
                  }));
          words.add(
              Keyword.works(
                  "force-" + name,
                  (line, arguments) -> {
                    line.set(OLDEST, version, arguments);
                    line.set(NEWEST, version, arguments);
                  }));
        });
    words.add(flag("tls-tickets", TICKETS, true));
    words.add(flag("no-tls-tickets", TICKETS, false));
    return words;
  }

  static <L extends SettingsLine> Keyword<L> flag(
      String name, Setting<Boolean> setting, boolean value) {
    return Keyword.works(name, (line, arguments) -> line.set(setting, value, arguments));
  }

  static <L extends SettingsLine> Keyword<L> text(
      Setting<String> setting, String name, String expected) {
    return Keyword.works(
        name,
        (line, arguments) -> {
          if (!arguments.hasNext()) {
            throw arguments.error("'" + name + "' : missing " + expected);
          }
          line.set(setting, arguments.text(expected), arguments);
        });
  }

  private static <L extends SettingsLine> Keyword<L> version(Setting<Version> setting) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          Word word = arguments.word("TLSv1.0, TLSv1.1, TLSv1.2 or TLSv1.3");
          Version version = VERSIONS.get(word.text());
          if (version == null) {
            throw arguments.error(
                word,
                word.text().equals("SSLv3")
                    ? "'SSLv3' : is not spoken by Spillway; the oldest version is TLSv1.0"
                    : "'" + word + "' : unknown ssl/tls version");
          }
          line.set(setting, version, arguments);
        });
  }

  private static void readVerify(SettingsLine line, Arguments arguments) {
    Word word = arguments.word("'none', 'optional' or 'required'");
    line.set(
        VERIFY,
        List.of(
            switch (word.text()) {
              case "none" -> Verify.NONE;
              case "optional" -> Verify.OPTIONAL;
              case "required" -> Verify.REQUIRED;
              default ->
                  throw arguments.error(
                      word,
                      "'verify' : unknown verify method '"
                          + word
                          + "', only 'none', 'optional', and 'required' are supported");
            }),
        arguments);
  }
}
