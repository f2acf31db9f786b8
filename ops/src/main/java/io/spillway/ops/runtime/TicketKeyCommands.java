package io.spillway.ops.runtime;

import io.spillway.net.tls.TicketKeyFile;
import io.spillway.net.tls.TlsException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code show tls-keys} and {@code set ssl tls-key}. */
final class TicketKeyCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show tls-keys",
              "[*|<id|file>]",
              "list the files of ticket keys, or show the keys of one or of all",
              Level.ADMIN,
              TicketKeyCommands::show),
          Command.of(
              "set ssl tls-key",
              "<id|file> <key>",
              "add a ticket key, in base64, in place of the oldest one",
              Level.ADMIN,
              TicketKeyCommands::set));

  private TicketKeyCommands() {}

  private static String show(RuntimeSession session, List<String> arguments) {
    List<TicketKeyFile> files = session.process().certificates().ticketKeys();
    if (arguments.isEmpty()) {
      StringBuilder out = new StringBuilder("# id (file)\n");
      for (int i = 0; i < files.size(); i++) {
        out.append(i).append(" (").append(files.get(i).name()).append(")\n");
      }
      return out.toString();
    }
    String wanted = arguments.getFirst();
    if (!wanted.equals("*") && find(files, wanted) == null) {
      return "'show tls-keys' unable to locate referenced filename\n";
    }
    StringBuilder out = new StringBuilder("# id secret\n");
    for (int i = 0; i < files.size(); i++) {
      TicketKeyFile file = files.get(i);
      if (wanted.equals("*") || file.equals(find(files, wanted))) {
        out.append("# ").append(i).append(" (").append(file.name()).append(")\n");
        List<String> keys = file.keys().text();
        for (int key = 0; key < keys.size(); key++) {
          out.append(i).append('.').append(key).append(' ').append(keys.get(key)).append('\n');
        }
      }
    }
    return out.toString();
  }

  /** By {@code #} and its number, or by its name. */
  private static @Nullable TicketKeyFile find(List<TicketKeyFile> files, String wanted) {
    for (int i = 0; i < files.size(); i++) {
      if (wanted.equals("#" + i) || files.get(i).name().equals(wanted)) {
        return files.get(i);
      }
    }
    return null;
  }

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.size() < 2) {
      return "'set ssl tls-key' expects a filename and the new TLS key in base64 encoding.\n";
    }
    TicketKeyFile file = find(session.process().certificates().ticketKeys(), arguments.getFirst());
    if (file == null) {
      return "'set ssl tls-key' unable to locate referenced filename\n";
    }
    try {
      file.add(Base64.getDecoder().decode(arguments.get(1).strip()));
      return "TLS ticket key updated!\n";
    } catch (TlsException | IllegalArgumentException e) {
      return "'set ssl tls-key' received invalid base64 encoded TLS key.\n";
    }
  }
}
