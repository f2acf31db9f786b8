package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A file system in memory that is soon full. Mounting one takes root. */
final class SmallDisk implements AutoCloseable {
  private final Path at;

  private SmallDisk(Path at) {
    this.at = at;
  }

  /** Mounts one at {@code at}; without the right to, the test is skipped and says so. */
  static SmallDisk mount(Path at, String size) throws Exception {
    Files.createDirectories(at);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "spillway-test", at.toString()) == 0,
        "a file system cannot be mounted here");
    return new SmallDisk(at);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** All regular files. */
  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(at)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Override
  public void close() throws Exception {
    assertThat(run("umount", at.toString())).isZero();
  }
}
