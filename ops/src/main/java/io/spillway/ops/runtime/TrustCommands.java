package io.spillway.ops.runtime;

import io.spillway.net.tls.TlsException;
import io.spillway.net.tls.TrustFiles;
import io.spillway.net.tls.TrustStore;
import java.security.cert.CRL;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code show}, {@code new}, {@code set}, {@code commit}, {@code abort} and {@code del ssl ca-file}
 * and {@code crl-file}, and {@code add ssl ca-file}.
 *
 * @param <T> what the files hold
 */
final class TrustCommands<T> {
  static final List<Command> ALL = all();

  private final Kind<T> kind;

  /**
   * What tells the two families apart.
   *
   * @param words the files' kind as the commands have it
   * @param file as messages call a file
   * @param listed what the listing says behind a name
   * @param shows what {@code show} prints of one member, with its number
   */
  private record Kind<T>(
      String words,
      String file,
      String member,
      String payload,
      Function<TrustFiles, TrustStore<T>> store,
      Function<List<T>, String> listed,
      Member<T> shows) {}

  private interface Member<T> {
    String text(int number, T member);
  }

  private TrustCommands(Kind<T> kind) {
    this.kind = kind;
  }

  private static List<Command> all() {
    List<Command> all = new ArrayList<>();
    new TrustCommands<>(
            new Kind<X509Certificate>(
                "ca-file",
                "CA file",
                "CA",
                "CAs",
                TrustFiles::authorities,
                content -> " - " + content.size() + " certificate(s)",
                (number, certificate) ->
                    " \nCertificate #" + number + ":\n" + CertificateReport.whole(certificate)))
        .addTo(all);
    new TrustCommands<>(
            new Kind<CRL>(
                "crl-file",
                "CRL file",
                "CRL",
                "CRLs",
                TrustFiles::revocations,
                content -> "",
                (number, list) ->
                    " \nCertificate Revocation List #"
                        + number
                        + ":\n"
                        + RevocationReport.of((X509CRL) list)))
        .addTo(all);
    return List.copyOf(all);
  }

  private void addTo(List<Command> all) {
    String words = kind.words();
    String name = "<" + words.replace("-", "") + ">";
    all.add(
        Command.of(
            "show ssl " + words,
            "[[*]" + name + "[:<index>]]",
            "list the " + kind.file() + "s, or show one; * for that of the transaction",
            Level.OPERATOR,
            this::show));
    all.add(admin("new ssl ", name, "make an empty " + kind.file(), this::make));
    all.add(
        admin(
            "set ssl ",
            name + " <payload>",
            "prepare to replace what a " + kind.file() + " says",
            (session, arguments) -> set(session, arguments, false)));
    if (kind.words().equals("ca-file")) {
      all.add(
          admin(
              "add ssl ",
              name + " <payload>",
              "prepare to add to what a " + kind.file() + " says",
              (session, arguments) -> set(session, arguments, true)));
    }
    all.add(admin("commit ssl ", name, "verify by what was set", this::commit));
    all.add(admin("abort ssl ", name, "forget what was set", this::abort));
    all.add(
        admin("del ssl ", name, "remove a " + kind.file() + " that nothing uses", this::delete));
  }

  private Command admin(String verb, String arguments, String text, Command.Handler handler) {
    return Command.of(verb + kind.words(), arguments, text, Level.ADMIN, handler);
  }

  private TrustStore<T> store(RuntimeSession session) {
    return kind.store().apply(session.process().certificates().trust());
  }

  private String show(RuntimeSession session, List<String> arguments) {
    TrustStore<T> store = store(session);
    synchronized (store) {
      if (arguments.isEmpty()) {
        return list(store);
      }
      String written = arguments.getFirst();
      int colon = written.lastIndexOf(':');
      int index = 0;
      String name = written;
      if (colon > 0) {
        name = written.substring(0, colon);
        index = index(written.substring(colon + 1));
        if (index <= 0) {
          return "wrong " + kind.member() + " index after colons in '" + written + "'!";
        }
      }
      return show(store, name, index);
    }
  }

  private String list(TrustStore<T> store) {
    StringBuilder out = new StringBuilder();
    String pending = store.transactionName();
    if (pending != null) {
      out.append("# transaction\n*")
          .append(pending)
          .append(kind.listed().apply(store.transactionContent()))
          .append('\n');
    }
    out.append("# filename\n");
    for (String name : store.names()) {
      List<T> content = store.find(name);
      out.append(name)
          .append(kind.listed().apply(content == null ? List.of() : content))
          .append('\n');
    }
    return out.toString();
  }

