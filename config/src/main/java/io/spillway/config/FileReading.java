package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one file, line by line, into the sections of all files. Confined to the reading
 * thread.
 */
final class FileReading {
  private static final Set<String> NEGATABLE =
      Set.of(
          "option",
          "log",
          "busy-polling",
          "set-dumpable",
          "strict-limits",
          "insecure-fork-wanted",
          "numa-cpu-mapping");

  private final String file;
  private final ConfigurationReader reader;
  private final Diagnostics diagnostics;
  private final ConditionalBlocks blocks;

  private final List<Section> sections = new ArrayList<>();
  private @Nullable List<Word> header;
  private List<Directive> directives = new ArrayList<>();
  private boolean skipSection;

  FileReading(String file, ConfigurationReader reader, Diagnostics diagnostics) {
    this.file = file;
    this.reader = reader;
    this.diagnostics = diagnostics;
    this.blocks = new ConditionalBlocks(reader.environment(), reader.facts(), diagnostics);
  }

  /** Reads {@code text}; see {@link ConfigurationReader#readText}. */
  List<Section> read(String text) {
    diagnostics.reading(file);
    int number = 0;
    int start = 0;
    while (start < text.length() && !blocks.aborted()) {
      number++;
      int end = text.indexOf('\n', start);
      String line = text.substring(start, end < 0 ? text.length() : end);
      int zero = line.indexOf(0);
      SourcePosition position = new SourcePosition(file, number, 1);
      readLine(zero < 0 ? line : line.substring(0, zero), position);
      if (blocks.aborted()) {
        break;
      }
      if (end < 0 || zero >= 0) {
        refuseEnd(zero < 0 ? line.length() : zero, end < 0 || end + 1 == text.length(), position);
        break;
      }
      start = end + 1;
    }
    blocks.end(new SourcePosition(file, Math.max(1, number), 1));
    if (blocks.aborted()) {
      diagnostics.abort();
    }
    endSection();
    return sections;
  }

  private void refuseEnd(int length, boolean last, SourcePosition position) {
    String message =
        last
            ? "Missing LF on last line, file might have been truncated at position "
            : "Stray NUL character at position ";
    diagnostics.add(
        Diagnostic.ofLine(
            Severity.ALERT, position.atColumn(length + 1), message + (length + 1) + ".", null));
  }

  private void readLine(String wholeLine, SourcePosition position) {
    String line = upToCarriageReturn(wholeLine, position);
    List<Word> words;
    try {
      words = new LineLexer(line, position, reader.environment(), sectionName()).words();
    } catch (SyntaxException e) {
      int offset = e.offset();
      diagnostics.add(
          Diagnostic.ofLine(
              Severity.ALERT,
              position.atColumn(offset + 1),
              e.message() + " at position " + (offset + 1) + ":",
              new Diagnostic.Excerpt(line, offset)));
      return;
    }
    if (words.isEmpty() || !fits(words, line)) {
      return;
    }
    String first = words.getFirst().text();
    if (blocks.isBlockDirective(first)) {
      blocks.read(words);
    } else if (blocks.active()) {
      if (first.startsWith(".")) {
        blocks.message(words);
      } else {
        readDirective(words);
      }
    }
  }

  private String upToCarriageReturn(String line, SourcePosition position) {
    int end = line.indexOf('\r');
    if (end >= 0 && end < line.length() - 1) {
      diagnostics.add(
          Diagnostic.ofLine(
              Severity.DIAG,
              position.atColumn(end + 1),
              "carriage return within the line: what follows it is not read.",
              null));
    }
    return end < 0 ? line : line.substring(0, end);
  }

  private boolean fits(List<Word> words, String line) {
    if (words.size() > LineLexer.MAX_WORDS) {
      Word last = words.get(LineLexer.MAX_WORDS - 1);
      int before =
          words.stream().limit(LineLexer.MAX_WORDS - 1).mapToInt(w -> w.text().length() + 1).sum();
      diagnostics.add(
          Diagnostic.ofLine(
              Severity.ALERT,
              words.get(LineLexer.MAX_WORDS).position(),
              "too many words, truncating after word "
                  + LineLexer.MAX_WORDS
                  + ", position "
                  + (before + 1)
                  + ": <"
                  + last
                  + ">.",
              null));
      return false;
    }
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).text().isEmpty() && blocks.active() && !isCondition(words)) {
        SourcePosition position = words.get(i).position();
        diagnostics.add(
            Diagnostic.ofLine(
                Severity.ALERT,
                position,
                "argument number "
                    + i
                    + " at position "
                    + position.column()
                    + " is empty and marks the end of the argument list (expected: a word; an"
                    + " argument that may be missing is written \"${NAME[*]}\"):",
                new Diagnostic.Excerpt(line, position.column() - 1)));
        return false;
      }
    }
    return true;
  }

  private static boolean isCondition(List<Word> words) {
    return words.getFirst().text().startsWith(".");
  }

  private String sectionName() {
    if (header == null) {
      return "";
    }
    return header.size() > 1 ? header.get(1).text() : header.getFirst().text();
  }

  private void readDirective(List<Word> words) {
    Word first = words.getFirst();
    boolean negated = first.text().equals("no") || first.text().equals("default");
    if (negated && (words.size() < 2 || !NEGATABLE.contains(words.get(1).text()))) {
      alertLine(
          first.position(),
          "negation/default currently supported only for options, log, busy-polling, set-dumpable,"
              + " strict-limits, insecure-fork-wanted and numa-cpu-mapping.");
      return;
    }
    if (SectionKinds.isKnown(first.text()) || reader.implementsSection(first.text())) {
      beginSection(words);
    } else if (header == null) {
      if (!skipSection) {
        String nearest = SectionKinds.nearest(first.text());
        diagnostics.add(
            new Diagnostic(
                Severity.ALERT,
                first.position(),
                "unknown keyword '"
                    + first
                    + "' out of section"
                    + (nearest == null ? "." : "; did you mean '" + nearest + "' maybe ?"),
                nearest,
                Diagnostic.About.LINE,
                null));
      }
    } else if (!changeEnvironment(words)) {
      directives.add(new Directive(words));
    }
  }

  private void beginSection(List<Word> words) {
    endSection();
    Word kind = words.getFirst();
    if (kind.text().equals("peers")) {
      reader.keepLocalPeer();
    }
    skipSection = !reader.implementsSection(kind.text());
    if (skipSection) {
      alertLine(kind.position(), SectionKinds.whyRefused(kind.text()));
    } else {
      header = words;
    }
  }

  private boolean changeEnvironment(List<Word> words) {
    if (header == null || !header.getFirst().text().equals("global")) {
      return false;
    }
    String keyword = words.getFirst().text();
    if (keyword.equals("localpeer") && words.size() == 2) {
      reader.localPeer(words.get(1).text());
    }
    EnvironmentChange change = EnvironmentChange.named(keyword);
    if (change == null) {
      return false;
    }
    String error = change.apply(words, reader.environment());
    if (error != null) {
      alertLine(words.getFirst().position(), error);
    }
    return true;
  }

  private void alertLine(SourcePosition position, String message) {
    diagnostics.add(Diagnostic.ofLine(Severity.ALERT, position, message, null));
  }

  private void endSection() {
    if (header != null) {
      sections.add(new Section(header, directives));
      directives = new ArrayList<>();
      header = null;
    }
  }
}
