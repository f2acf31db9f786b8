package io.spillway.ops.runtime;

import java.util.List;

/** Numbers in the arguments of commands. Stateless. */
final class Numbers {
  private static final int MAX_DIGITS = 9;

  private Numbers() {}

  /** The whole number at {@code index}, or -1 where there is none. */
  static int parse(List<String> arguments, int index) {
    if (index >= arguments.size()) {
      return -1;
    }
    String text = arguments.get(index);
    boolean isNumber =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.parseInt(text) : -1;
  }
}
