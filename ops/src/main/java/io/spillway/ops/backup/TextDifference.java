package io.spillway.ops.backup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ, as diff shows them. Stateless. */
public final class TextDifference {
  private static final int MOST_CELLS = 4_000_000;

  private TextDifference() {}

  /**
   * The lines that only one of them has, with {@code -} or {@code +} before each; one line that
   * says so where they are no texts or too long to compare.
   */
  public static List<String> of(byte[] before, byte[] after) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    if (isBinary(before) || isBinary(after) || (long) old.size() * now.size() > MOST_CELLS) {
      return List.of("  (" + before.length + " bytes before, " + after.length + " after)");
    }
    int[][] common = common(old, now);
    List<String> out = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        i++;
        j++;
      } else if (i < old.size() && (j == now.size() || common[i + 1][j] >= common[i][j + 1])) {
        out.add("- " + old.get(i++));
      } else {
        out.add("+ " + now.get(j++));
      }
    }
    return out;
  }

  /** The length of the longest common subsequence of what is left from each pair of lines on. */
  private static int[][] common(List<String> old, List<String> now) {
    int[][] common = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(now.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static boolean isBinary(byte[] content) {
    for (byte b : content) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static List<String> lines(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).lines().toList();
  }
}
