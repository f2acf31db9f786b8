package io.spillway.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The time of day of one instance, moved by Debian's {@code faketime} while it runs. Namespaces can
 * move the clock since start-up, not the time of day.
 */
final class JumpingClock {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private JumpingClock() {}

  /** Lets an instance's clock be set; before the instance starts. */
  static void install(Laboratory lab, String instance) throws IOException {
    Path library =
        LIBRARIES.stream()
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () -> new IOException("faketime is missing: install the package faketime"));
    set(lab, "+0");
    lab.environment(instance, "LD_PRELOAD", library.toString());
    lab.environment(instance, "FAKETIME_TIMESTAMP_FILE", file(lab).toString());
    // It looks into the file once a second, not each time that somebody asks for the time.
    lab.environment(instance, "FAKETIME_CACHE_DURATION", "1");
    lab.environment(instance, "FAKETIME_DONT_FAKE_MONOTONIC", "1");
    lab.environment(instance, "DONT_FAKE_MONOTONIC", "1");
  }

  /** Moves the clock against the true time: {@code +1h}, {@code +0}. */
  static void set(Laboratory lab, String offset) throws IOException {
    Path next = Files.writeString(lab.directory().resolve("clock.next"), offset + "\n");
    Files.move(next, file(lab), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path file(Laboratory lab) {
    return lab.directory().resolve("clock");
  }
}
