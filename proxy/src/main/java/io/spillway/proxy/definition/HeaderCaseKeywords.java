package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.http.HeaderCases;
import io.spillway.rules.RuleSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code h1-case-adjust} and {@code h1-case-adjust-file}: how header names are written for peers of
 * HTTP/1 that do not take them in every case (configuration manual, chapter 3.1). Proxies ask for
 * it with {@link Options#ADJUSTS_CASE_FOR_CLIENTS} and {@link Options#ADJUSTS_CASE_FOR_SERVERS}.
 */
final class HeaderCaseKeywords {
  private static final Setting<Map<String, String>> NAMES = Setting.own("h1-case-adjust", Map.of());

  /** The last file's names; another file replaces them. */
  private static final Setting<Map<String, String>> OF_FILE =
      Setting.own("h1-case-adjust-file", Map.of());

  private HeaderCaseKeywords() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        Keyword.works(NAMES.name(), HeaderCaseKeywords::readName),
        Keyword.works(OF_FILE.name(), HeaderCaseKeywords::readFile));
  }

  /** What the section says. */
  static HeaderCases cases(Settings global) {
    Map<String, String> all = new LinkedHashMap<>(global.get(OF_FILE));
    all.putAll(global.get(NAMES));
    return all.isEmpty() ? HeaderCases.NONE : new HeaderCases(all.values());
  }

  private static void readName(GlobalSection section, Arguments arguments) {
    String expected = "'h1-case-adjust' expects <from> and <to> as argument.";
    if (!arguments.hasNext()) {
      throw arguments.error(expected);
    }
    Word from = arguments.word("<from>");
    if (!arguments.hasNext()) {
      throw arguments.error(expected);
    }
    Word to = arguments.word("<to>");
    arguments.end();
    Map<String, String> names = new LinkedHashMap<>(section.settings().get(NAMES));
    String wrong = add(names, from.text(), to.text());
    if (wrong != null) {
      throw arguments.error(from, "'h1-case-adjust' : " + wrong);
    }
    section.set(NAMES, names, arguments);
  }

  private static void readFile(GlobalSection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'h1-case-adjust-file' expects <file> as argument.");
    }
    Word file = arguments.word("<file>");
    arguments.end();
    String place = "'h1-case-adjust-file' : file '" + file + "'";
    List<String> lines;
    try {
      byte[] content = section.loading().rules().bytes(file.unicode());
      lines = new String(content, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (RuleSyntaxException e) {
      throw arguments.error(file, place + " : failed to open file (" + e.getMessage() + ").");
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] pair = line.split("[ \t]+");
      String wrong =
          pair.length == 2
              ? add(names, pair[0], pair[1])
              : "expects <from> and <to>, and nothing else";
      if (wrong != null) {
        throw arguments.error(file, place + ", line " + (i + 1) + ": " + wrong);
      }
    }
    section.set(OF_FILE, names, arguments);
  }

  /** Adds a pair; says what is wrong with it, or null. */
  private static @Nullable String add(Map<String, String> names, String from, String to) {
    if (!from.equals(from.toLowerCase(Locale.ROOT))) {
      return "<from> '" + from + "' must be in lower case";
    }
    if (from.isEmpty() || !to.toLowerCase(Locale.ROOT).equals(from)) {
      return "<from> '" + from + "' and <to> '" + to + "' must not differ except in case";
    }
    return names.putIfAbsent(from, to) == null ? null : "duplicate entry '" + from + "'";
  }
}
