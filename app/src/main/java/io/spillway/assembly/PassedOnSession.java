package io.spillway.assembly;

import io.spillway.ops.runtime.Level;
import io.spillway.ops.runtime.RuntimeSession;
import io.spillway.process.DescriptorStream;
import io.spillway.process.SocketHandover;
import io.spillway.proxy.stats.ProcessStatus;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The runtime API on a connection that the master passed on: with all rights, and sockets. */
final class PassedOnSession {
  private PassedOnSession() {}

  /** Serves the connection until it ends. */
  static void serve(int descriptor, ProcessStatus process, Supplier<List<Integer>> listening) {
    try (DescriptorStream stream = new DescriptorStream(descriptor)) {
      RuntimeSession session =
          new RuntimeSession(process, Level.ADMIN, stream.input(), stream.output());
      session.onHandover(() -> new SocketHandover(listening).sendOver(descriptor, stream.input()));
      session.givesState();
      session.run();
    } catch (IOException e) {
      // The other side went away: there is nobody to tell.
      return;
    }
  }
}
