package io.spillway.ops.runtime;

import io.spillway.net.tls.CertificateList;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code show}, {@code add} and {@code del ssl crt-list}. */
final class CertificateListCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show ssl crt-list",
              "[-n] [<list>]",
              "list the lists of certificates and directories, or show one; -n for line numbers",
              Level.ADMIN,
              CertificateListCommands::show),
          Command.of(
              "add ssl crt-list",
              "<list> <certfile> [<payload>]",
              "add a certificate to a list or directory",
              Level.ADMIN,
              CertificateListCommands::add),
          Command.of(
              "del ssl crt-list",
              "<list> <certfile[:line]>",
              "remove a certificate from a list or directory",
              Level.ADMIN,
              CertificateListCommands::delete));

  private static final String EXPECTED = "' expects a filename and a certificate name\n";

  private CertificateListCommands() {}

  /** A directory may be called with slashes behind its name. */
  private static @Nullable CertificateList find(CertificateStore store, String name) {
    int end = name.length();
    while (end > 1 && name.charAt(end - 1) == '/') {
      end--;
    }
    CertificateList list = store.list(name);
    return list == null ? store.list(name.substring(0, end)) : list;
  }

  private static String show(RuntimeSession session, List<String> arguments) {
    CertificateStore store = session.process().certificates();
    boolean numbered = !arguments.isEmpty() && arguments.getFirst().equals("-n");
    List<String> names = numbered ? arguments.subList(1, arguments.size()) : arguments;
    synchronized (store) {
      if (names.isEmpty()) {
        return numbered
            ? "'show ssl crt-list -n' expects a filename or a directory\n"
            : store.lists().stream().map(list -> list.name() + "\n").collect(Collectors.joining());
      }
      CertificateList list = find(store, names.getFirst());
      if (list == null) {
        return "didn't find the specified filename\n";
      }
      return "# "
          + list.name()
          + "\n"
          + list.lines().stream()
              .map(line -> line.text(numbered) + "\n")
              .collect(Collectors.joining());
    }
  }

  private static String add(RuntimeSession session, List<String> arguments) {
    if (arguments.size() < 2) {
      return "'add ssl crtlist" + EXPECTED;
    }
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      try {
        return insert(store, arguments.get(0), text(arguments.get(1)));
      } catch (TlsException e) {
        return "Can't edit the crt-list: " + e.getMessage() + "\n";
      }
    }
  }

  /** The line that a certificate's name, or a payload, is. */
  private static String text(String argument) throws TlsException {
    String text = argument.strip();
    if (text.contains("\n")) {
      throw new TlsException("only one line of payload is supported!");
    }
    return text;
  }

  private static String insert(CertificateStore store, String name, String text)
      throws TlsException {
    CertificateList list = find(store, name);
    if (list == null) {
      throw new TlsException("crt-list '" + name + "' does not exist!");
    }
    CertificateList.Line line = list.read("CLI:1", text);
    String file = line.certificate();
    if (list.isDirectory()) {
      if (line.options() != null || !line.filters().isEmpty()) {
        throw new TlsException("a directory's certificates have no options and no filters!");
      }
      if (list.lines().stream().anyMatch(other -> other.certificate().equals(file))) {
        throw new TlsException("file already exists in this directory!");
      }
      if (!list.holds(file)) {
        throw new TlsException(
            "'" + file + "' must be a file in the directory '" + list.name() + "'!");
      }
    }
    if (!store.has(file)) {
      throw new TlsException("certificate '" + file + "' does not exist!");
    }
    TlsCertificate certificate = store.find(file);
    if (certificate == null) {
      throw new TlsException("certificate '" + file + "' is empty!");
    }
    return "Inserting certificate '"
        + file
        + "' in crt-list '"
        + list.name()
        + "'"
        + ".".repeat(list.insert(line, certificate))
        + "\nSuccess!\n";
  }

  private static String delete(RuntimeSession session, List<String> arguments) {
    if (arguments.size() < 2) {
      return "'del ssl crtlist" + EXPECTED;
    }
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      try {
        return remove(store, arguments.get(0), arguments.get(1));
      } catch (TlsException e) {
        return "Can't delete the entry: " + e.getMessage() + "\n";
      }
    }
  }

  private static String remove(CertificateStore store, String name, String wanted)
      throws TlsException {
    CertificateList list = find(store, name);
    if (list == null) {
      throw new TlsException("crt-list '" + name + "' does not exist!");
    }
    int colon = wanted.lastIndexOf(':');
    boolean isNumbered = colon >= 0 && !store.has(wanted);
    String file = isNumbered ? wanted.substring(0, colon) : wanted;
    if (!store.has(file)) {
      throw new TlsException("certificate '" + file + "' does not exist!");
    }
    List<CertificateList.Line> found = new ArrayList<>();
    for (CertificateList.Line line : list.lines()) {
      if (line.certificate().equals(file)) {
        found.add(line);
      }
    }
    if (found.isEmpty()) {
      throw new TlsException("certificate '" + file + "' does not exist in '" + name + "'!");
    }
    CertificateList.Line line =
        isNumbered
            ? numbered(found, file, wanted.substring(colon + 1))
            : found.size() == 1 ? found.getFirst() : null;
    if (line == null) {
      throw new TlsException(
          "found the certificate '"
              + file
              + "' in several entries, please specify a line number preceded by colons ("
              + numbers(found)
              + ")!");
    }
    List<String> places = list.defaultOf(line);
    if (!places.isEmpty()) {
      throw new TlsException(
          "certificate '"
              + file
              + "' cannot be deleted, it is used as default certificate by the following"
              + " frontends:\n"
              + places.stream().map(place -> "\t- " + place + "\n").collect(Collectors.joining()));
    }
    list.remove(line);
    return "Entry '" + file + "' deleted in crtlist '" + list.name() + "'!\n";
  }

  private static CertificateList.Line numbered(
      List<CertificateList.Line> found, String file, String number) throws TlsException {
    for (CertificateList.Line line : found) {
      if (Objects.equals(number, Integer.toString(line.number()))) {
        return line;
      }
    }
    throw new TlsException(
        "found a certificate '"
            + file
            + "' but the line number is incorrect, please specify a correct line number preceded"
            + " by colons ("
            + numbers(found)
            + ")!");
  }

  private static String numbers(List<CertificateList.Line> lines) {
    return lines.stream()
        .map(line -> Integer.toString(line.number()))
        .collect(Collectors.joining(", "));
  }
}
