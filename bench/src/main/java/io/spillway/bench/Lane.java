package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One subject at work, with an origin of its own: ports that one subject uses up towards it shall
 * not slow another. Confined to one thread.
 */
record Lane(Subject subject, int port, RunningProcess proxy, RunningProcess origin)
    implements AutoCloseable {
  /**
   * Starts both.
   *
   * @param scratch where each gets a directory
   * @param mode {@code http} or {@code tcp}
   */
  static Lane open(Path scratch, Subject subject, String mode, int proxyCore, int originCore)
      throws IOException, InterruptedException {
    RunningProcess origin = Origin.start(scratch, originCore);
    try {
      int port = RunningProcess.freePort();
      Path directory = Files.createTempDirectory(scratch, subject.name());
      return new Lane(
          subject,
          port,
          RunningProcess.start(
              subject.command(directory, mode, port, origin.port()), proxyCore, port, directory),
          origin);
    } catch (IOException | InterruptedException e) {
      origin.close();
      throw e;
    }
  }

  /** One run of load, and the CPU time that it took. */
  Measurement.Turn run(Wrk wrk, Row row, int seconds) throws IOException, InterruptedException {
    RunningProcess.Usage before = proxy.usage();
    Wrk.Result load = wrk.run(row, port, seconds);
    RunningProcess.Usage used = proxy.usage().minus(before);
    if (!origin.alive()) {
      throw new IOException("the origin ended: " + origin.output());
    }
    return new Measurement.Turn(load, used);
  }

  @Override
  public void close() throws InterruptedException {
    try {
      proxy.close();
    } finally {
      origin.close();
    }
  }
}
