package io.spillway.ops.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * A unit as systemd tells it: {@code systemctl show}. Immutable.
 *
 * @param pid its main process, 0 for none
 * @param trouble why it does not run; null where it does
 */
record SystemdUnit(long pid, @Nullable String trouble) {
  private static final List<String> RUNNING = List.of("active", "reloading", "refreshing");
  private static final int LONGEST_ANSWER = 64 * 1024;

  /**
   * Asks for {@code unit}.
   *
   * @throws IOException when systemd does not answer
   */
  static SystemdUnit of(String unit, Duration timeout, Deadlines deadlines) throws IOException {
    Process process =
        new ProcessBuilder(
                "systemctl",
                "show",
                "--property=LoadState,ActiveState,SubState,Result,MainPID",
                "--",
                unit)
            .redirectErrorStream(true)
            .start();
    ScheduledFuture<?> deadline = deadlines.after(timeout, process::destroyForcibly);
    try (var output = process.getInputStream()) {
      process.getOutputStream().close();
      String text = new String(output.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (deadline.isDone()) {
        throw new IOException("systemctl does not answer within " + timeout.toMillis() + " ms");
      }
      if (code != 0) {
        throw new IOException("systemctl: " + text.strip().lines().findFirst().orElse("fails"));
      }
      return parse(unit, text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      deadline.cancel(false);
      process.destroyForcibly();
    }
  }

  static SystemdUnit parse(String unit, String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                values.put(
                    line.substring(0, line.indexOf('=')),
                    line.substring(line.indexOf('=') + 1).strip()));
    String pid = values.getOrDefault("MainPID", "");
    String active = values.getOrDefault("ActiveState", "unknown");
    String load = values.getOrDefault("LoadState", "loaded");
    String result = values.getOrDefault("Result", "success");
    String trouble =
        !load.equals("loaded")
            ? "unit " + unit + " is " + load
            : RUNNING.contains(active)
                ? null
                : "unit "
                    + unit
                    + " is "
                    + active
                    + " ("
                    + values.getOrDefault("SubState", "")
                    + (result.isEmpty() || result.equals("success") ? "" : ", " + result)
                    + ")";
    return new SystemdUnit(pid.matches("\\d{1,10}") ? Long.parseLong(pid) : 0, trouble);
  }
}