  private static int index(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private String show(TrustStore<T> store, String name, int index) {
    String pending = store.transactionName();
    boolean isPending = pending != null && name.equals("*" + pending);
    List<T> content = isPending ? store.transactionContent() : store.find(name);
    if (content == null) {
      return "Can't display the " + kind.file() + " : Not found!\n";
    }
    StringBuilder out = new StringBuilder("Filename: ").append(name).append("\nStatus: ");
    if (content.isEmpty()) {
      return out.append("Empty\n").toString();
    }
    out.append(!isPending && store.uses(name) > 0 ? "Used" : "Unused").append('\n');
    for (int i = 0; i < content.size(); i++) {
      if (index == 0 || index == i + 1) {
        out.append(kind.shows().text(i + 1, content.get(i)));
      }
    }
    return out.toString();
  }

  private String make(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'new ssl " + kind.words() + "' expects a filename\n";
    }
    String name = arguments.getFirst();
    return store(session).create(name)
        ? "New " + kind.file() + " created '" + name + "'!\n"
        : kind.file() + " '" + name + "' already exists!\n";
  }

  private String set(RuntimeSession session, List<String> arguments, boolean adds) {
    if (arguments.size() < 2) {
      return "'"
          + (adds ? "add" : "set")
          + " ssl "
          + kind.words()
          + " expects a filename and "
          + kind.payload()
          + " as a payload\n";
    }
    String name = arguments.getFirst();
    TrustStore<T> store = store(session);
    synchronized (store) {
      String pending = store.transactionName();
      if (store.find(name) == null) {
        return "Can't replace a "
            + kind.file()
            + " which is not referenced by the configuration!\n"
            + failed("update", name);
      }
      if (pending != null && !pending.equals(name)) {
        return another(pending) + "set '" + name + "'\n" + failed("update", name);
      }
      try {
        boolean isNew = store.set(name, arguments.get(1), adds);
        return "transaction "
            + (isNew ? "created" : "updated")
            + " for "
            + kind.member()
            + " "
            + name
            + "!\n";
      } catch (TlsException e) {
        return "Invalid payload\n" + failed("update", name);
      }
    }
  }

  private String commit(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'commit ssl ca-file expects a filename\n"; // which HAProxy says of both
    }
    String name = arguments.getFirst();
    TrustStore<T> store = store(session);
    synchronized (store) {
      String wrong =
          wrongTransaction(store, name, "set '" + name + "'", "No ongoing transaction! !");
      if (wrong != null) {
        return wrong + failed("commit", name);
      }
      try {
        return "Committing " + name + ".".repeat(store.commit(name)) + "\nSuccess!\n";
      } catch (TlsException e) {
        return e.getMessage() + ".\n" + failed("commit", name);
      }
    }
  }

  private String abort(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'abort ssl " + kind.words() + "' expects a filename\n";
    }
    String name = arguments.getFirst();
    TrustStore<T> store = store(session);
    synchronized (store) {
      String wrong =
          wrongTransaction(
              store, name, "abort a transaction for '" + name + "'", "No ongoing transaction!");
      if (wrong != null) {
        return wrong;
      }
      store.abort();
      return "Transaction aborted for certificate '" + name + "'!\n";
    }
  }

  private static @Nullable String wrongTransaction(
      TrustStore<?> store, String name, String trying, String none) {
    String pending = store.transactionName();
    if (pending == null) {
      return none + "\n";
    }
    return pending.equals(name) ? null : another(pending) + trying + "\n";
  }

  private String delete(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'del ssl " + kind.words() + "' expects a " + kind.file() + " name\n";
    }
    String name = arguments.getFirst();
    TrustStore<T> store = store(session);
    synchronized (store) {
      String cannot = "Can't remove the " + kind.file() + ": ";
      if (name.equals(store.transactionName())) {
        return cannot + "ongoing transaction for the " + kind.file() + " '" + name + "'\n";
      }
      if (store.find(name) == null) {
        return cannot + kind.file() + " '" + name + "' doesn't exist!\n\n";
      }
      return store.remove(name)
          ? kind.file() + " '" + name + "' deleted!\n"
          : cannot + kind.file() + " '" + name + "' in use, can't be deleted!\n\n";
    }
  }

  private static String another(String pending) {
    return "The ongoing transaction is about '" + pending + "' but you are trying to ";
  }

  private static String failed(String what, String name) {
    return "Can't " + what + " " + name + "!\n";
  }
}
