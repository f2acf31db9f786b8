package io.spillway.ops.runtime;

import io.spillway.proxy.peer.PeersRuntime;
import java.util.List;

/** {@code show peers} (management manual, chapter 9.3). */
final class PeerCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show peers",
              "[dict|-] [section]",
              "dump some information about all the peers or this peers section",
              Level.USER,
              PeerCommands::show));

  private PeerCommands() {}

  private static String show(RuntimeSession session, List<String> arguments) {
    boolean withNames = !arguments.isEmpty() && arguments.getFirst().equals("dict");
    boolean hasWord = withNames || !arguments.isEmpty() && arguments.getFirst().equals("-");
    int next = hasWord ? 1 : 0;
    String name = arguments.size() > next ? arguments.get(next) : null;
    PeersRuntime peers = session.process().peers();
    if (name != null && (peers == null || !peers.hasSection(name))) {
      return "No such peers\n";
    }
    return peers == null ? "" : peers.describe(name, withNames);
  }
}
