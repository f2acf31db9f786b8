package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random lines in haproxy and in the reader. */
class LanguageComparisonPropertiesTest {
  private static Path directory = Path.of("");

  @BeforeContainer
  static void createDirectory() throws Exception {
    directory = Files.createTempDirectory("spillway-config");
  }

  @AfterContainer
  static void deleteDirectory() throws Exception {
    Files.deleteIfExists(directory.resolve("c.cfg"));
    Files.delete(directory);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.of(
            " ",
            "\"",
            "'",
            "\\",
            "$",
            "#",
            "{",
            "}",
            "[",
            "]",
            "*",
            "-",
            "A",
            "b",
            "LIST",
            "EMPTY",
            "UNSET",
            ".",
            "0",
            "x4",
            "\\x41",
            "\\n",
            "\t",
            "${A}",
            "${LIST[*]}",
            "\"${UNSET-",
            "\"$A\"",
            "\\ ",
            ".LINE",
            "\u00e9")
        .list()
        .ofMinSize(1)
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 200)
  void bothSplitALineAlike(@ForAll("words") String words) throws Exception {
    Haproxy.requireInstalled();
    String text = LanguageComparisonTest.WARMED_UP + ".notice " + words + "\n";
    assertThat(messages(LanguageComparisonTest.spillway(text)))
        .isEqualTo(messages(LanguageComparisonTest.haproxyMessages(directory, text)));
  }

  /** The messages without the excerpts, which haproxy cuts where it has overwritten the line. */
  private static String messages(String report) {
    return report.lines().filter(line -> line.startsWith("[")).collect(Collectors.joining("\n"));
  }
}
