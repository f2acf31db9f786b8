package io.spillway.ops.runtime;

import io.spillway.proxy.stats.ProcessStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Runs one command of the runtime API for another part of the program. Stateless. */
public final class SingleCommand {
  private SingleCommand() {}

  /**
   * Runs a command. May take some seconds, where others are asked.
   *
   * @param level what the caller may do
   * @param words the command, with its arguments
   * @return what the runtime API would print
   */
  public static String run(
      ProcessStatus process, OperatorServices services, Level level, List<String> words) {
    return Commands.run(
        new RuntimeSession(
            process,
            services,
            level,
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream()),
        words);
  }
}
