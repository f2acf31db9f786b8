package io.spillway.facility.dns;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import io.spillway.facility.dns.message.DomainName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the sections {@code dns-server}, {@code dns-zone} and {@code dns-key}. They may stand in
 * any order.
 */
public final class DnsSections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS = Set.of("dns-server", "dns-zone", "dns-key");

  private DnsSections() {}

  /** Adds the keywords of all sections to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    add(catalog, "dns-server", DnsServerReader.TABLE);
    add(catalog, "dns-zone", DnsZoneReader.TABLE);
  }

  private static void add(KeywordCatalog catalog, String kind, KeywordTable<?> table) {
    for (Keyword<?> keyword : table.keywords()) {
      catalog.add(KeywordClass.OTHER_SECTION, kind + " " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /**
   * Reads all sections of {@link #KINDS} among {@code sections} and leaves the others alone.
   *
   * @param files where zone files and keys are read from
   * @param diagnostics takes what is wrong; where it failed, the result is not to be used
   */
  public static DnsDefinition read(
      List<Section> sections, SourceFiles files, Diagnostics diagnostics) {
    Map<DomainName, TransactionKey> keys = new LinkedHashMap<>();
    forEach(sections, "dns-key", section -> DnsKeyReader.read(section, files, keys, diagnostics));
    List<DnsServerReader> servers = new ArrayList<>();
    forEach(
        sections,
        "dns-server",
        section -> {
          if (!servers.isEmpty()) {
            diagnostics.alert(
                section.position(), "a second 'dns-server' section (expected: at most one).");
          }
          servers.add(DnsServerReader.read(section, files, diagnostics));
        });
    Map<DomainName, DnsZoneDefinition> zones = new LinkedHashMap<>();
    forEach(
        sections,
        "dns-zone",
        section -> {
          DnsZoneDefinition zone = DnsZoneReader.read(section, files, keys, diagnostics);
          if (zone != null && zones.putIfAbsent(zone.apex(), zone) != null) {
            diagnostics.alert(section.position(), "zone " + zone.apex() + " is defined twice.");
          }
        });
    DnsServerDefinition server =
        servers.isEmpty() ? DnsServerDefinition.DEFAULTS : servers.getLast().definition();
    if (servers.isEmpty() && !zones.isEmpty()) {
      diagnostics.warning(
          zones.values().iterator().next().position(),
          "there is no 'dns-server' section: nobody answers for this zone.");
    }
    return new DnsDefinition(server, List.copyOf(zones.values()), List.copyOf(keys.values()));
  }

  private static void forEach(List<Section> sections, String kind, Consumer<Section> reader) {
    sections.stream().filter(section -> section.kind().equals(kind)).forEach(reader);
  }

  /** Reads each directive of {@code section} by {@code table}. */
  static <C> void readAll(
      Section section, KeywordTable<C> table, C target, Diagnostics diagnostics) {
    section.directives().forEach(directive -> table.read(target, directive, diagnostics));
  }

  /** A cursor behind the kind of {@code section}, over the words of its header. */
  static Arguments header(Section section, Diagnostics diagnostics) {
    return new Arguments(
        new Directive(section.header()), 1, section.kind(), Arguments.Polarity.SET, diagnostics);
  }

  /** Reads {@code on} or {@code off}, alone. */
  static boolean isOn(Arguments arguments) {
    Word word = arguments.word("'on' or 'off'");
    arguments.end();
    return switch (word.text()) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw arguments.error(
              word, "'" + arguments.keyword() + "' expects 'on' or 'off', not '" + word + "'.");
    };
  }
}
