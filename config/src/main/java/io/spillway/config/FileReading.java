package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reading of one file, line by line. Confined to the reading thread. */
final class FileReading {
  private final String file;
  private final Environment environment;
  private final Set<String> sectionKinds;
  private final Diagnostics diagnostics;

  private final List<Section> sections = new ArrayList<>();
  private @Nullable List<Word> header;
  private List<Directive> directives = new ArrayList<>();

  FileReading(
      String file, Environment environment, Set<String> sectionKinds, Diagnostics diagnostics) {
    this.file = file;
    this.environment = environment;
    this.sectionKinds = sectionKinds;
    this.diagnostics = diagnostics;
  }

  List<Section> read(String text) {
    int line = 1;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      SourcePosition position = new SourcePosition(file, line, 1);
      if (end < 0) {
        readLine(text.substring(start), position);
        diagnostics.alert(
            position.atColumn(text.length() - start + 1),
            "Missing LF on last line, file might have been truncated at position "
                + (text.length() - start + 1)
                + ".");
        break;
      }
      readLine(text.substring(start, end), position);
      start = end + 1;
      line++;
    }
    endSection();
    return sections;
  }

  private void readLine(String line, SourcePosition position) {
    List<Word> words;
    try {
      String section = header == null ? "" : header.getFirst().text();
      words = new LineLexer(line, position, environment, section).words();
    } catch (SyntaxException e) {
      diagnostics.alert(
          position.atColumn(e.offset() + 1),
          e.message() + " at position " + (e.offset() + 1) + ":");
      return;
    }
    if (words.isEmpty() || words.getFirst().text().isEmpty()) {
      return;
    }
    Word first = words.getFirst();
    if (sectionKinds.contains(first.text())) {
      endSection();
      header = words;
    } else if (header == null) {
      diagnostics.alert(first.position(), "unknown keyword '" + first + "' out of section.");
    } else {
      directives.add(new Directive(words));
    }
  }

  private void endSection() {
    if (header != null) {
      sections.add(new Section(header, directives));
      directives = new ArrayList<>();
      header = null;
    }
  }
}
