package io.spillway.ops.runtime;

import io.spillway.ops.acme.AcmeService;
import java.util.List;

/** Commands about certificates that the process obtains by itself (management manual, 9.3). */
final class AcmeCommands {
  private static final String NONE = "No certificate is obtained by this process.\n";

  static final List<Command> ALL =
      List.of(
          Command.of(
              "acme status",
              "",
              "list the certificates that are obtained here, and when",
              Level.ADMIN,
              AcmeCommands::status),
          Command.of(
              "acme renew",
              "<certfile>",
              "obtain a certificate now",
              Level.ADMIN,
              AcmeCommands::renew),
          Command.of(
              "acme challenge_ready",
              "<certfile> domain <domain>",
              "tell that the record for a domain is there",
              Level.ADMIN,
              AcmeCommands::challengeReady));

  private AcmeCommands() {}

  private static String status(RuntimeSession session, List<String> arguments) {
    AcmeService service = session.acme();
    return service == null ? NONE : service.status();
  }

  private static String renew(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'acme renew' expects a certificate file\n";
    }
    String name = arguments.getFirst();
    AcmeService service = session.acme();
    if (service == null || !service.has(name)) {
      return missing(session, name);
    }
    return service.renew(name)
        ? "\n"
        : "An ACME task is already running for certificate '" + name + "'.\n";
  }

  private static String missing(RuntimeSession session, String name) {
    return session.process().certificates().has(name)
        ? "No ACME configuration defined for file '" + name + "'.\n"
        : "Can't find the certificate '" + name + "'.\n";
  }

  private static String challengeReady(RuntimeSession session, List<String> arguments) {
    if (arguments.size() < 3 || !arguments.get(1).equals("domain")) {
      return "'acme challenge_ready' expects a certificate file and 'domain <domain>'\n";
    }
    String name = arguments.getFirst();
    String domain = arguments.get(2);
    AcmeService service = session.acme();
    if (service == null || !service.has(name)) {
      return missing(session, name);
    }
    int left = service.challengeReady(name, domain);
    if (left < 0) {
      return "Couldn't find a challenge of '"
          + name
          + "' that waits for domain '"
          + domain
          + "'.\n";
    }
    return left == 0
        ? "All challenges of '" + name + "' are ready.\n"
        : left + " domain(s) of '" + name + "' still to be made ready.\n";
  }
}
