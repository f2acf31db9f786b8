package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateFiles;
import io.spillway.net.tls.IgnoredFaults;
import io.spillway.net.tls.TlsSettings;
import io.spillway.net.tls.TlsSettings.Verify;
import io.spillway.net.tls.TlsSettings.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code global} says of TLS (configuration manual, chapter 3.1), and the settings of a line
 * with these for defaults.
 */
final class GlobalTls {
  private static final Setting<String> AUTHORITIES_BASE = Setting.own("ca-base", "");
  private static final Setting<String> CERTIFICATES_BASE = Setting.own("crt-base", "");
  private static final Setting<Boolean> KEEPS_SECRETS = Setting.own("tune.ssl.keylog", false);
  private static final Setting<String> KEYS_BASE = Setting.own("key-base", "");
  private static final Setting<Boolean> SERVERS_UNVERIFIED =
      Setting.own("ssl-server-verify", false);
  private static final Path SYSTEM_AUTHORITIES = Path.of("/etc/ssl/certs/ca-certificates.crt");

  /** The defaults of one kind of lines. */
  private record Defaults(
      Setting<String> ciphers,
      Setting<String> cipherSuites,
      Setting<String> curves,
      Setting<Settings> options) {
    Defaults(String kind) {
      this(
          Setting.own("ssl-default-" + kind + "-ciphers", ""),
          Setting.own("ssl-default-" + kind + "-ciphersuites", ""),
          Setting.own("ssl-default-" + kind + "-curves", ""),
          Setting.own("ssl-default-" + kind + "-options", Settings.EMPTY));
    }
  }

  private static final Defaults BIND = new Defaults("bind");
  private static final Defaults SERVER = new Defaults("server");

  /**
   * Further files by which peers are verified, as they are written; empty for none.
   *
   * @param revocations of {@code crl-file}
   * @param silentAuthorities of {@code ca-verify-file}
   * @param namesAuthorities whether no {@code no-ca-names} stands there
   * @param ignored what may be wrong with clients' certificates
   */
  record Trust(
      String revocations,
      String silentAuthorities,
      boolean namesAuthorities,
      IgnoredFaults ignored) {
    static Trust of(String revocations) {
      return new Trust(revocations, "", true, IgnoredFaults.NONE);
    }
  }

