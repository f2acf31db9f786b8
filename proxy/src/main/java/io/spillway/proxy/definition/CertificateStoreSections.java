package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateFiles;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.ManagedCertificate;
import io.spillway.net.tls.TlsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code crt-store} sections (configuration manual, chapter 3.11): certificates with the
 * names of their files, and perhaps names of their own. Confined to the thread that reads the
 * configuration.
 */
final class CertificateStoreSections {
  /**
   * A {@code load} line.
   *
   * @param store the section's name, empty for none
   * @param certificates where relative certificates are; null for where {@code global} says
   * @param keys where relative keys are; null for where {@code global} says
   * @param words by their names
   * @param names the host names that the certificate is to be for
   * @param position where the line stands
   */
  private record Load(
      String store,
      @Nullable String certificates,
      @Nullable String keys,
      Map<String, String> words,
      List<String> names,
      SourcePosition position) {
    /** The file that the word {@code kind} names, or null. */
    @Nullable Path file(String kind, Settings global) {
      String written = words.get(kind);
      if (written == null) {
        return null;
      }
      return kind.equals("key")
          ? GlobalTls.key(global, keys, written)
          : GlobalTls.stored(global, certificates, written);
    }
  }

  /** What the lines of a section fill. */
  private static final class Reading {
    private final String store;
    private final List<Load> loads;
    private @Nullable String certificates;
    private @Nullable String keys;

    Reading(String store, List<Load> loads) {
      this.store = store;
      this.loads = loads;
    }
  }

  private static final class Tables {
    private static final KeywordTable<Reading> STORE = table();
  }

  private final List<Load> loads = new ArrayList<>();
  private final Loading loading;

  CertificateStoreSections(Loading loading) {
    this.loading = loading;
  }

  private static KeywordTable<Reading> table() {
    KeywordTable<Reading> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'crt-store' section");
    table.add(
        Keyword.works(
            "crt-base", (reading, arguments) -> reading.certificates = directory(arguments)));
    table.add(
        Keyword.works("key-base", (reading, arguments) -> reading.keys = directory(arguments)));
    table.add(Keyword.works("load", CertificateStoreSections::readLoad));
    return table;
  }

  private static String directory(Arguments arguments) {
    String path = Word.decode(arguments.text("a directory path as an argument"));
    arguments.end();
    return path;
  }

  /** Adds the keywords of the section to {@code catalog}. */
  static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : Tables.STORE.keywords()) {
      catalog.add(
          KeywordClass.OTHER_SECTION, "crt-store " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /** Reads one section. */
  void readSection(Section section) {
    Diagnostics diagnostics = loading.diagnostics();
    List<Word> header = section.header();
    String name = header.size() < 2 ? "" : header.get(1).text();
    if (header.size() > 2) {
      diagnostics.alert(
          header.get(2).position(),
          "'crt-store' cannot handle unexpected argument '" + header.get(2) + "'.");
    }
    int invalid = Names.invalidCharacter(name);
    if (invalid >= 0) {
      diagnostics.alert(
          header.get(1).position(),
          "character '"
              + (char) invalid
              + "' is not permitted in 'crt-store' name '"
              + name
              + "'.");
    }
    Reading reading = new Reading(name, loads);
    section.directives().forEach(line -> Tables.STORE.read(reading, line, diagnostics));
  }

  private static void readLoad(Reading reading, Arguments arguments) {
    Map<String, String> words = new LinkedHashMap<>();
    List<String> names = List.of();
    while (arguments.hasNext()) {
      Word word = arguments.word("'crt'");
      String text = word.text();
      String value =
          switch (text) {
            case "crt", "key", "ocsp", "issuer", "sctl" ->
                Word.decode(arguments.text("a file name"));
            case "alias" -> arguments.text("a name");
            case "acme" -> arguments.text("the name of an 'acme' section");
            case "ocsp-update" -> OcspKeywords.isOn(arguments) ? "on" : "off";
            case "domains" -> {
              names = CertificateOrders.names(arguments);
              yield String.join(",", names);
            }
            default ->
                throw arguments.error(
                    word,
                    "'load' : '"
                        + word
                        + "' is unknown, or not implemented in Spillway (expected: crt <file> [key"
                        + " <file>] [ocsp <file>] [issuer <file>] [sctl <file>] [alias <name>]"
                        + " [ocsp-update on|off] [acme <section> domains <name>[,<name>]*]).");
          };
      if (words.put(text, value) != null) {
        throw arguments.error(word, "'load' : '" + word + "' is given twice.");
      }
    }
    check(words, arguments);
    reading.loads.add(
        new Load(
            reading.store, reading.certificates, reading.keys, words, names, arguments.position()));
  }

  private static void check(Map<String, String> words, Arguments arguments) {
    if (!words.containsKey("crt")) {
      throw arguments.error("'load' : missing 'crt' (expected: load crt <file>).");
    }
    if (words.containsKey("domains") && !words.containsKey("acme")) {
      throw arguments.error(
          "'load' : 'domains' are of use with 'acme' only (expected: acme <section>).");
    }
    if (words.containsKey("acme") && words.containsKey("key")) {
      throw arguments.error(
          "'load' : 'key' cannot stand beside 'acme', which keeps the key in the certificate's file"
              + " (expected: no 'key').");
    }
    if (words.containsKey("sctl")) {
      arguments
          .diagnostics()
          .warning(
              arguments.position(),
              "'load' : the file of 'sctl' is left unread, for the TLS library cannot send"
                  + " timestamps apart; those in the certificate itself are sent.");
    }
  }

  /** Loads the certificates of all sections; before those of other lines. */
  void finish(Settings global) {
    for (Load load : loads) {
      try {
        finish(load, global);
        for (String warning : loading.certificates().takeWarnings()) {
          loading.diagnostics().warning(load.position(), warning);
        }
      } catch (TlsException e) {
        loading.diagnostics().alert(load.position(), "'load' : " + e.getMessage() + ".");
      }
    }
  }

  private void finish(Load load, Settings global) throws TlsException {
    CertificateStore store = loading.certificates();
    Path file = GlobalTls.stored(global, load.certificates(), load.words().getOrDefault("crt", ""));
    Path name = name(load, file);
    String updated = load.words().get("ocsp-update");
    CertificateFiles files =
        new CertificateFiles(
            file,
            load.file("key", global),
            load.file("ocsp", global),
            load.file("issuer", global),
            updated == null ? Optional.empty() : Optional.of(updated.equals("on")));
    if (!store.declare(name, files)) {
      throw new TlsException("'" + name + "' is loaded by another line already");
    }
    String issuer = load.words().get("acme");
    if (issuer != null) {
      store.manage(
          new ManagedCertificate(name, file, issuer, load.names(), load.position().toString()));
    }
    store.read(name);
    if (OcspKeywords.isUpdated(files, null, global)) {
      store.ocspUpdates().add(name.toString());
    }
  }

  /** A section without a name calls certificates by their files where they have no alias. */
  private static Path name(Load load, Path file) {
    String alias = load.words().get("alias");
    if (alias != null) {
      return CertificateFiles.named(load.store(), alias);
    }
    return load.store().isEmpty()
        ? file
        : CertificateFiles.named(load.store(), load.words().getOrDefault("crt", ""));
  }
}
