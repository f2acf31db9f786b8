package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.NamedFiles;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateIndex;
import io.spillway.net.tls.CertificateList;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.TicketKeyFile;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsException;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS on {@code bind} lines (configuration manual, chapter 5.1). */
final class BindTls {
  /** Files that list certificates. */
  private static final Setting<List<String>> LISTS = Setting.own("crt-list", List.of());

  private static final Setting<Boolean> STRICT = Setting.own("strict-sni", false);

  private static final Setting<String> REVOCATIONS = Setting.own("crl-file", "");

  private static final Setting<String> TICKET_KEYS = Setting.own("tls-ticket-keys", "");

  private static final Setting<String> SILENT_AUTHORITIES = Setting.own("ca-verify-file", "");

  private static final Setting<Boolean> NAMES_AUTHORITIES = Setting.own("no-ca-names", true);

  /** Certificates for clients whose name nothing fits. */
  private static final Setting<List<String>> DEFAULTS = Setting.own("default-crt", List.of());

  private BindTls() {}

  static List<Keyword<BindLine>> words() {
    List<Keyword<BindLine>> words = new ArrayList<>(TlsKeywords.words());
    words.add(TlsKeywords.flag("strict-sni", STRICT, true));
    words.add(TlsKeywords.flag("no-strict-sni", STRICT, false));
    words.addAll(CertificateOrders.bindWords());
    words.addAll(IgnoredFaultWords.words());
    words.addAll(GeneratedCertificates.words());
    words.add(file(REVOCATIONS, "CRLfile path"));
    words.add(file(TICKET_KEYS, "TLS ticket keys file path"));
    words.add(file(SILENT_AUTHORITIES, "CAfile path"));
    words.add(TlsKeywords.flag("no-ca-names", NAMES_AUTHORITIES, false));
    words.add(
        Keyword.works(
            "ecdhe",
            (line, arguments) -> {
              if (!arguments.hasNext()) {
                throw arguments.error("'ecdhe' : missing named curve");
              }
              line.set(TlsKeywords.CURVES, arguments.text("a named curve"), arguments);
            }));
    words.add(files(DEFAULTS));
    words.add(files(LISTS));
    words.addAll(TlsRefusals.ofListeners());
    return words;
  }

