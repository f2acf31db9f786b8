package io.spillway.facility.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.Providers;
import io.spillway.facility.verdict.Failback;
import io.spillway.facility.verdict.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads {@code dns-failover} sections. Confined to the reading thread. */
final class NameReader {
  static final KeywordTable<NameReader> TABLE = table();

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST_TTL = Duration.ofDays(1);
  private static final int MOST_CHECKS = 1000;
  private static final String AUTHORITATIVE = "authoritative";
  private static final int LONGEST_NAME = 253;
  private static final int MOST_WEIGHT = 256;

  private final Map<String, FacilityDefinition> facilities;
  private final int voters;
  private final CredentialSources credentials;
  private final List<FacilityDefinition> members = new ArrayList<>();
  private final List<Integer> weights = new ArrayList<>();
  private Policy.@Nullable Choice choice;
  private @Nullable CheckDefinition check;
  private @Nullable ProcessCheck processCheck;
  private Duration interval = Duration.ofSeconds(1);
  private @Nullable Duration fastInterval;
  private @Nullable Duration timeout;
  private int fall = 3;
  private int rise = 5;
  private Duration timeToLive = Duration.ofSeconds(30);
  private @Nullable Duration degradedTimeToLive;
  private Failback failback = new Failback.After(Duration.ofMinutes(5));
  private boolean ownVotes;
  private boolean authoritative;
  private final List<ProviderDefinition> providers = new ArrayList<>();
  private @Nullable SourcePosition providerAt;

  private NameReader(
      Map<String, FacilityDefinition> facilities, int voters, CredentialSources credentials) {
    this.facilities = facilities;
    this.voters = voters;
    this.credentials = credentials;
  }

  private static KeywordTable<NameReader> table() {
    KeywordTable<NameReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'dns-failover' section");
    table.add(Keyword.works("order", (name, words) -> name.members(Policy.Choice.ORDER, words)));
    table.add(Keyword.works("all", (name, words) -> name.members(Policy.Choice.ALL, words)));
    table.add(
        Keyword.works("weighted", (name, words) -> name.members(Policy.Choice.WEIGHTED, words)));
    table.add(Keyword.works("check", (name, words) -> name.check = CheckReader.read(words)));
    table.add(Keyword.works("check process", NameReader::checkProcess));
    table.add(paceWord("inter", (name, words) -> name.interval = positive(words)));
    table.add(paceWord("fastinter", (name, words) -> name.fastInterval = positive(words)));
    table.add(paceWord("timeout", (name, words) -> name.timeout = positive(words)));
    table.add(
        paceWord(
            "fall",
            (name, words) -> name.fall = words.integer("a number of checks", 1, MOST_CHECKS)));
    table.add(
        paceWord(
            "rise",
            (name, words) -> name.rise = words.integer("a number of checks", 1, MOST_CHECKS)));
    table.add(Keyword.works("ttl", (name, words) -> name.timeToLive = timeToLive(words)));
    table.add(
        Keyword.works(
            "ttl-degraded", (name, words) -> name.degradedTimeToLive = timeToLive(words)));
    table.add(Keyword.works("quorum", NameReader::quorum));
    table.add(Keyword.works("failback", NameReader::failback));
    table.add(Keyword.works("provider", NameReader::provider));
    table.add(
        Keyword.works(
            "check-own-facility",
            (name, words) -> {
              words.end();
              name.ownVotes = true;
            }));
    return table;
  }

  /** A word of which several may stand on one line: {@code inter 1s fall 3 rise 5}. */
  private static Keyword<NameReader> paceWord(String word, Keyword.Handler<NameReader> handler) {
    return Keyword.works(
        word,
        (name, arguments) -> {
          handler.read(name, arguments);
          if (arguments.hasNext()) {
            String next = arguments.peek();
            if (!List.of("inter", "fastinter", "timeout", "fall", "rise").contains(next)) {
              arguments.end();
            }
            TABLE.readNext(name, arguments);
          }
        });
  }

  /** The name of {@code section}; null where something is missing. */
  static @Nullable NameDefinition read(
      Section section,
      Map<String, FacilityDefinition> facilities,
      int voters,
      CredentialSources credentials,
      Diagnostics diagnostics) {
    String[] name = {""};
    KeywordTable.guarded(
        diagnostics,
        () -> {
          Arguments header = Written.header(section, diagnostics);
          name[0] = domainName(header);
          header.end();
        });
    NameReader reader = new NameReader(facilities, voters, credentials);
    Written.directives(section, TABLE, reader, diagnostics);
    return reader.build(name[0], section, diagnostics);
  }

  private @Nullable NameDefinition build(String name, Section section, Diagnostics diagnostics) {
    Policy.Choice how = choice;
    CheckDefinition checked = check;
    String missing =
        how == null
            ? "'order <facility> ...'"
            : checked == null && processCheck == null ? "'check tcp|http|https|process ...'" : null;
    if (missing != null) {
      diagnostics.alert(
          section.position(), "'dns-failover " + name + "' lacks a line " + missing + ".");
    }
    if (how == null || (checked == null && processCheck == null) || name.isEmpty()) {
      return null;
    }
    checkProviders(name, how, diagnostics);
    Duration limit = timeout == null ? interval : timeout;
    Policy policy = new Policy(how, policyMembers(), voters, failback, ownVotes);
    return new NameDefinition(
        name,
        policy,
        checked,
        processCheck,
        new CheckPace(
            interval,
            fastInterval == null ? interval.dividedBy(2) : fastInterval,
            limit,
            fall,
            rise),
        timeToLive,
        degradedTimeToLive == null ? timeToLive : degradedTimeToLive,
        authoritative,
        providers,
        section.position());
  }

