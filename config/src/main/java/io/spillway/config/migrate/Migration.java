package io.spillway.config.migrate;

import io.spillway.config.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The migration of one file: its text with the words replaced that HAProxy no longer has, and what
 * was changed. Comments, empty lines and layout stay. Immutable.
 *
 * @param text the new text
 * @param changes what was changed, and what was left for a person to decide, in the order of the
 *     lines
 */
public record Migration(String text, List<Change> changes) {
  private static final Set<String> SECTIONS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "userlist",
          "peers",
          "mailers",
          "resolvers",
          "cache",
          "program",
          "ring",
          "http-errors",
          "log-forward",
          "fcgi-app");

  public Migration {
    changes = List.copyOf(changes);
  }

  /**
   * Migrates a file.
   *
   * @param file its name, for positions
   * @param text its text, one character for each byte
   */
  public static Migration of(String file, String text) {
    return new Run(file).migrate(text);
  }

  /** Whether every outdated line has been replaced or removed. */
  public boolean isComplete() {
    return changes.stream().noneMatch(change -> change.kind() == Change.Kind.LEFT);
  }

  /** One pass over a text. */
  private static final class Run {
    private final String file;
    private final StringBuilder out = new StringBuilder();
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, String> proxies = new HashMap<>();
    private ProxyContext context = new ProxyContext("", true);

    private Run(String file) {
      this.file = file;
    }

    private Migration migrate(String text) {
      int number = 0;
      int start = 0;
      while (start < text.length()) {
        int end = text.indexOf('\n', start);
        String line = text.substring(start, end < 0 ? text.length() : end);
        SourcePosition position = new SourcePosition(file, ++number, 1);
        readLine(line, position, nextIndentation(text, end));
        if (end < 0) {
          changes.add(
              new Change(
                  position,
                  Change.Kind.REPLACED,
                  line.strip(),
                  List.of(line.strip()),
                  "A line end was added: a file must end with one, to show that it is whole."));
          break;
        }
        start = end + 1;
      }
      return new Migration(out.toString(), changes);
    }

    private static String nextIndentation(String text, int end) {
      String next = end < 0 ? "" : text.substring(end + 1);
      String indentation = RawLine.of(next.lines().findFirst().orElse("")).indentation();
      return indentation.isEmpty() ? "    " : indentation;
    }

    private void readLine(String line, SourcePosition position, String bodyIndentation) {
      String end = line.endsWith("\r") ? "\r" : "";
      String content = line.substring(0, line.length() - end.length());
      RawLine raw = RawLine.of(content);
      if (raw.words().isEmpty()) {
        out.append(line).append('\n');
        return;
      }
      boolean header = SECTIONS.contains(raw.text(0));
      if (header) {
        context = new ProxyContext(raw.text(0), raw.words().size() == 1);
        noteName(raw, position);
      }
      Replacement replacement =
          header
              ? DirectiveReplacements.ofHeader(raw)
              : DirectiveReplacements.ofDirective(raw, context);
      if (replacement == null) {
        out.append(line).append('\n');
        return;
      }
      SourcePosition word = position.atColumn(raw.indentation().length() + 1);
      List<String> lines = replacement.lines();
      if (replacement.kind() == Change.Kind.LEFT) {
        lines = List.of(raw.from(0));
        out.append(line).append('\n');
      } else {
        write(raw, lines, header ? bodyIndentation : raw.indentation(), end);
      }
      changes.add(
          new Change(word, replacement.kind(), raw.from(0), lines, replacement.explanation()));
    }

    private void write(RawLine raw, List<String> lines, String laterIndentation, String end) {
      String rest = raw.rest();
      if (lines.isEmpty() && !rest.isBlank()) {
        out.append(raw.indentation()).append(rest.strip()).append(end).append('\n');
      }
      for (int i = 0; i < lines.size(); i++) {
        out.append(i == 0 ? raw.indentation() : laterIndentation).append(lines.get(i));
        out.append(i == 0 ? rest : "").append(end).append('\n');
      }
    }

    private void noteName(RawLine header, SourcePosition position) {
      String kind = header.text(0);
      if (!ProxyContext.isProxy(kind) || header.words().size() < 2) {
        return;
      }
      @Nullable String before = proxies.putIfAbsent(header.text(1), kind);
      if (before != null) {
        changes.add(
            new Change(
                position,
                Change.Kind.LEFT,
                header.from(0),
                List.of(header.from(0)),
                "A '"
                    + before
                    + "' of the same name stands before; HAProxy refuses that since 3.3. Give one"
                    + " of them another name, and mend what refers to it."));
      }
    }
  }
}
