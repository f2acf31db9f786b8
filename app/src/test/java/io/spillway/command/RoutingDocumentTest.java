package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every strategy that the chapter on routing shows is a file that the program accepts. */
class RoutingDocumentTest {
  private static final Path CHAPTER = Path.of("..", "docs", "routing.md");

  @TempDir private Path directory;

  @Test
  void everyStrategyIsAccepted() throws Exception {
    List<String> files = strategies();
    assertThat(files).hasSizeGreaterThan(9);
    writeFiles();
    for (String text : files) {
      Path file = directory.resolve("haproxy.cfg");
      Files.writeString(file, text.replace("/etc/spillway/", directory + "/"));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream stream = new PrintStream(said, true, StandardCharsets.ISO_8859_1);
      int exitCode =
          new Program("spillway", new Console(stream, stream, false))
              .run("-c", "-f", file.toString());
      assertThat(exitCode).as(text + said).isZero();
      assertThat(said.toString(StandardCharsets.ISO_8859_1)).as(text).doesNotContain("WARNING");
    }
  }

  /** The indented blocks of the chapter's section, each from {@code defaults} to its end. */
  private static List<String> strategies() throws IOException {
    String chapter = Files.readString(CHAPTER);
    String section =
        chapter.substring(chapter.indexOf("## Strategies"), chapter.indexOf("## Big lists"));
    List<String> files = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : (section + "\nend").lines().toList()) {
      if (line.isEmpty() || line.startsWith("    ")) {
        block.append(line.isEmpty() ? "" : line.substring(4)).append('\n');
      } else {
        if (block.indexOf("defaults") >= 0) {
          files.add(block.toString());
        }
        block.setLength(0);
      }
    }
    return files;
  }

  private void writeFiles() throws Exception {
    Files.writeString(directory.resolve("hosts.map"), "shop.example.com shop\n");
    Files.writeString(directory.resolve("countries.map"), "203.0.113.0/24 se\n");
    Files.writeString(directory.resolve("canary.map"), "percent 5\n");
    Files.writeString(directory.resolve("live.map"), "live blue\n");
    Files.writeString(directory.resolve("closed.list"), "other.example.com\n");
    Files.writeString(directory.resolve("closed.html"), "<h1>closed</h1>\n");
    byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic().getEncoded();
    Files.writeString(
        directory.resolve("issuer.pem"),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n");
  }
}