  private List<Policy.Member> policyMembers() {
    List<Policy.Member> all = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      FacilityDefinition facility = members.get(i);
      all.add(new Policy.Member(facility.name(), facility.addresses(), weights.get(i)));
    }
    return all;
  }

  /** A provider tells everybody the same records, so that no answer can be another's. */
  private void checkProviders(String name, Policy.Choice how, Diagnostics diagnostics) {
    if (how == Policy.Choice.WEIGHTED && providerAt != null) {
      diagnostics.alert(
          providerAt,
          "'dns-failover "
              + name
              + "': 'weighted' needs a server that answers each question by itself, and a provider"
              + " holds one set of records for all (expected: 'provider authoritative' alone, or"
              + " 'order' or 'all' instead of 'weighted').");
    }
  }

  private static String domainName(Arguments header) {
    Word word = header.word("a domain name");
    String text = word.text().toLowerCase(Locale.ROOT);
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.length() > LONGEST_NAME
        || !name.matches("(\\*|[a-z0-9_-]{1,63})(\\.[a-z0-9_-]{1,63})*")) {
      throw header.error(word, "'dns-failover': '" + word + "' is no domain name.");
    }
    return name;
  }

  private void members(Policy.Choice how, Arguments arguments) {
    if (choice != null) {
      throw arguments.error("the facilities of this name were given before.");
    }
    choice = how;
    do {
      Word word = arguments.word("the names of facilities");
      FacilityDefinition facility = facilities.get(word.text());
      if (facility == null) {
        throw arguments.error(
            word,
            "'"
                + arguments.keyword()
                + "': there is no facility '"
                + word
                + "' (expected: "
                + (facilities.isEmpty()
                    ? "a section 'facility " + word + "'"
                    : String.join(", ", facilities.keySet()))
                + ").");
      }
      if (members.contains(facility)) {
        throw arguments.error(word, "'" + arguments.keyword() + "': '" + word + "' stands twice.");
      }
      int weight = how == Policy.Choice.WEIGHTED ? weight(arguments) : 1;
      members.add(facility);
      weights.add(weight);
    } while (arguments.hasNext());
    if (weights.stream().allMatch(weight -> weight == 0)) {
      throw arguments.error(
          "'weighted': all weights are 0 (expected: at least one of 1 to " + MOST_WEIGHT + ").");
    }
  }

  private static int weight(Arguments arguments) {
    return arguments.integer("a weight behind each facility", 0, MOST_WEIGHT);
  }

  private void checkProcess(Arguments arguments) {
    List<String> processes = list(arguments, "names of 'process' sections");
    List<String> backends =
        arguments.accept("backend") ? list(arguments, "names of backends") : List.of();
    arguments.end();
    processCheck = new ProcessCheck(processes, backends);
  }

  private static List<String> list(Arguments arguments, String expected) {
    Word word = arguments.word(expected + " with commas between them");
    List<String> all = List.of(word.text().split(",", -1));
    if (all.contains("")) {
      throw arguments.error(
          word, "'" + arguments.keyword() + "' expects " + expected + ", not '" + word + "'.");
    }
    return all;
  }

  private static Duration positive(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.MILLISECONDS);
    if (time.compareTo(SHORTEST) < 0) {
      throw arguments.error("'" + arguments.keyword() + "' is too short (expected: >= 10ms).");
    }
    return time;
  }

  private static Duration timeToLive(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.SECONDS);
    arguments.end();
    if (time.toSeconds() < 1 || time.compareTo(LONGEST_TTL) > 0) {
      throw arguments.error("'" + arguments.keyword() + "' is out of range (expected: 1s to 1d).");
    }
    return Duration.ofSeconds(time.toSeconds());
  }

  private static void quorum(NameReader name, Arguments arguments) {
    Word word = arguments.word("'majority'");
    if (!word.text().equals("majority")) {
      throw arguments.error(word, "'quorum' only supports 'majority' (got '" + word + "').");
    }
    arguments.end();
  }

  private void provider(Arguments arguments) {
    if (arguments.hasNext() && arguments.peek().equals(AUTHORITATIVE)) {
      arguments.word("'authoritative'");
      arguments.end();
      authoritative = true;
    } else {
      providerAt = providerAt == null ? arguments.position() : providerAt;
      providers.add(Providers.read(arguments, List.of(AUTHORITATIVE), credentials));
    }
  }

  private void failback(Arguments arguments) {
    Word word = arguments.word("'after' <time>, 'immediately' or 'manual'");
    failback =
        switch (word.text()) {
          case "after" -> new Failback.After(arguments.time(TimeUnit.SECONDS));
          case "immediately" -> Failback.IMMEDIATELY;
          case "manual" -> Failback.MANUAL;
          default ->
              throw arguments.error(
                  word,
                  "'failback' supports 'after' <time>, 'immediately' and 'manual' (got '"
                      + word
                      + "').");
        };
    arguments.end();
  }
}
