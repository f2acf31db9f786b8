package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/differences.md} lists exactly the differences that the cases list. With {@code
 * -Dconformance.write-differences=true} its second part is written anew.
 */
class DifferencesDocumentTest {
  private static final Path DOCUMENT = AreaRun.ROOT.resolve("docs/differences.md");
  private static final String MARK = "<!-- From here on written by the differential suite. -->\n";

  @Test
  void theDocumentListsTheDifferencesOfTheCases() throws IOException {
    String document = Files.readString(DOCUMENT);
    int mark = document.indexOf(MARK) + MARK.length();
    assertThat(mark).isGreaterThan(MARK.length());
    String listed = document.substring(0, mark) + "\n" + differences();
    if (Boolean.getBoolean("conformance.write-differences")) {
      Files.writeString(DOCUMENT, listed);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(listed);
  }

  private static String differences() throws IOException {
    StringBuilder text = new StringBuilder();
    int cases = 0;
    for (Path area : AreaRun.areas()) {
      for (CaseFile file : AreaRun.allCases(area)) {
        cases++;
        for (CaseFile.Difference difference : file.differences()) {
          text.append(
              "- **%s** (%s). %s%n".formatted(file, difference.aspect(), difference.reason()));
        }
      }
    }
    String listed = text.isEmpty() ? "None.\n" : text.toString();
    return "## In %d cases%n%n%s".formatted(cases, listed);
  }
}
