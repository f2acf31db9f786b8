package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx serving files of the sizes that rows ask for. */
final class Origin {
  private Origin() {}

  /** Starts one in a directory of its own below {@code scratch}. */
  static RunningProcess start(Path scratch, int core) throws IOException, InterruptedException {
    int port = RunningProcess.freePort();
    Path directory = Files.createTempDirectory(scratch, "origin");
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.write(files.resolve("100"), new byte[100]);
    Files.write(files.resolve("10k"), new byte[10_000]);
    Files.write(files.resolve("1m"), new byte[1_000_000]);
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            Resources.text("origin.conf")
                .replace("@PORT@", String.valueOf(port))
                .replace("@FILES@", files.toString()));
    List<String> command =
        List.of(
            "/usr/sbin/nginx",
            "-p",
            directory.toString(),
            "-e",
            "stderr",
            "-c",
            configuration.toString());
    return RunningProcess.start(command, core, port, directory);
  }
}