  private GlobalTls() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        directory(AUTHORITIES_BASE),
        directory(CERTIFICATES_BASE),
        directory(KEYS_BASE),
        Keyword.works(
            KEEPS_SECRETS.name(),
            (section, arguments) -> {
              section.set(KEEPS_SECRETS, OcspKeywords.isOn(arguments), arguments);
              arguments.end();
            }),
        GeneratedCertificates.keyword(),
        TlsKeywords.text(BIND.ciphers(), BIND.ciphers().name(), "a cipher suite"),
        TlsKeywords.text(BIND.cipherSuites(), BIND.cipherSuites().name(), "a cipher suite"),
        TlsKeywords.text(BIND.curves(), BIND.curves().name(), "a curve suite"),
        options(BIND.options()),
        TlsKeywords.text(SERVER.ciphers(), SERVER.ciphers().name(), "a cipher suite"),
        TlsKeywords.text(SERVER.cipherSuites(), SERVER.cipherSuites().name(), "a cipher suite"),
        TlsKeywords.text(SERVER.curves(), SERVER.curves().name(), "a curve suite"),
        options(SERVER.options()),
        Keyword.works(SERVERS_UNVERIFIED.name(), GlobalTls::readServerVerify));
  }

  private static Keyword<GlobalSection> directory(Setting<String> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          String path = Word.decode(arguments.text("a directory path as an argument"));
          arguments.end();
          section.set(setting, path, arguments);
        });
  }

  /** The words of such a line are those of {@code bind} and {@code server} lines. */
  private static Keyword<GlobalSection> options(Setting<Settings> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          BindLine line = new BindLine(setting.name(), List.of(), new Settings.Builder("global"));
          List<Keyword<BindLine>> words = TlsKeywords.options();
          while (arguments.hasNext()) {
            Word word = arguments.word("an option");
            Keyword<BindLine> found =
                words.stream()
                    .filter(known -> known.name().equals(word.text()))
                    .findFirst()
                    .orElse(null);
            if (found != null) {
              found.handler().read(line, arguments);
            } else if (!word.text().equals("prefer-client-ciphers")) {
              throw arguments.error(
                  word,
                  "unknown option '" + word + "' on global statement '" + setting.name() + "'.");
            }
          }
          section.set(setting, line.settings().build(), arguments);
        });
  }

  private static void readServerVerify(GlobalSection section, Arguments arguments) {
    Word word = arguments.word("'none' or 'required'");
    switch (word.text()) {
      case "none" -> section.set(SERVERS_UNVERIFIED, true, arguments);
      case "required" -> section.set(SERVERS_UNVERIFIED, false, arguments);
      default ->
          throw arguments.error(
              word, "'ssl-server-verify' expects 'none' or 'required' but got '" + word + "'.");
    }
    arguments.end();
  }

  /** Whether servers' certificates are not verified where a line says nothing. */
  static boolean leavesServersUnverified(Settings global) {
    return global.get(SERVERS_UNVERIFIED);
  }

  /** Where certificates are whose names are relative, or empty. */
  static String certificatesBase(Settings global) {
    return global.get(CERTIFICATES_BASE);
  }

  /** What a certificate is called that a line names: its file, or its name in a store. */
  static Path certificate(Settings global, String written) {
    return CertificateFiles.isStored(written)
        ? Path.of(written)
        : under(global.get(CERTIFICATES_BASE), written);
  }

  /**
   * Where a file is that a line of a {@code crt-store} names.
   *
   * @param base the section's {@code crt-base}; null for the one of {@code global}
   */
  static Path stored(Settings global, @Nullable String base, String written) {
    return under(base == null ? global.get(CERTIFICATES_BASE) : base, written);
  }

  /**
   * Where a key is that a line of a {@code crt-store} names.
   *
   * @param base the section's {@code key-base}; null for the one of {@code global}
   */
  static Path key(Settings global, @Nullable String base, String written) {
    return under(base == null ? global.get(KEYS_BASE) : base, written);
  }

  /** Where an authority is that signs certificates. */
  static Path authority(Settings global, String written) {
    return under(global.get(AUTHORITIES_BASE), written);
  }

  /** Where the authorities are that a line names, or null for none. */
  static @Nullable Path authorities(Settings global, String written) {
    if (written.isEmpty()) {
      return null;
    }
    return written.equals("@system-ca")
        ? SYSTEM_AUTHORITIES
        : under(global.get(AUTHORITIES_BASE), written);
  }

  private static Path under(String base, String written) {
    Path path = Path.of(written);
    return base.isEmpty() || path.isAbsolute() || Files.exists(path) && base.isEmpty()
        ? path
        : Path.of(base).resolve(path);
  }

  /** The settings of a {@code bind} line. */
  static TlsSettings ofBind(Settings line, Settings global, List<String> alpn, Trust trust) {
    return of(line, global, BIND, Verify.NONE, alpn, trust);
  }

  /** The settings of a {@code server} line. */
  static TlsSettings ofServer(Settings line, Settings global, List<String> alpn, Trust trust) {
    Verify initial = leavesServersUnverified(global) ? Verify.NONE : Verify.REQUIRED;
    return of(line, global, SERVER, initial, alpn, trust);
  }

  private static TlsSettings of(
      Settings line,
      Settings global,
      Defaults defaults,
      Verify verify,
      List<String> alpn,
      Trust trust) {
    Settings options = global.get(defaults.options());
    Version oldest = either(line, options, TlsKeywords.OLDEST);
    Version newest = either(line, options, TlsKeywords.NEWEST);
    Set<Version> excluded = either(line, options, TlsKeywords.EXCLUDED);
    while (oldest.ordinal() < newest.ordinal() && excluded.contains(oldest)) {
      oldest = Version.values()[oldest.ordinal() + 1];
    }
    while (newest.ordinal() > oldest.ordinal() && excluded.contains(newest)) {
      newest = Version.values()[newest.ordinal() - 1];
    }
    List<Verify> asked = line.get(TlsKeywords.VERIFY);
    return new TlsSettings(
        oldest,
        newest,
        list(line, TlsKeywords.CIPHERS, global, defaults.ciphers()),
        list(line, TlsKeywords.CIPHER_SUITES, global, defaults.cipherSuites()),
        list(line, TlsKeywords.CURVES, global, defaults.curves()),
        alpn,
        asked.isEmpty() ? verify : asked.getFirst(),
        authorities(global, line.get(TlsKeywords.AUTHORITIES)),
        authorities(global, trust.silentAuthorities()),
        trust.namesAuthorities(),
        authorities(global, trust.revocations()),
        either(line, options, TlsKeywords.TICKETS),
        global.get(KEEPS_SECRETS),
        trust.ignored());
  }

  private static <T> T either(Settings line, Settings defaults, Setting<T> setting) {
    return line.isSet(setting) ? line.get(setting) : defaults.get(setting);
  }

  private static List<String> list(
      Settings line, Setting<String> own, Settings global, Setting<String> byDefault) {
    String text = line.isSet(own) ? line.get(own) : global.get(byDefault);
    return text.isEmpty() ? List.of() : List.of(text.split(":"));
  }
}
