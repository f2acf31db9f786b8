package io.spillway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house: what stands below never uses what stands above it. */
class LayeringTest {
  private static final int MOST_LINES = 500;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.spillway");

  @Test
  void noModuleUsesOneAboveIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("config")
        .definedBy("io.spillway.config..")
        .layer("net")
        .definedBy("io.spillway.net..")
        .layer("http")
        .definedBy("io.spillway.http..")
        .layer("rules")
        .definedBy("io.spillway.rules..")
        .layer("proxy")
        .definedBy("io.spillway.proxy..")
        .layer("facility")
        .definedBy("io.spillway.facility..")
        .layer("ops")
        .definedBy("io.spillway.ops..")
        .layer("app")
        .definedBy(
            "io.spillway",
            "io.spillway.assembly..",
            "io.spillway.command..",
            "io.spillway.process..",
            "io.spillway.role..",
            "io.spillway.demo..")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("ops")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("facility")
        .mayOnlyBeAccessedByLayers("app", "ops")
        .whereLayer("proxy")
        .mayOnlyBeAccessedByLayers("app", "ops", "facility")
        .whereLayer("rules")
        .mayOnlyBeAccessedByLayers("app", "ops", "facility", "proxy")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("app", "ops", "facility", "proxy", "rules")
        .whereLayer("net")
        .mayOnlyBeAccessedByLayers("app", "ops", "facility", "proxy", "rules", "http")
        .check(CLASSES);
  }

  @Test
  void noPackagesOfTheAppModuleUseEachOtherInACircle() {
    slices()
        .matching("io.spillway.(assembly|command|process|role|demo)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void noClassIsCalledUtil() {
    assertThat(CLASSES)
        .allSatisfy(type -> assertThat(type.getFullName()).doesNotContainIgnoringCase("util"));
  }

  @Test
  void noSourceFileIsLongerThanAPersonReads() throws IOException {
    for (Path file : sources()) {
      long lines = Files.readAllLines(file).stream().filter(LayeringTest::isCode).count();
      assertThat(lines).as(file.toString()).isLessThanOrEqualTo(MOST_LINES);
    }
  }

  @Test
  void everyPackageExplainsItself() throws IOException {
    for (Path file : sources()) {
      assertThat(file.resolveSibling("package-info.java")).exists();
    }
  }

  private static boolean isCode(String line) {
    String text = line.strip();
    return !text.isEmpty()
        && !text.startsWith("import ")
        && !text.startsWith("*")
        && !text.startsWith("/*")
        && !text.startsWith("//");
  }

  private static List<Path> sources() throws IOException {
    Path root = Path.of("..").toRealPath();
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> sources =
          files
              .filter(
                  f -> f.toString().contains("/src/main/java/") && f.toString().endsWith(".java"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(100);
      return sources;
    }
  }
}
