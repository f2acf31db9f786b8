package io.spillway.proxy.definition;

import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as it takes effect: every proxy with its defaults resolved, and for each setting
 * where it came from. Immutable.
 *
 * @param parts the {@code global} section and the proxies in the order of the files
 */
public record Explanation(List<Part> parts) {
  private static final int NOTE_COLUMN = 64;
  private static final String INDENT = "    ";

  /** What only the program needs, or is shown as the lines that it was made from. */
  private static final Set<Setting<?>> HIDDEN =
      Set.of(
          ProxySection.ELEMENTS,
          LogKeywords.TARGETS,
          CheckKeywords.SCRIPT,
          RuleKeywords.REQUEST_CAPTURE_LENGTHS,
          RuleKeywords.RESPONSE_CAPTURE_LENGTHS);

  /**
   * A section, or a line with words of its own.
   *
   * @param title the header: {@code backend app}, {@code server a 192.0.2.1:80}
   * @param position where it stands
   * @param lines what holds in it
   * @param parts its {@code bind} and {@code server} lines
   */
  public record Part(String title, SourcePosition position, List<Line> lines, List<Part> parts) {
    public Part {
      lines = List.copyOf(lines);
      parts = List.copyOf(parts);
    }
  }

  /**
   * A setting.
   *
   * @param text the directive, with its defaults filled in
   * @param position where it was set
   * @param origin the section or line that set it: {@code defaults}, {@code default-server}
   */
  public record Line(String text, SourcePosition position, String origin) {}

  public Explanation {
    parts = List.copyOf(parts);
  }

  /**
   * Explains {@code configuration}.
   *
   * @param source the line of a file at a position, as it was written, or null
   */
  public static Explanation of(
      Configuration configuration, Function<SourcePosition, @Nullable String> source) {
    Writer writer = new Writer(source);
    List<Part> parts = new ArrayList<>();
    Settings global = configuration.global().settings();
    List<Line> globalLines = writer.lines(global);
    if (!globalLines.isEmpty()) {
      parts.add(new Part("global", globalLines.getFirst().position(), globalLines, List.of()));
    }
    for (ProxyDefinition proxy : configuration.proxies()) {
      parts.add(writer.proxy(proxy));
    }
    return new Explanation(parts);
  }

  /** The explanation as text, a setting a line, with what it came from behind it. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      append(out, part, "");
    }
    return out.toString();
  }

  /** The explanation as text, a setting a line, without what it came from. */
  public String plain() {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      plain(out, part, "");
    }
    return out.toString();
  }

  private static void plain(StringBuilder out, Part part, String indent) {
    out.append(indent).append(part.title()).append('\n');
    for (Line line : part.lines()) {
      out.append(indent).append(INDENT).append(line.text()).append('\n');
    }
    for (Part inner : part.parts()) {
      plain(out, inner, indent + INDENT);
    }
  }

  private static void append(StringBuilder out, Part part, String indent) {
    noted(out, indent + part.title(), part.position().toString());
    for (Line line : part.lines()) {
      boolean isOwn = part.title().startsWith(line.origin());
      noted(
          out,
          indent + INDENT + line.text(),
          isOwn ? line.position().toString() : line.position() + ", " + line.origin());
    }
    for (Part inner : part.parts()) {
      append(out, inner, indent + INDENT);
    }
  }

  private static void noted(StringBuilder out, String text, String note) {
    out.append(text)
        .append(" ".repeat(Math.max(1, NOTE_COLUMN - text.length())))
        .append("# ")
        .append(note)
        .append('\n');
  }

  /** Makes the parts. */
  private record Writer(Function<SourcePosition, @Nullable String> source) {
    Part proxy(ProxyDefinition proxy) {
      String kind =
          switch (proxy.kind()) {
            case FRONTEND -> "frontend ";
            case BACKEND -> "backend ";
            case LISTEN -> "listen ";
          };
      List<Part> inner = new ArrayList<>();
      for (BindDefinition bind : proxy.binds()) {
        inner.add(
            new Part(
                "bind " + addresses(bind.endpoints()),
                bind.position(),
                words(bind.settings()),
                List.of()));
      }
      for (ServerDefinition server : proxy.servers()) {
        inner.add(
            new Part(
                "server " + server.name() + " " + address(server),
                server.position(),
                words(server.settings()),
                List.of()));
      }
      return new Part(kind + proxy.name(), proxy.position(), lines(proxy.settings()), inner);
    }

    /** The settings of a section. */
    List<Line> lines(Settings settings) {
      List<Line> lines = new ArrayList<>();
      Map<Setting<?>, List<Settings.Entry>> elements = settings.get(ProxySection.ELEMENTS);
      Set<SourcePosition> shown = new HashSet<>();
      settings.forEach(
          (setting, entry) -> {
            if (HIDDEN.contains(setting)) {
              return;
            }
            List<Settings.Entry> all = elements.getOrDefault(setting, List.of(entry));
            for (Settings.Entry one : all) {
              if (shown.add(one.position())) {
                lines.add(new Line(written(setting, one), one.position(), one.origin()));
              }
            }
          });
      return lines;
    }

    /** The settings of a {@code bind} or {@code server} line. */
    List<Line> words(Settings settings) {
      List<Line> lines = new ArrayList<>();
      settings.forEach(
          (setting, entry) ->
              lines.add(
                  new Line(
                      Values.word(setting.name(), entry.value()),
                      entry.position(),
                      entry.origin())));
      return lines;
    }

    /** The directive as it was written, or what it says where its text is not at hand. */
    private String written(Setting<?> setting, Settings.Entry entry) {
      String line = source.apply(entry.position());
      if (line == null) {
        return Values.word(setting.name(), entry.value());
      }
      String text = line.strip();
      if (text.startsWith("dynamic-cookie-key")) {
        return "dynamic-cookie-key ...";
      }
      if (text.startsWith("option ")) {
        return text.replaceFirst("(\\spassword\\s+)(\"[^\"]*\"|'[^']*'|\\S+)", "$1...");
      }
      return text.startsWith("stats auth") ? hidden(text) : text;
    }

    /** Passwords are nobody's business. */
    private static String hidden(String text) {
      int colon = text.indexOf(':');
      return colon < 0 ? text : text.substring(0, colon + 1) + "...";
    }

    private static String addresses(List<Endpoint> endpoints) {
      List<String> texts = new ArrayList<>();
      for (Endpoint endpoint : endpoints) {
        texts.add(Values.address(endpoint, 0));
      }
      return String.join(",", texts);
    }

    private static String address(ServerDefinition server) {
      return Values.address(server.endpoint(), server.portOffset());
    }
  }
}
