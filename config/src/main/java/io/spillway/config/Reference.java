package io.spillway.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of HAProxy 3.4: what Spillway measures itself against. Read from its resource when
 * it is first asked, which a configuration without errors never does. Thread-safe.
 */
public final class Reference {
  private static final String RESOURCE = "keywords.tsv";

  /**
   * A keyword of the language.
   *
   * @param name the keyword, without the {@code *} of names that go on in parentheses
   * @param detail what the listing of its class shows beside the name, in the resource's form
   */
  public record Entry(String name, String detail) {
    /** Whether HAProxy's own listing leaves the keyword out. */
    boolean isUnlisted() {
      return detail.equals("core");
    }

    /** The words after the name in the resource, or the empty string. */
    String remark() {
      return isUnlisted() || detail.equals("-") ? "" : detail;
    }
  }

  private static final class Loaded {
    private static final Map<KeywordClass, Map<String, Entry>> ENTRIES = load();
  }

  private Reference() {}

  /** The keyword of {@code keywordClass} called {@code name}, or null. */
  public static @Nullable Entry entry(KeywordClass keywordClass, String name) {
    return entriesByName(keywordClass).get(name);
  }

  /** All keywords of {@code keywordClass}, in the order of HAProxy's listing. */
  public static Collection<Entry> entries(KeywordClass keywordClass) {
    return entriesByName(keywordClass).values();
  }

  /** The last of {@code names} that HAProxy has in {@code keywordClass}, or null. */
  static @Nullable String knownName(KeywordClass keywordClass, String... names) {
    String known = null;
    for (String name : names) {
      known = entry(keywordClass, name) == null ? known : name;
    }
    return known;
  }

  private static Map<String, Entry> entriesByName(KeywordClass keywordClass) {
    return Objects.requireNonNull(Loaded.ENTRIES.get(keywordClass));
  }

  private static Map<KeywordClass, Map<String, Entry>> load() {
    Map<String, Map<String, Entry>> byLabel = new LinkedHashMap<>();
    Map<KeywordClass, Map<String, Entry>> entries = new EnumMap<>(KeywordClass.class);
    for (KeywordClass keywordClass : KeywordClass.values()) {
      Map<String, Entry> ofClass = new LinkedHashMap<>();
      entries.put(keywordClass, ofClass);
      byLabel.put(keywordClass.label(), ofClass);
    }
    try (InputStream resource = Reference.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(resource, RESOURCE), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          int first = line.indexOf('\t');
          int second = line.indexOf('\t', first + 1);
          Entry entry = new Entry(line.substring(first + 1, second), line.substring(second + 1));
          Objects.requireNonNull(byLabel.get(line.substring(0, first)), line)
              .put(entry.name(), entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }
}
