package io.spillway.config;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keywords that may stand in one place of the language (a section, a bind line, a server line
 * …) and the reading of directives by them. Filled while the program starts and only read
 * afterwards.
 *
 * @param <C> what the handlers fill
 */
public final class KeywordTable<C> {
  private static final int MAX_NAME_WORDS = 3;

  private final KeywordClass keywordClass;
  private final String place;
  private final Map<String, Keyword<C>> keywords = new TreeMap<>();

  /**
   * An empty table.
   *
   * @param keywordClass the class of the reference list that these keywords belong to
   * @param place how messages call the place: {@code 'frontend' section}, {@code 'bind' line}
   */
  public KeywordTable(KeywordClass keywordClass, String place) {
    this.keywordClass = keywordClass;
    this.place = place;
  }

  /** The class of the reference list that these keywords belong to. */
  public KeywordClass keywordClass() {
    return keywordClass;
  }

  /**
   * Adds a keyword.
   *
   * @throws IllegalStateException when its name is taken: one feature lives in one place
   */
  public void add(Keyword<C> keyword) {
    if (keywords.putIfAbsent(keyword.name(), keyword) != null) {
      throw new IllegalStateException(
          "keyword '" + keyword.name() + "' is registered twice in " + place);
    }
  }

  /** Adds all of {@code added}; see {@link #add}. */
  public void addAll(List<Keyword<C>> added) {
    added.forEach(this::add);
  }

  /** What was added, by name. */
  public Collection<Keyword<C>> keywords() {
    return Collections.unmodifiableCollection(keywords.values());
  }

  /**
   * Reads a whole directive that begins with one of the keywords; what is wrong goes to {@code
   * diagnostics}.
   */
  public void read(C target, Directive directive, Diagnostics diagnostics) {
    Arguments arguments = Arguments.of(directive, diagnostics);
    guarded(diagnostics, () -> readNext(target, arguments));
  }

  /**
   * Reads keyword after keyword up to the end of the line, as on {@code bind} and {@code server}
   * lines.
   */
  public void readAll(C target, Arguments arguments) {
    String line = arguments.keyword();
    while (arguments.hasNext()) {
      readNext(target, arguments);
      arguments.enter(line);
    }
  }

  /** Reads one keyword and its arguments. Throws {@link DirectiveException} for bad input. */
  public void readNext(C target, Arguments arguments) {
    int start = arguments.index();
    Keyword<C> keyword = longestMatch(arguments);
    if (keyword == null) {
      arguments.moveTo(start);
      throw unknown(arguments);
    }
    keyword.handler().read(target, arguments);
  }

  private @Nullable Keyword<C> longestMatch(Arguments arguments) {
    int start = arguments.index();
    StringBuilder name = new StringBuilder();
    Keyword<C> found = null;
    int end = start;
    for (int words = 0; words < MAX_NAME_WORDS && arguments.hasNext(); words++) {
      name.append(words == 0 ? "" : " ").append(arguments.text("a keyword"));
      Keyword<C> candidate = keywords.get(name.toString());
      if (candidate != null) {
        found = candidate;
        end = arguments.index();
      }
    }
    arguments.moveTo(end);
    if (found != null) {
      arguments.enter(found.name());
    }
    return found;
  }

  private DirectiveException unknown(Arguments arguments) {
    Word word = arguments.word("a keyword");
    String two = word.text() + (arguments.hasNext() ? " " + arguments.peek() : "");
    String known = Reference.knownName(keywordClass, word.text(), two);
    if (known != null) {
      return arguments.error(
          word,
          "'"
              + known
              + "' in "
              + place
              + ": this keyword of HAProxy's is not implemented in Spillway.");
    }
    String nearest = Spelling.nearest(two, keywords.keySet());
    return arguments.error(
        word,
        "unknown keyword '"
            + word
            + "' in "
            + place
            + (nearest == null ? "" : "; did you mean '" + nearest + "' maybe ?"),
        nearest);
  }

  /**
   * Runs {@code reading} and turns a {@link DirectiveException} into the alert that it stands for.
   */
  public static void guarded(Diagnostics diagnostics, Runnable reading) {
    try {
      reading.run();
    } catch (DirectiveException e) {
      diagnostics.add(e.diagnostic());
    }
  }
}
