package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.proxy.cache.CacheDefinition;
import io.spillway.proxy.cache.CacheRegistry;

/** Reads {@code cache} sections (configuration manual, chapter 6.2.1). Stateless. */
final class CacheSections {
  private static final int LONGEST_NAME = 32;
  private static final long MEGABYTE = 1024 * 1024;
  private static final long MOST_MEGABYTES = 4095;
  private static final int USUAL_PART = 256;
  private static final long USUAL_AGE = 60;
  private static final int USUAL_SECONDARY = 10;

  /** What the lines of a section fill. */
  private static final class Reading {
    final String name;
    final SourcePosition position;
    long megabytes;
    long maxObject;
    long maxAge = USUAL_AGE;
    boolean processesVary;
    int maxSecondary = USUAL_SECONDARY;

    Reading(String name, SourcePosition position) {
      this.name = name;
      this.position = position;
    }
  }

  private static final class Tables {
    private static final KeywordTable<Reading> CACHE = table();
  }

  private CacheSections() {}

  private static KeywordTable<Reading> table() {
    KeywordTable<Reading> table = new KeywordTable<>(KeywordClass.OTHER_SECTION, "'cache' section");
    table.add(Keyword.works("total-max-size", CacheSections::total));
    table.add(
        Keyword.works(
            "max-object-size",
            (reading, arguments) ->
                reading.maxObject =
                    number(arguments, "'max-object-size' expects a maximum size in bytes", 0)));
    table.add(
        Keyword.works(
            "max-age",
            (reading, arguments) ->
                reading.maxAge = number(arguments, "'max-age' expects an age in seconds", 0)));
    table.add(Keyword.works("process-vary", CacheSections::vary));
    table.add(
        Keyword.works(
            "max-secondary-entries",
            (reading, arguments) ->
                reading.maxSecondary =
                    (int)
                        number(
                            arguments,
                            "'max-secondary-entries' expects a strictly positive number",
                            1)));
    return table;
  }

  /** Adds the keywords of the section to {@code catalog}. */
  static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : Tables.CACHE.keywords()) {
      catalog.add(KeywordClass.OTHER_SECTION, "cache " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /** Reads one section. */
  static void readSection(Section section, CacheRegistry registry, Diagnostics diagnostics) {
    if (section.header().size() < 2) {
      diagnostics.alert(section.position(), "'cache' expects a <name> argument");
      return;
    }
    Word name = section.header().get(1);
    if (section.header().size() > 2) {
      Word extra = section.header().get(2);
      diagnostics.alert(
          extra.position(), "'cache' cannot handle unexpected argument '" + extra + "'.");
      return;
    }
    String text = name.text();
    if (text.length() > LONGEST_NAME) {
      text = text.substring(0, LONGEST_NAME);
      diagnostics.warning(
          name.position(),
          "cache name is limited to " + LONGEST_NAME + " characters, truncate to '" + text + "'.");
    }
    Reading reading = new Reading(text, section.position());
    section.directives().forEach(line -> Tables.CACHE.read(reading, line, diagnostics));
    if (diagnostics.failed()) {
      return;
    }
    long total = reading.megabytes * MEGABYTE;
    if (total == 0) {
      alert(diagnostics, section, "Size not specified for cache '" + text + "'");
    } else if (reading.maxObject > total / 2) {
      alert(
          diagnostics,
          section,
          "\"max-object-size\" is limited to an half of \"total-max-size\" => " + total / 2);
    } else if (!registry.declare(definition(reading, total))) {
      diagnostics.alert(section.position(), "Duplicate cache name '" + text + "'.");
    }
  }

  private static void alert(Diagnostics diagnostics, Section section, String message) {
    diagnostics.add(Diagnostic.ofConfiguration(Severity.ALERT, section.position(), message));
  }

  private static CacheDefinition definition(Reading reading, long total) {
    return new CacheDefinition(
        reading.name,
        reading.position,
        total,
        reading.maxObject == 0 ? total / USUAL_PART : reading.maxObject,
        reading.maxAge == 0 ? USUAL_AGE : reading.maxAge,
        reading.processesVary,
        reading.maxSecondary);
  }

  private static void total(Reading reading, Arguments arguments) {
    long megabytes = number(arguments, "'total-max-size' expects a size in megabytes", 0);
    if (megabytes > MOST_MEGABYTES) {
      throw arguments.error(
          "\"total-max-size\" (" + megabytes + ") must not be greater than " + MOST_MEGABYTES);
    }
    reading.megabytes = megabytes;
  }

  private static void vary(Reading reading, Arguments arguments) {
    String word = arguments.peek();
    if (!word.equals("on") && !word.equals("off")) {
      throw arguments.error(
          "'process-vary' expects \"on\" or \"off\" (enable or disable vary processing).");
    }
    reading.processesVary = arguments.text("'on' or 'off'").equals("on");
    arguments.end();
  }

  private static long number(Arguments arguments, String expected, long least) {
    if (!arguments.hasNext()) {
      throw arguments.error(expected + ".");
    }
    Word word = arguments.word("a number");
    long value = -1;
    try {
      value = Long.parseLong(word.text());
    } catch (NumberFormatException e) {
      // told below
    }
    if (value < least || value > Integer.MAX_VALUE) {
      throw arguments.error(word, arguments.keyword() + " wrong value '" + word + "'");
    }
    arguments.end();
    return value;
  }
}
