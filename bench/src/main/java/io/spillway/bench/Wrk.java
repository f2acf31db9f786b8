package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs wrk and reads what our script prints at its end. */
final class Wrk {
  private static final Pattern RESULT =
      Pattern.compile(
          "RESULT requests=(\\d+) micros=(\\d+) p50=(\\d+) p99=(\\d+) p999=(\\d+) errors=(\\d+)");

  /**
   * What one run measured. Immutable.
   *
   * @param requests answered requests
   * @param micros how long it took
   * @param p50 latency percentiles in microseconds
   * @param errors failed connections, reads, writes, timeouts and statuses of 400 and more
   */
  record Result(long requests, long micros, long p50, long p99, long p999, long errors) {
    double perSecond() {
      return requests * 1e6 / micros;
    }
  }

  private final Path scripts;
  private final int core;

  /** Loads from {@code core}; {@code scripts} is a directory for our Lua script. */
  Wrk(Path scripts, int core) throws IOException {
    this.scripts = scripts;
    this.core = core;
    Files.writeString(scripts.resolve("report.lua"), Resources.text("report.lua"));
  }

  Result run(Row row, int port, int seconds) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "taskset",
            "-c",
            String.valueOf(core),
            "wrk",
            "-t1",
            "-c" + row.connections(),
            "-d" + seconds + "s",
            "--timeout",
            "10s",
            "-s",
            scripts.resolve("report.lua").toString(),
            "http://127.0.0.1:" + port + row.path(),
            "--",
            row.keepAlive() ? "keep-alive" : "close");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    Matcher result = RESULT.matcher(output);
    if (!result.find()) {
      throw new IOException(String.join(" ", command) + "\n" + output);
    }
    return new Result(
        Long.parseLong(result.group(1)),
        Long.parseLong(result.group(2)),
        Long.parseLong(result.group(3)),
        Long.parseLong(result.group(4)),
        Long.parseLong(result.group(5)),
        Long.parseLong(result.group(6)));
  }
}
