package io.spillway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first stage of reading a configuration: files become sections of directives (configuration
 * manual, chapter 2). It knows how lines are split, conditions and the environment; it knows of no
 * keyword but those that change the environment, which take effect while reading and so do not
 * appear in the sections, and {@code localpeer}, which sets a variable, too. Confined to one
 * thread.
 */
public final class ConfigurationReader {
  private final SourceFiles files;
  private final Environment environment;
  private final ProgramFacts facts;
  private final Set<String> sectionKinds;
  private final Map<String, String> texts = new HashMap<>();
  private boolean takesLocalPeer = true;

  /**
   * A reader.
   *
   * @param files where files are read from
   * @param environment the variables to expand; {@code setenv} and its family change it
   * @param facts what conditions can ask about the program
   * @param sectionKinds the kinds of sections that the caller implements: {@code global}, {@code
   *     frontend} …; any other is refused
   */
  public ConfigurationReader(
      SourceFiles files,
      Environment environment,
      ProgramFacts facts,
      Collection<String> sectionKinds) {
    this.files = files;
    this.environment = environment;
    this.facts = facts;
    this.sectionKinds = Set.copyOf(sectionKinds);
  }

  /**
   * Reads files and directories in order; of a directory, its {@code *.cfg} files in the order of
   * their names.
   *
   * @param names the files and directories as the user gave them
   * @param diagnostics takes what is wrong; where it {@link Diagnostics#failed}, the sections are
   *     those that could be read, for further checks
   * @return the sections of all files in order
   */
  public List<Section> read(List<String> names, Diagnostics diagnostics) {
    List<String> expanded = expand(names, diagnostics);
    environment.set("HAPROXY_CFGFILES", Word.encode(String.join(";", expanded)));
    List<Section> sections = new ArrayList<>();
    for (String name : expanded) {
      try {
        String text = new String(files.read(name), StandardCharsets.ISO_8859_1);
        sections.addAll(readText(Word.encode(name), text, diagnostics));
      } catch (IOException e) {
        refuse("file/directory", name, e, diagnostics);
      }
      if (diagnostics.aborted()) {
        break;
      }
    }
    return sections;
  }

  /** The local peer is called as it is, whatever {@code localpeer} says from now on. */
  public void keepLocalPeer() {
    takesLocalPeer = false;
  }

  /** {@code localpeer} says that the local peer is called {@code name}. */
  void localPeer(String name) {
    if (takesLocalPeer) {
      environment.set(PredefinedVariables.LOCAL_PEER, name);
    }
  }

  private List<String> expand(List<String> names, Diagnostics diagnostics) {
    List<String> expanded = new ArrayList<>();
    for (String name : names) {
      if (files.isDirectory(name)) {
        try {
          for (String file : new TreeSet<>(files.list(name))) {
            if (file.endsWith(".cfg") && !file.startsWith(".")) {
              expanded.add(name.endsWith("/") ? name + file : name + "/" + file);
            }
          }
        } catch (IOException e) {
          refuse("directory", name, e, diagnostics);
        }
      } else {
        expanded.add(name);
      }
    }
    return expanded;
  }

  /**
   * Reads one text.
   *
   * @param name what positions call the text
   * @param text the text, one character for each byte (see {@link Word#text})
   */
  public List<Section> readText(String name, String text, Diagnostics diagnostics) {
    texts.put(name, text);
    return new FileReading(name, this, diagnostics).read(text);
  }

  /**
   * Evaluates one condition, as {@code -cc} does.
   *
   * @param condition what stands behind {@code .if}, with quotes and variables
   * @return whether it is true; empty where it cannot be read, which {@code diagnostics} tells
   */
  public Optional<Boolean> evaluate(String condition, Diagnostics diagnostics) {
    SourcePosition position = new SourcePosition("condition", 0, 0);
    try {
      String text = new LineLexer(condition, position, environment, "").oneWord();
      try {
        return Optional.of(new Condition(text, environment, facts).isTrue());
      } catch (SyntaxException e) {
        diagnostics.add(
            Diagnostic.ofConfiguration(
                Severity.ALERT, position, "Failed to evaluate condition: " + e.message()));
      }
    } catch (SyntaxException e) {
      String reason =
          e.message().substring(0, 1).toUpperCase(Locale.ROOT) + e.message().substring(1);
      diagnostics.add(
          Diagnostic.ofConfiguration(
              Severity.ALERT, position, "Syntax Error in condition: " + reason + "."));
    }
    return Optional.empty();
  }

  /** The line at {@code position} of what was read, without its end, or null where it has none. */
  public @Nullable String lineAt(SourcePosition position) {
    String text = texts.getOrDefault(position.file(), "");
    int start = 0;
    for (int line = 1; line < position.line(); line++) {
      start = text.indexOf('\n', start) + 1;
      if (start == 0) {
        return null;
      }
    }
    int end = text.indexOf('\n', start);
    return position.line() == 0 || start >= text.length()
        ? null
        : text.substring(start, end < 0 ? text.length() : end);
  }

  /** Whether the caller implements sections of this kind. */
  boolean implementsSection(String kind) {
    return sectionKinds.contains(kind);
  }

  /** The variables to expand. */
  Environment environment() {
    return environment;
  }

  /** What conditions can ask about the program. */
  ProgramFacts facts() {
    return facts;
  }

  private static void refuse(
      String what, String name, IOException reason, Diagnostics diagnostics) {
    diagnostics.add(
        Diagnostic.ofConfiguration(
            Severity.ALERT,
            new SourcePosition(name, 0, 0),
            "Cannot open configuration " + what + " " + name + " : " + reason.getMessage()));
  }
}
