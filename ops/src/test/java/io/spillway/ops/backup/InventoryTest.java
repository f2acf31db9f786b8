package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.DiskFiles;
import io.spillway.config.NamedFiles;
import io.spillway.config.NamedFiles.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
  @TempDir private Path directory;
  private Inventory inventory = new Inventory(Path.of("/"));

  @Test
  void whatIsReadIsHeardOfOnceAndASecretStaysOne() throws IOException {
    Path file = directory.resolve("a");
    Files.writeString(file, "content");
    String roundabout = directory.resolve("x/../a").toString();

    String read =
        NamedFiles.through(
            inventory,
            () -> {
              try {
                new DiskFiles().readSecret(file.toString());
                return new String(
                    Files.readAllBytes(NamedFiles.plain(Path.of(roundabout).normalize())),
                    java.nio.charset.StandardCharsets.UTF_8);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(read).isEqualTo("content");
    assertThat(inventory.contents()).containsOnlyKeys(file).containsValue(Content.SECRET);
  }

  @Test
  void whatTheSystemKeepsIsNoPartOfTheConfiguration() {
    inventory.find(Path.of("/etc/ssl/certs/ca-certificates.crt"), Content.PLAIN);

    assertThat(inventory.contents()).isEmpty();
  }

  @Test
  void relativeNamesAreThoseOfTheDirectoryThatWasChangedTo() throws IOException {
    inventory = new Inventory(directory);
    Files.writeString(directory.resolve("hosts.map"), "a b");

    inventory.find(Path.of("hosts.map"), Content.PLAIN);
    inventory.find(Path.of("not-there.key"), Content.SECRET);

    assertThat(inventory.contents()).containsOnlyKeys(directory.resolve("hosts.map"));
  }

  @Test
  void nothingIsHeardOfOutsideTheReading() {
    assertThat(NamedFiles.plain(Path.of("a"))).isEqualTo(Path.of("a"));
    assertThat(inventory.contents()).isEmpty();
  }
}
