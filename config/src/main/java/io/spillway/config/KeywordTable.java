package io.spillway.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Map<String, Keyword<C>> keywords;
  private final Set<String> parameterised = new HashSet<>();
  private int longestName = 1;

  /**
   * An empty table.
   *
   * @param keywordClass the class of the reference list that these keywords belong to
   * @param place how messages call the place: {@code 'frontend' section}, {@code 'bind' line}
   */
  public KeywordTable(KeywordClass keywordClass, String place) {
    this(keywordClass, place, new TreeMap<>());
  }

  private KeywordTable(KeywordClass keywordClass, String place, Map<String, Keyword<C>> keywords) {
    this.keywordClass = keywordClass;
    this.place = place;
    this.keywords = keywords;
  }

  /** The same keywords where messages call the place otherwise. */
  public KeywordTable<C> in(String otherPlace) {
    KeywordTable<C> table = new KeywordTable<>(keywordClass, otherPlace, keywords);
    table.longestName = longestName;
    table.parameterised.addAll(parameterised);
    return table;
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
    longestName = Math.max(longestName, wordsOf(keyword.name()));
    if (keywords.putIfAbsent(keyword.name(), keyword) != null) {
      throw new IllegalStateException(
          "keyword '" + keyword.name() + "' is registered twice in " + place);
    }
  }

  private static int wordsOf(String name) {
    return 1 + (int) name.chars().filter(c -> c == ' ').count();
  }

  /** Adds all of {@code added}; see {@link #add}. */
  public void addAll(List<Keyword<C>> added) {
    added.forEach(this::add);
  }

  /**
   * Adds a keyword that is written with a parameter in parentheses behind its name; its handler
   * finds the whole word before the {@link Arguments#index}.
   */
  public void addWithParameter(Keyword<C> keyword) {
    add(keyword);
    parameterised.add(keyword.name());
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
      readNext(target, arguments, line);
      arguments.enter(line);
    }
  }

  /** Reads one keyword and its arguments. Throws {@link DirectiveException} for bad input. */
  public void readNext(C target, Arguments arguments) {
    readNext(target, arguments, null);
  }

  private void readNext(C target, Arguments arguments, @Nullable String line) {
    int start = arguments.index();
    Keyword<C> keyword = longestMatch(arguments);
    if (keyword == null) {
      arguments.moveTo(start);
      throw unknown(arguments, line);
    }
    keyword.handler().read(target, arguments);
  }

  private @Nullable Keyword<C> longestMatch(Arguments arguments) {
    int start = arguments.index();
    StringBuilder name = new StringBuilder();
    Keyword<C> found = null;
    int end = start;
    for (int words = 0; words < longestName && arguments.hasNext(); words++) {
      name.append(words == 0 ? "" : " ").append(arguments.text("a keyword"));
      Keyword<C> candidate = named(name.toString());
      if (candidate == null) {
        candidate = renamed(name.toString(), arguments);
      }
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

  private @Nullable Keyword<C> named(String name) {
    int parameter = name.endsWith(")") ? name.indexOf('(') : -1;
    if (parameter < 0) {
      return keywords.get(name);
    }
    String plain = name.substring(0, parameter);
    return parameterised.contains(plain) ? keywords.get(plain) : null;
  }

  private @Nullable Keyword<C> renamed(String name, Arguments arguments) {
    String now = LegacyWords.renamed(keywordClass, name);
    Keyword<C> keyword = now == null ? null : keywords.get(now);
    if (keyword != null) {
      arguments
          .diagnostics()
          .warning(
              arguments.position(), "'" + name + "' is deprecated. Use '" + now + "' instead.");
    }
    return keyword;
  }

  private DirectiveException unknown(Arguments arguments, @Nullable String line) {
    Word word = arguments.word("a keyword");
    String second = arguments.peek();
    LegacyWords.LegacyWord legacy = LegacyWords.find(keywordClass, word.text(), second);
    if (legacy != null) {
      return arguments.error(word, legacy.message());
    }
    String known = Reference.knownName(keywordClass, namesFrom(word.text(), arguments));
    boolean group = known == null || known.equals(word.text());
    List<String> members = group ? membersOf(word.text()) : List.of();
    if (!members.isEmpty()) {
      return unknownMember(arguments, word, second, members);
    }
    if (known != null) {
      return arguments.error(
          word,
          "'"
              + known
              + "' in "
              + place
              + ": this keyword of HAProxy's is not implemented in Spillway.");
    }
    String nearest = Spelling.nearest(word.text(), firstWords());
    return arguments.error(
        word,
        (line == null ? "" : "'" + line + "' : ")
            + "unknown keyword '"
            + word
            + "'"
            + (line == null ? " in " + place : "")
            + didYouMean(nearest),
        nearest);
  }

  private static String[] namesFrom(String first, Arguments arguments) {
    List<String> names = new ArrayList<>();
    String name = first;
    names.add(name);
    for (Word word : arguments.upcoming(MAX_NAME_WORDS - 1)) {
      name += " " + word.text();
      names.add(name);
    }
    return names.toArray(String[]::new);
  }

  private DirectiveException unknownMember(
      Arguments arguments, Word group, String member, List<String> members) {
    if (member.isEmpty()) {
      return arguments.error(
          group, "'" + group + "' expects " + enumerated(members) + " as argument.");
    }
    Word word = arguments.word("");
    String nearest = Spelling.nearest(member, members);
    String message =
        group.text().equals("option")
            ? "unknown option '" + member + "'" + (nearest == null ? "." : didYouMean(nearest))
            : "'" + group + "' supports " + enumerated(members) + " (got '" + member + "')";
    return arguments.error(word, message, nearest);
  }

  private static String didYouMean(@Nullable String nearest) {
    return nearest == null ? "" : "; did you mean '" + nearest + "' maybe ?";
  }

  private static String enumerated(List<String> names) {
    String quoted = "'" + String.join("', '", names) + "'";
    int last = quoted.lastIndexOf("', '");
    return last < 0 ? quoted : quoted.substring(0, last) + "' and '" + quoted.substring(last + 4);
  }

  /** The second words of the keywords that begin with {@code word}. */
  private List<String> membersOf(String word) {
    String prefix = word + " ";
    return keywords.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> firstWord(name.substring(prefix.length())))
        .distinct()
        .toList();
  }

  private List<String> firstWords() {
    return keywords.keySet().stream().map(KeywordTable::firstWord).distinct().toList();
  }

  private static String firstWord(String name) {
    int space = name.indexOf(' ');
    return space < 0 ? name : name.substring(0, space);
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
