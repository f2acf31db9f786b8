package io.spillway.ops.runtime;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into commands, at semicolons, and these into words. Stateless. */
final class CommandLine {
  private CommandLine() {}

  /** The commands of {@code line}; an empty line is one empty command. */
  static List<List<String>> parse(String line) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (c == ' ' || c == '\t' || c == ';') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
        if (c == ';') {
          commands.add(words);
          words = new ArrayList<>();
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    if (!words.isEmpty() || commands.isEmpty()) {
      commands.add(words);
    }
    return commands;
  }
}
