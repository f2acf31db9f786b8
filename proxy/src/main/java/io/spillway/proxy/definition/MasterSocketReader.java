package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.DirectiveException;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.NameResolver;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what follows the option {@code -S}: an address, and words of {@code bind} lines that say
 * who may connect and what they may do, all separated by commas (management manual, chapter 3).
 * Immutable.
 *
 * @param resolver gives host names addresses
 */
public record MasterSocketReader(NameResolver resolver) {
  /** A socket that cannot be made of what was written. */
  public static final class InvalidSocketException extends Exception {
    private static final long serialVersionUID = 1;

    private InvalidSocketException(String reason) {
      super(reason);
    }

    /** What is wrong with it. */
    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads one.
   *
   * @throws InvalidSocketException telling what is wrong
   */
  public StatsSocketDefinition read(String text) throws InvalidSocketException {
    SourcePosition position = new SourcePosition("-S", 1, 1);
    List<Word> words = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      words.add(new Word(Word.encode(word), position));
    }
    Diagnostics diagnostics = new Diagnostics();
    Arguments arguments =
        new Arguments(new Directive(words), 0, "-S", Arguments.Polarity.SET, diagnostics);
    try {
      var names = new Loading.HostNames(resolver);
      var endpoints = Addresses.listeners(arguments.word("an address"), names, arguments);
      Settings.Builder settings = new Settings.Builder("-S");
      settings.set(BindKeywords.LEVEL, BindKeywords.AccessLevel.ADMIN, position);
      BindLine line = new BindLine("-S " + text, List.of(), settings);
      KeywordTable<BindLine> table = new KeywordTable<>(KeywordClass.BIND, "'-S' socket");
      table.addAll(BindKeywords.access());
      table.readAll(line, arguments);
      return new StatsSocketDefinition(endpoints, settings.build(), position);
    } catch (DirectiveException e) {
      throw new InvalidSocketException(e.diagnostic().message());
    }
  }
}
