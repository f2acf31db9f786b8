package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextDifferenceTest {
  private static List<String> of(String before, String after) {
    return TextDifference.of(
        before.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyLinesThatDifferAreShown() {
    assertThat(of("a\nb\nc\n", "a\nx\nc\nd\n")).containsExactly("- b", "+ x", "+ d");
  }

  @Test
  void whatIsNoTextIsShownBySize() {
    assertThat(of("a\0b", "cd")).containsExactly("  (3 bytes before, 2 after)");
  }
}
