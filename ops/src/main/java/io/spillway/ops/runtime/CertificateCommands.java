package io.spillway.ops.runtime;

import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsException;
import java.util.List;

/**
 * {@code show}, {@code new}, {@code set}, {@code commit}, {@code abort} and {@code del ssl cert}.
 */
final class CertificateCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show ssl cert",
              "[[*]<certfile>]",
              "list the certificates, or show one; * for that of the transaction",
              Level.OPERATOR,
              CertificateCommands::show),
          admin(
              "new ssl cert", "<certfile>", "make an empty certificate", CertificateCommands::make),
          admin(
              "set ssl cert",
              "<certfile> <payload>",
              "prepare to replace a certificate",
              CertificateCommands::set),
          admin(
              "commit ssl cert",
              "<certfile>",
              "replace a certificate by what was set",
              CertificateCommands::commit),
          admin("abort ssl cert", "<certfile>", "forget what was set", CertificateCommands::abort),
          admin(
              "del ssl cert",
              "<certfile>",
              "remove a certificate that nothing uses",
              CertificateCommands::delete));

  private CertificateCommands() {}

  private static Command admin(
      String words, String arguments, String text, Command.Handler handler) {
    return Command.of(words, arguments, text, Level.ADMIN, handler);
  }

  private static String show(RuntimeSession session, List<String> arguments) {
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      String pending = store.transactionName();
      if (arguments.isEmpty()) {
        StringBuilder out = new StringBuilder();
        if (pending != null) {
          out.append("# transaction\n*").append(pending).append('\n');
        }
        out.append("# filename\n");
        store.names().forEach(name -> out.append(name).append('\n'));
        return out.toString();
      }
      String name = arguments.getFirst();
      if (pending != null && name.equals("*" + pending)) {
        return CertificateReport.of(name, "Unused", store.transactionChain(), null);
      }
      if (!store.has(name)) {
        return "Can't display the certificate: Not found or the certificate is a bundle!\n";
      }
      TlsCertificate certificate = store.find(name);
      return certificate == null
          ? CertificateReport.of(name, "Empty", List.of(), null)
          : CertificateReport.of(
              name,
              store.uses(name) > 0 ? "Used" : "Unused",
              certificate.chain(),
              certificate.staple().response() == null ? null : certificate.staple().id());
    }
  }

  private static String make(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'new ssl cert' expects a filename\n";
    }
    String name = arguments.getFirst();
    return session.process().certificates().create(name)
        ? "New empty certificate store '" + name + "'!\n"
        : "Certificate '" + name + "' already exists!\n";
  }

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.size() < 2) {
      return "'set ssl cert expects a filename and a certificate as a payload\n";
    }
    String name = arguments.getFirst();
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      String owner = store.owner(name);
      String pending = store.transactionName();
      if (owner == null) {
        return "Can't replace a certificate which is not referenced by the configuration!\n"
            + failed("update", name);
      }
      if (pending != null && !pending.equals(owner)) {
        return another(pending) + "set '" + owner + "'\n" + failed("update", name);
      }
      try {
        boolean isNew = store.set(name, arguments.get(1));
        return "Transaction "
            + (isNew ? "created" : "updated")
            + " for certificate "
            + owner
            + "!\n";
      } catch (TlsException e) {
        return e.getMessage() + ".\nCan't load the payload\n" + failed("update", name);
      }
    }
  }

  private static String commit(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'commit ssl cert expects a filename\n";
    }
    String name = arguments.getFirst();
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      String pending = store.transactionName();
      if (pending == null) {
        return "No ongoing transaction! !\n" + failed("commit", name);
      }
      if (!pending.equals(name)) {
        return another(pending) + "set '" + name + "'\n" + failed("commit", name);
      }
      try {
        return "Committing " + name + ".".repeat(store.commit(name)) + "\nSuccess!\n";
      } catch (TlsException e) {
        String message = String.valueOf(e.getMessage());
        return message + (message.endsWith("!") ? "\n" : ".\n") + failed("commit", name);
      }
    }
  }

  private static String abort(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'abort ssl cert' expects a filename\n";
    }
    String name = arguments.getFirst();
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      String pending = store.transactionName();
      if (pending == null) {
        return "No ongoing transaction!\n";
      }
      if (!pending.equals(name)) {
        return another(pending) + "abort a transaction for '" + name + "'\n";
      }
      store.abort();
      return "Transaction aborted for certificate '" + name + "'!\n";
    }
  }

  private static String delete(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'del ssl cert' expects a certificate name\n";
    }
    String name = arguments.getFirst();
    CertificateStore store = session.process().certificates();
    synchronized (store) {
      String reason;
      if (name.equals(store.transactionName())) {
        return "Can't remove the certificate: ongoing transaction for the certificate '"
            + name
            + "'\n";
      } else if (!store.has(name)) {
        reason = "certificate '" + name + "' doesn't exist!\n";
      } else if (!store.remove(name)) {
        reason = "certificate '" + name + "' in use, can't be deleted!\n";
      } else {
        return "Certificate '" + name + "' deleted!\n";
      }
      return "Can't remove the certificate: " + reason + "\n";
    }
  }

  private static String another(String pending) {
    return "The ongoing transaction is about '" + pending + "' but you are trying to ";
  }

  private static String failed(String what, String name) {
    return "Can't " + what + " " + name + "!\n";
  }
}