  private static Keyword<BindLine> files(Setting<List<String>> setting) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          List<String> all = new ArrayList<>(line.get(setting));
          all.add(Word.decode(arguments.text("a file name")));
          line.set(setting, List.copyOf(all), arguments);
        });
  }

  private static Keyword<BindLine> file(Setting<String> setting, String expected) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          if (!arguments.hasNext()) {
            throw arguments.error("'" + setting.name() + "' : missing " + expected);
          }
          line.set(setting, Word.decode(arguments.text(expected)), arguments);
        });
  }

  /** Loads the certificates of a section's lines. */
  static void finish(ProxySection section, Settings global, Loading loading) {
    List<BindDefinition> binds = section.binds();
    for (int i = 0; i < binds.size(); i++) {
      BindDefinition bind = binds.get(i);
      if (bind.settings().get(TlsKeywords.TLS)) {
        try {
          binds.set(i, bind.secured(server(section, bind, global, loading.certificates())));
          for (String warning : loading.certificates().takeWarnings()) {
            loading.diagnostics().warning(bind.position(), warning);
          }
        } catch (TlsException e) {
          loading
              .diagnostics()
              .alert(
                  bind.position(),
                  "'bind' in section '" + section.kind().keyword() + "' : " + e.getMessage() + ".");
        }
      }
    }
  }

  private static TlsServer server(
      ProxySection section, BindDefinition bind, Settings global, CertificateStore store)
      throws TlsException {
    Settings line = bind.settings();
    CertificateOrders.register(section, line, global, store);
    CertificateList.OwnSettings own =
        options -> options == null ? null : settings(section, merged(line, options), global);
    Entries entries = new Entries(store, global, own);
    for (String written : line.get(DEFAULTS)) {
      entries.addFiles(written, true);
    }
    List<String> files = new ArrayList<>(line.get(TlsKeywords.CERTIFICATES));
    files.addAll(CertificateOrders.ofFrontend(section));
    for (String written : files) {
      entries.addFiles(written, false);
    }
    for (String written : line.get(LISTS)) {
      entries.addList(written);
    }
    if (entries.all.isEmpty()) {
      throw new TlsException("no SSL certificate specified (use 'crt')");
    }
    String keyFile = line.get(TICKET_KEYS);
    TicketKeyFile keys = keyFile.isEmpty() ? null : store.readTicketKeys(Path.of(keyFile));
    TlsServer server =
        TlsServer.of(
            settings(section, line, global),
            new CertificateIndex(entries.all, line.get(STRICT)),
            keys == null ? null : keys.keys(),
            store.trust(),
            GeneratedCertificates.of(line, global));
    store.register(section.name(), bind.position().toString(), server);
    if (keys != null) {
      keys.register(server);
    }
    for (CertificateList list : entries.lists) {
      list.register(server, bind.position().toString(), own);
    }
    return server;
  }

  /** What a bind line offers, while its files are read. */
  private static final class Entries {
    private final CertificateStore store;
    private final Settings global;
    private final CertificateList.OwnSettings own;
    private final List<CertificateIndex.Entry> all = new ArrayList<>();
    private final List<CertificateList> lists = new ArrayList<>();

    Entries(CertificateStore store, Settings global, CertificateList.OwnSettings own) {
      this.store = store;
      this.global = global;
      this.own = own;
    }

    void addFiles(String written, boolean isDefault) throws TlsException {
      Path path = GlobalTls.certificate(global, written);
      if (Files.isDirectory(NamedFiles.directory(path))) {
        addList(path.toString(), this::directory);
        return;
      }
      for (TlsCertificate certificate : store.readAll(path)) {
        all.add(new CertificateIndex.Entry(certificate, List.of(), null, isDefault, null));
        update(certificate, null);
      }
    }

    private void update(TlsCertificate certificate, @Nullable Settings options) {
      if (OcspKeywords.isUpdated(store.files(certificate.file()), options, global)) {
        store.ocspUpdates().add(certificate.file().toString());
      }
    }

    void addList(String written) throws TlsException {
      addList(written, name -> CertificateLists.read(name, global));
    }

    /** A directory is a list whose lines are its files. */
    private CertificateList directory(String name) throws TlsException {
      CertificateList list = new CertificateList(name, true, 0, CertificateLists.reader(global));
      for (TlsCertificate certificate : store.readAll(Path.of(name))) {
        list.add(new CertificateList.Line(0, certificate.file().toString(), null, "", List.of()));
      }
      return list;
    }

    private void addList(String name, ListSource source) throws TlsException {
      CertificateList list = store.list(name);
      if (list == null) {
        list = source.read(name);
        store.add(list);
      }
      lists.add(list);
      for (CertificateList.Line line : list.lines()) {
        for (TlsCertificate certificate : store.readAll(Path.of(line.certificate()))) {
          all.add(
              new CertificateIndex.Entry(
                  certificate, line.filters(), own.of(line.options()), false, line));
          update(certificate, line.options());
        }
      }
    }
  }

  /** Reads a list that no line named before. */
  @FunctionalInterface
  private interface ListSource {
    CertificateList read(String name) throws TlsException;
  }

  /** The line with the options of a certificate in place of its own words. */
  private static Settings merged(Settings line, Settings options) {
    Settings.Builder merged = new Settings.Builder("crt-list");
    line.forEach((setting, entry) -> put(merged, setting, entry));
    options.forEach((setting, entry) -> put(merged, setting, entry));
    return merged.build();
  }

  @SuppressWarnings("unchecked")
  private static <T> void put(Settings.Builder merged, Setting<T> setting, Settings.Entry entry) {
    merged.set(setting, (T) entry.value(), entry.position());
  }

  private static TlsSettings settings(ProxySection section, Settings line, Settings global)
      throws TlsException {
    TlsSettings settings =
        GlobalTls.ofBind(
            line,
            global,
            protocols(section, line),
            new GlobalTls.Trust(
                line.get(REVOCATIONS),
                line.get(SILENT_AUTHORITIES),
                line.get(NAMES_AUTHORITIES),
                IgnoredFaultWords.of(line)));
    Path revocations = settings.revocations();
    if (revocations != null && !Files.isReadable(NamedFiles.plain(revocations))) {
      throw new TlsException("'crl-file' : unable to load " + revocations);
    }
    if (settings.verify() != TlsSettings.Verify.NONE
        && settings.authorities() == null
        && settings.silentAuthorities() == null) {
      throw new TlsException("verify is enabled but no CA file specified");
    }
    return settings;
  }

  /** What is offered by ALPN: in mode http, both versions of HTTP unless the line says more. */
  private static List<String> protocols(ProxySection section, Settings line) {
    String written = line.get(TlsKeywords.ALPN);
    if (written.equals(TlsKeywords.NO_ALPN)) {
      return List.of();
    }
    if (!written.isEmpty()) {
      return List.of(written.split(","));
    }
    if (section.settings().get(Mode.MODE) != Mode.HTTP) {
      return List.of();
    }
    return switch (line.get(BindKeywords.PROTOCOL)) {
      case ANY -> List.of("h2", "http/1.1");
      case HTTP_1 -> List.of("http/1.1");
      case HTTP_2 -> List.of("h2");
    };
  }
}
