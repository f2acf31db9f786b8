package io.spillway.assembly;

import io.spillway.net.Endpoint;
import io.spillway.net.NameResolver;
import io.spillway.ops.runtime.SocketSettings;
import io.spillway.process.StartException;
import io.spillway.proxy.definition.MasterSocketReader;
import io.spillway.proxy.definition.MasterSocketReader.InvalidSocketException;
import io.spillway.proxy.definition.StatsSocketDefinition;
import java.util.ArrayList;
import java.util.List;

/** The master's own sockets, as the command line names them ({@code -S}). Stateless. */
public final class MasterSockets {
  /** Operators may stay connected. */
  private static final int NO_TIMEOUT = 0;

  private MasterSockets() {}

  /**
   * Reads them all.
   *
   * @throws StartException naming the first that is wrong, and why
   */
  public static List<SocketSettings> read(List<String> texts) throws StartException {
    List<SocketSettings> all = new ArrayList<>();
    for (String text : texts) {
      try {
        StatsSocketDefinition socket = new MasterSocketReader(NameResolver.SYSTEM).read(text);
        for (Endpoint endpoint : socket.endpoints()) {
          all.add(RuntimeServers.settings(endpoint, socket.settings(), NO_TIMEOUT));
        }
      } catch (InvalidSocketException e) {
        throw new StartException(
            "config : Cannot create the master's socket '-S " + text + "': " + e.reason());
      }
    }
    return all;
  }
}
