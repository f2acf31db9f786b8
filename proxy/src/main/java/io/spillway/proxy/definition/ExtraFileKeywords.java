package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordState;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.tls.ExtraFiles;
import io.spillway.net.tls.ExtraFiles.Kind;
import io.spillway.net.tls.TlsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Words of {@code global} about what is read and sent with certificates (configuration manual,
 * chapter 3.1), and those that mean something to OpenSSL alone.
 */
final class ExtraFileKeywords {
  private static final Setting<Set<Kind>> FILES =
      Setting.own("ssl-load-extra-files", EnumSet.allOf(Kind.class));
  private static final Setting<Boolean> REPLACES_SUFFIX =
      Setting.own("ssl-load-extra-del-ext", false);
  private static final Setting<Boolean> LEAVES_ROOTS_OUT =
      Setting.own("ssl-skip-self-issued-ca", false);
  private static final Setting<String> CHAINS = Setting.own("issuers-chain-path", "");

  private static final Map<String, Kind> KINDS =
      Map.of(
          "bundle", Kind.BUNDLE,
          "sctl", Kind.SCTL,
          "ocsp", Kind.OCSP,
          "issuer", Kind.ISSUER,
          "key", Kind.KEY);

  private static final String OPENSSL =
      "is for OpenSSL, and TLS is spoken by BoringSSL here; remove it";

  private static final Map<String, String> REFUSED =
      Map.of(
          "ssl-engine",
          OPENSSL,
          "ssl-provider",
          OPENSSL,
          "ssl-provider-path",
          OPENSSL,
          "ssl-propquery",
          OPENSSL,
          "ssl-security-level",
          "is for OpenSSL, and BoringSSL has no such levels; restrict ciphers, curves and"
              + " versions instead");

  private ExtraFileKeywords() {}

  static List<Keyword<GlobalSection>> keywords() {
    List<Keyword<GlobalSection>> all = new ArrayList<>();
    all.add(Keyword.works(FILES.name(), ExtraFileKeywords::readFiles));
    all.add(flag(REPLACES_SUFFIX));
    all.add(flag(LEAVES_ROOTS_OUT));
    all.add(
        Keyword.works(
            CHAINS.name(),
            (section, arguments) -> {
              section.set(
                  CHAINS,
                  Word.decode(arguments.text("a directory path as an argument")),
                  arguments);
              arguments.end();
            }));
    REFUSED.forEach(
        (name, reason) ->
            all.add(
                new Keyword<>(
                    name,
                    KeywordState.NOT_IMPLEMENTED,
                    (section, arguments) -> {
                      throw arguments.error("'" + name + "' " + reason + ".");
                    })));
    return all;
  }

  private static Keyword<GlobalSection> flag(Setting<Boolean> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          arguments.end();
          section.set(setting, true, arguments);
        });
  }

  private static void readFiles(GlobalSection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'ssl-load-extra-files' expects 'all', 'none', 'bundle', 'sctl', 'ocsp', 'issuer' or"
              + " 'key'.");
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    while (arguments.hasNext()) {
      Word word = arguments.word("a kind of files");
      Kind kind = KINDS.get(word.text());
      if (kind != null) {
        kinds.add(kind);
      } else if (word.text().equals("all")) {
        kinds.addAll(EnumSet.allOf(Kind.class));
      } else if (!word.text().equals("none") || !kinds.isEmpty() || arguments.hasNext()) {
        throw arguments.error(
            word, "'ssl-load-extra-files': '" + word + "' is unknown, or cannot stand here.");
      }
    }
    section.set(FILES, kinds, arguments);
  }

  /** Tells the store of certificates what to read. */
  static void finish(Settings global, Loading loading) {
    try {
      String chains = global.get(CHAINS);
      loading
          .certificates()
          .extraFiles(
              new ExtraFiles(
                  global.get(FILES),
                  global.get(REPLACES_SUFFIX),
                  global.get(LEAVES_ROOTS_OUT),
                  chains.isEmpty() ? List.of() : ExtraFiles.readChains(Path.of(chains))));
    } catch (TlsException e) {
      loading
          .diagnostics()
          .alert(
              Objects.requireNonNullElse(global.positionOf(CHAINS), SourcePosition.BUILT_IN),
              "'issuers-chain-path' : " + e.getMessage() + ".");
    }
  }
}
