package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateGenerator;
import io.spillway.net.tls.TlsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that are made as clients ask for them: {@code generate-certificates}, {@code
 * ca-sign-file} and {@code ca-sign-pass} on {@code bind} lines (configuration manual, chapter 5.1).
 */
final class GeneratedCertificates {
  private static final Setting<Boolean> GENERATES = Setting.own("generate-certificates", false);
  private static final Setting<String> AUTHORITY = Setting.own("ca-sign-file", "");
  private static final Setting<String> PASSPHRASE = Setting.own("ca-sign-pass", "");
  private static final Setting<Integer> KEPT = Setting.own("tune.ssl.ssl-ctx-cache-size", 1000);

  private GeneratedCertificates() {}

  static List<Keyword<BindLine>> words() {
    return List.of(
        TlsKeywords.flag(GENERATES.name(), GENERATES, true),
        Keyword.works(
            AUTHORITY.name(),
            (line, arguments) -> {
              if (!arguments.hasNext()) {
                throw arguments.error("'ca-sign-file' : missing CAfile path");
              }
              line.set(AUTHORITY, Word.decode(arguments.text("CAfile path")), arguments);
            }),
        Keyword.works(
            PASSPHRASE.name(),
            (line, arguments) -> {
              if (!arguments.hasNext()) {
                throw arguments.error("'ca-sign-pass' : missing CAkey password");
              }
              line.set(PASSPHRASE, arguments.text("CAkey password"), arguments);
            }));
  }

  static Keyword<GlobalSection> keyword() {
    return Keyword.works(
        KEPT.name(),
        (section, arguments) -> {
          int count = arguments.integer("a number of certificates", 0, Integer.MAX_VALUE);
          arguments.end();
          section.set(KEPT, count, arguments);
        });
  }

  /** What makes certificates for a line; null where none are made. */
  static @Nullable CertificateGenerator of(Settings line, Settings global) throws TlsException {
    if (!line.get(GENERATES)) {
      return null;
    }
    String written = line.get(AUTHORITY);
    if (written.isEmpty()) {
      throw new TlsException(
          "cannot enable certificate generation, no CA certificate File configured (expected:"
              + " ca-sign-file <file>)");
    }
    String passphrase = line.get(PASSPHRASE);
    return CertificateGenerator.read(
        GlobalTls.authority(global, written),
        passphrase.isEmpty() ? null : passphrase,
        global.get(KEPT));
  }
}
