package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.DirectiveException;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.NamedFiles;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateList;
import io.spillway.net.tls.TlsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the files of {@code crt-list} (configuration manual, chapter 5.1). Stateless. */
final class CertificateLists {
  /** The words that may stand between the brackets, in the order in which they are shown. */
  private static final List<String> WORDS =
      List.of(
          "alpn",
          "no-alpn",
          "verify",
          "no-ca-names",
          "ca-file",
          "ca-verify-file",
          "crl-file",
          "ciphers",
          "ciphersuites",
          "curves",
          "ecdhe",
          "ssl-min-ver",
          "ssl-max-ver",
          "ocsp-update");

  private static final Set<String> REFUSED =
      Set.of("allow-0rtt", "npn", "sigalgs", "client-sigalgs");

  private static final class Table {
    private static final Map<String, Keyword<BindLine>> BY_NAME =
        Stream.concat(BindTls.words().stream(), Stream.of(OcspKeywords.word()))
            .filter(word -> WORDS.contains(word.name()) || REFUSED.contains(word.name()))
            .collect(Collectors.toMap(Keyword::name, word -> word));
  }

  private CertificateLists() {}

  /** Adds the words between brackets to {@code catalog}. */
  static void register(KeywordCatalog catalog) {
    Table.BY_NAME.forEach(
        (name, word) ->
            catalog.add(KeywordClass.OTHER_SECTION, "crt-list " + name, word.state(), ""));
  }

  /**
   * Reads a file.
   *
   * @throws TlsException with the line and what is wrong with it
   */
  static CertificateList read(String file, Settings global) throws TlsException {
    List<String> lines;
    try {
      lines = Files.readAllLines(NamedFiles.plain(Path.of(file)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TlsException("'crt-list' : cannot open file '" + file + "'");
    }
    CertificateList list = new CertificateList(file, false, lines.size(), reader(global));
    for (int number = 1; number <= lines.size(); number++) {
      String text = lines.get(number - 1).strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        try {
          list.add(line(global, file + ":" + number, number, text));
        } catch (TlsException e) {
          throw new TlsException("'crt-list' : " + e.getMessage());
        }
      }
    }
    return list;
  }

  /** Reads more lines, of files that stand where {@code global} says. */
  static CertificateList.Reader reader(Settings global) {
    return (where, number, text) -> line(global, where, number, text);
  }

  /** A line: a file, perhaps options in brackets, and perhaps names. */
  private static CertificateList.Line line(Settings global, String where, int number, String text)
      throws TlsException {
    int open = text.indexOf('[');
    int close = text.indexOf(']');
    if (close >= 0 && (open < 0 || open > close)) {
      throw new TlsException("parsing [" + where + "]: missing '['");
    }
    if (open >= 0 && close < 0) {
      throw new TlsException("parsing [" + where + "]: missing ']'");
    }
    if (open < 0) {
      List<String> words = split(text);
      return new CertificateList.Line(
          number, file(global, words.getFirst()), null, "", words.subList(1, words.size()));
    }
    List<String> file = split(text.substring(0, open));
    if (file.size() != 1) {
      throw new TlsException(
          "parsing [" + where + "]: the options in brackets follow the certificate at once");
    }
    List<String> words = split(text.substring(open + 1, close));
    return new CertificateList.Line(
        number,
        file(global, file.getFirst()),
        options(where, words),
        shown(words),
        split(text.substring(close + 1)));
  }

  private static String file(Settings global, String written) {
    return GlobalTls.certificate(global, written).toString();
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  private static Settings options(String where, List<String> words) throws TlsException {
    Settings.Builder settings = new Settings.Builder("crt-list");
    BindLine line = new BindLine("crt-list", List.of(), settings);
    SourcePosition position = new SourcePosition(where, 0, 0);
    List<Word> all = words.stream().map(word -> new Word(Word.encode(word), position)).toList();
    Arguments arguments =
        all.isEmpty()
            ? null
            : new Arguments(
                new Directive(all), 0, "crt-list", Arguments.Polarity.SET, new Diagnostics());
    while (arguments != null && arguments.hasNext()) {
      Word word = arguments.word("an option");
      Keyword<BindLine> known = Table.BY_NAME.get(word.text());
      if (known == null) {
        throw new TlsException("parsing [" + where + "]: unknown ssl keyword " + word);
      }
      boolean takesValue = !word.text().startsWith("no-") && !word.text().equals("allow-0rtt");
      if (takesValue && !arguments.hasNext()) {
        throw new TlsException("parsing [" + where + "]: ssl args out of '[]' for " + word);
      }
      try {
        known.handler().read(line, arguments);
      } catch (DirectiveException e) {
        throw new TlsException("parsing [" + where + "]: " + e.getMessage());
      }
    }
    return settings.build();
  }

  /** The options in HAProxy's order, each word once. */
  private static String shown(List<String> words) {
    List<String> parts = new ArrayList<>();
    for (String name : WORDS) {
      int at = words.lastIndexOf(name);
      if (at >= 0) {
        String value = name.startsWith("no-") ? "" : " " + words.get(at + 1);
        parts.add(name + value);
      }
    }
    return String.join(" ", parts);
  }
}
