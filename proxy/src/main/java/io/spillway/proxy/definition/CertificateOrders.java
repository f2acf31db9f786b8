package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateFiles;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.ManagedCertificate;
import io.spillway.net.tls.TlsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates that the process obtains by itself: the words {@code acme} and {@code domains} after
 * {@code crt} (configuration manual, chapter 12.7.1), and {@code ssl-f-use} in frontends.
 */
final class CertificateOrders {
  /**
   * What is said of one certificate.
   *
   * @param file as it was written
   * @param issuer the {@code acme} section, or empty for none
   * @param names what it is to be for
   * @param position where the line is
   */
  record Order(String file, String issuer, List<String> names, SourcePosition position) {
    Order {
      names = List.copyOf(names);
    }

    /** Tells {@code store} that this process obtains the certificate, where the line says so. */
    void register(Settings global, CertificateStore store) throws TlsException {
      if (issuer.isEmpty()) {
        if (!names.isEmpty()) {
          throw new TlsException(
              "'domains' of '"
                  + file
                  + "' are of use with 'acme' only (expected: 'acme <section>')");
        }
        return;
      }
      if (CertificateFiles.isStored(file)) {
        throw new TlsException(
            "'acme' cannot be said of '"
                + file
                + "' here (expected: on its 'load' line in the 'crt-store' section)");
      }
      Path path = GlobalTls.certificate(global, file);
      ManagedCertificate known =
          store.manage(new ManagedCertificate(path, issuer, names, position.toString()));
      if (known != null && !(known.issuer().equals(issuer) && known.names().equals(names))) {
        throw new TlsException(
            "'"
                + file
                + "' is used with other 'acme' or 'domains' words at ["
                + known.line()
                + "] (expected: the same)");
      }
    }
  }

  private static final Setting<List<Order>> OF_BIND = Setting.own("acme", List.of());
  private static final Setting<List<Order>> OF_FRONTEND = Setting.own("ssl-f-use", List.of());

  private CertificateOrders() {}

  /** The words of {@code bind} lines. */
  static List<Keyword<BindLine>> bindWords() {
    return List.of(
        Keyword.works(
            "acme",
            (line, arguments) -> {
              Order order = last(line, arguments);
              String issuer = arguments.text("the name of an 'acme' section");
              replace(line, new Order(order.file(), issuer, order.names(), arguments.position()));
            }),
        Keyword.works(
            "domains",
            (line, arguments) -> {
              Order order = last(line, arguments);
              replace(
                  line,
                  new Order(order.file(), order.issuer(), names(arguments), arguments.position()));
            }));
  }

  /** What is known of the certificate that was named last. */
  private static Order last(BindLine line, Arguments arguments) {
    List<String> files = line.get(TlsKeywords.CERTIFICATES);
    if (files.isEmpty()) {
      throw arguments.error(
          "'"
              + arguments.keyword()
              + "' : no certificate before it (expected: crt <file> acme <section> domains"
              + " <name>[,<name>]*)");
    }
    String file = files.getLast();
    return line.get(OF_BIND).stream()
        .filter(order -> order.file().equals(file))
        .findFirst()
        .orElse(new Order(file, "", List.of(), arguments.position()));
  }

  private static void replace(BindLine line, Order order) {
    List<Order> all = new ArrayList<>(line.get(OF_BIND));
    all.removeIf(other -> other.file().equals(order.file()));
    all.add(order);
    line.settings().set(OF_BIND, List.copyOf(all), order.position());
  }

  /** Reads the argument of {@code domains}. */
  static List<String> names(Arguments arguments) {
    Word word = arguments.word("host names, separated by commas");
    List<String> names = new ArrayList<>();
    for (String name : word.text().split(",", -1)) {
      if (name.isBlank()) {
        throw arguments.error(
            word, "'domains' : '" + word + "' has an empty name (expected: <name>[,<name>]*)");
      }
      names.add(name.strip());
    }
    return names;
  }

  /** The words of frontends. */
  static List<Keyword<ProxySection>> proxyWords() {
    return List.of(
        Keyword.works(
            OF_FRONTEND.name(),
            (section, arguments) -> {
              if (section.kind() == ProxySection.Kind.BACKEND
                  || section.kind() == ProxySection.Kind.DEFAULTS) {
                throw arguments.error(
                    "'ssl-f-use' is of no use in a '"
                        + section.kind().keyword()
                        + "' section (expected: in 'frontend' or 'listen')");
              }
              List<Order> all = new ArrayList<>(section.settings().get(OF_FRONTEND));
              all.add(read(arguments));
              section.settings().set(OF_FRONTEND, List.copyOf(all), arguments.position());
            }));
  }

  private static Order read(Arguments arguments) {
    String file = "";
    String issuer = "";
    List<String> names = List.of();
    while (arguments.hasNext()) {
      Word word = arguments.word("'crt', 'acme' or 'domains'");
      switch (word.text()) {
        case "crt" -> file = Word.decode(arguments.text("a file name"));
        case "acme" -> issuer = arguments.text("the name of an 'acme' section");
        case "domains" -> names = names(arguments);
        default ->
            throw arguments.error(
                word,
                "'ssl-f-use' : '"
                    + word
                    + "' is not implemented in Spillway (expected: crt <file> [acme <section>"
                    + " domains <name>[,<name>]*])");
      }
    }
    if (file.isEmpty()) {
      throw arguments.error("'ssl-f-use' : missing 'crt' (expected: ssl-f-use crt <file>)");
    }
    return new Order(file, issuer, names, arguments.position());
  }

  /** Registers what a {@code bind} line says, and the certificates of its frontend. */
  static void register(ProxySection section, Settings line, Settings global, CertificateStore store)
      throws TlsException {
    for (Order order : line.get(OF_BIND)) {
      order.register(global, store);
    }
    for (Order order : section.settings().get(OF_FRONTEND)) {
      order.register(global, store);
    }
  }

  /** The files of the certificates that all {@code bind} lines of a frontend show. */
  static List<String> ofFrontend(ProxySection section) {
    return section.settings().get(OF_FRONTEND).stream().map(Order::file).toList();
  }
}
