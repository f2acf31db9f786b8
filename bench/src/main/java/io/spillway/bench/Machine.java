package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the numbers were measured on. */
final class Machine {
  private Machine() {}

  static String facts() throws IOException {
    String model = "unknown processor";
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        model = line.substring(line.indexOf(':') + 1).strip();
        break;
      }
    }
    String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D", "");
    return """
        - machine: %s, %d cores, %d GB, %s %s
        - when: %s, load average %s
        - proxy on core 0 with one thread; wrk, one thread, and the origin, nginx, on core 1
        """
        .formatted(
            model,
            Runtime.getRuntime().availableProcessors(),
            Long.parseLong(memory) / 1_000_000,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            Files.readString(Path.of("/proc/loadavg")).split(" ")[0])
        .stripTrailing();
  }
}
