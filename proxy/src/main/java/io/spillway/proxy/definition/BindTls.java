package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.NamedFiles;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateIndex;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.TicketKeys;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsException;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  private BindTls() {}

  static List<Keyword<BindLine>> words() {
    List<Keyword<BindLine>> words = new ArrayList<>(TlsKeywords.words());
    words.add(TlsKeywords.flag("strict-sni", STRICT, true));
    words.add(TlsKeywords.flag("no-strict-sni", STRICT, false));
    words.addAll(CertificateOrders.bindWords());
    words.add(file(REVOCATIONS, "CRLfile path"));
    words.add(file(TICKET_KEYS, "TLS ticket keys file path"));
    words.add(
        Keyword.works(
            "crt-list",
            (line, arguments) -> {
              List<String> all = new ArrayList<>(line.get(LISTS));
              all.add(Word.decode(arguments.text("a file name")));
              line.set(LISTS, List.copyOf(all), arguments);
            }));
    return words;
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
    List<CertificateIndex.Entry> entries = new ArrayList<>();
    List<String> files = new ArrayList<>(line.get(TlsKeywords.CERTIFICATES));
    files.addAll(CertificateOrders.ofFrontend(section));
    for (String written : files) {
      for (TlsCertificate certificate : store.readAll(GlobalTls.certificate(global, written))) {
        entries.add(new CertificateIndex.Entry(certificate, List.of()));
      }
    }
    for (String written : line.get(LISTS)) {
      readList(Path.of(written), global, store, entries);
    }
    if (entries.isEmpty()) {
      throw new TlsException("no SSL certificate specified (use 'crt')");
    }
    TlsSettings settings =
        GlobalTls.ofBind(line, global, protocols(section, line), line.get(REVOCATIONS));
    Path revocations = settings.revocations();
    if (revocations != null && !Files.isReadable(NamedFiles.plain(revocations))) {
      throw new TlsException("'crl-file' : unable to load " + revocations);
    }
    if (settings.verify() != TlsSettings.Verify.NONE && settings.authorities() == null) {
      throw new TlsException("verify is enabled but no CA file specified");
    }
    TlsServer server =
        TlsServer.of(settings, new CertificateIndex(entries, line.get(STRICT)), ticketKeys(line));
    store.register(server);
    return server;
  }

  private static @Nullable TicketKeys ticketKeys(Settings line) throws TlsException {
    String file = line.get(TICKET_KEYS);
    return file.isEmpty() ? null : TicketKeys.read(Path.of(file));
  }

  /** What is offered by ALPN: in mode http, both versions of HTTP unless the line says more. */
  private static List<String> protocols(ProxySection section, Settings line) {
    String written = line.get(TlsKeywords.ALPN);
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

  /** One certificate a line, with the names that it is offered for after it. */
  private static void readList(
      Path file, Settings global, CertificateStore store, List<CertificateIndex.Entry> entries)
      throws TlsException {
    List<String> lines;
    try {
      lines = Files.readAllLines(NamedFiles.plain(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TlsException("'crt-list' : cannot open file '" + file + "'");
    }
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.indexOf('[') >= 0) {
        throw new TlsException(
            "'crt-list' : "
                + file
                + ":"
                + number
                + ": options of a certificate are not implemented in Spillway");
      }
      String[] words = line.split("\\s+");
      for (TlsCertificate certificate : store.readAll(GlobalTls.certificate(global, words[0]))) {
        entries.add(
            new CertificateIndex.Entry(certificate, List.of(words).subList(1, words.length)));
      }
    }
  }
}
