package io.spillway.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of the laboratory: what the facilities are for. The long one is lab/run. */
class LaboratoryTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> PACKAGES =
      Map.of("ip", "iproute2", "nft", "nftables", "named", "bind9", "nginx", "nginx-core");

  @BeforeAll
  static void checkThatThisMachineCan() throws IOException {
    PACKAGES.forEach(
        (program, debianPackage) -> {
          if (Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
              .noneMatch(directory -> Files.isExecutable(Path.of(directory, program)))) {
            fail(program + " is missing: install the package " + debianPackage);
          }
        });
    String probe = Leftovers.PREFIX + ProcessHandle.current().pid() + "-probe";
    try {
      Shell.run("ip netns add " + probe);
    } catch (IOException e) {
      abort("this machine allows no network namespaces (root may make them): " + e.getMessage());
    }
    Shell.run("ip netns del " + probe);
    Leftovers.removeOrphans();
    // Built here where it is not yet, and not by three instances at once.
    Shell.run(List.of(ROOT.resolve("spillway").toString(), "-v"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"course", "fast"})
  void theNameAndTheRequestsGoWhereTheyShall(String key) {
    Scenario scenario =
        LaboratoryRun.scenarios().stream().filter(s -> s.key().equals(key)).findFirst().get();
    assertThat(LaboratoryRun.run(scenario, ROOT, System.out, false)).isTrue();
  }
}
