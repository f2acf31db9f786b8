package io.spillway.facility.definition;

import io.spillway.config.Diagnostics;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.facility.provider.CredentialSources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sections {@code facility}, {@code witness}, {@code coordination} and {@code
 * dns-failover}, which may stand in any order, and checks that they fit. Stateless.
 */
public final class FacilitySections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS =
      Set.of("facility", "witness", "coordination", "dns-failover");

  private static final int MOST_VOTERS = 31;

  private FacilitySections() {}

  /** Adds the keywords of all sections to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    add(catalog, "facility", FacilityReader.TABLE);
    add(catalog, "coordination", CoordinationReader.TABLE);
    add(catalog, "dns-failover", NameReader.TABLE);
  }

  private static void add(KeywordCatalog catalog, String kind, KeywordTable<?> table) {
    table
        .keywords()
        .forEach(
            keyword ->
                catalog.add(
                    KeywordClass.OTHER_SECTION,
                    kind + " " + keyword.name(),
                    KeywordState.WORKS,
                    ""));
  }

  /**
   * Reads all sections of {@link #KINDS} among {@code sections} and leaves the others alone.
   *
   * @param files where secrets are read from
   * @param variables the value of an environment variable, or null where it is not set
   * @param diagnostics takes what is wrong
   * @return null where there are none, or something is wrong
   */
  public static @Nullable FacilityConfiguration read(
      List<Section> sections,
      SourceFiles files,
      UnaryOperator<@Nullable String> variables,
      Diagnostics diagnostics) {
    CredentialSources credentials = new CredentialSources(files, variables);
    List<Section> own = sections.stream().filter(s -> KINDS.contains(s.kind())).toList();
    if (own.isEmpty()) {
      return null;
    }
    Map<String, FacilityDefinition> facilities = new LinkedHashMap<>();
    forEach(
        own,
        "facility",
        section -> {
          FacilityDefinition facility = FacilityReader.facility(section, diagnostics);
          if (facility != null && facilities.putIfAbsent(facility.name(), facility) != null) {
            diagnostics.alert(
                section.position(), "facility '" + facility.name() + "' is defined twice.");
          }
        });
    List<VoterDefinition> witnesses = new ArrayList<>();
    forEach(
        own,
        "witness",
        section -> {
          VoterDefinition witness = FacilityReader.witness(section, diagnostics);
          if (witness != null) {
            witnesses.add(witness);
          }
        });
    List<VoterDefinition> voters = new ArrayList<>();
    facilities.values().forEach(facility -> voters.addAll(facility.instances()));
    voters.addAll(witnesses);
    checkVoters(voters, own.getFirst(), diagnostics);
    CoordinationDefinition coordination = coordination(own, files, diagnostics);
    Map<String, NameDefinition> names = new LinkedHashMap<>();
    forEach(
        own,
        "dns-failover",
        section -> {
          NameDefinition name =
              NameReader.read(
                  section, facilities, Math.max(1, voters.size()), credentials, diagnostics);
          if (name != null && names.putIfAbsent(name.name(), name) != null) {
            diagnostics.alert(
                section.position(), "'dns-failover " + name.name() + "' is defined twice.");
          }
        });
    return diagnostics.failed() || coordination == null
        ? null
        : new FacilityConfiguration(
            List.copyOf(facilities.values()), witnesses, coordination, List.copyOf(names.values()));
  }

  private static void checkVoters(
      List<VoterDefinition> voters, Section first, Diagnostics diagnostics) {
    if (voters.isEmpty()) {
      diagnostics.alert(
          first.position(),
          "there is no instance (expected: 'instance <name> <address>:<port>' in a facility).");
    } else if (voters.size() > MOST_VOTERS) {
      diagnostics.alert(
          first.position(),
          "there are "
              + voters.size()
              + " instances and witnesses (expected: at most "
              + MOST_VOTERS
              + ").");
    } else if (voters.size() % 2 == 0) {
      diagnostics.diag(
          first.position(),
          "there is an even number of instances and witnesses: half of them cannot decide"
              + " anything, so one of them more, a witness, would make the rest safer.");
    }
    Map<Object, VoterDefinition> seen = new HashMap<>();
    for (VoterDefinition voter : voters) {
      for (Object key : List.of(voter.name(), voter.address())) {
        VoterDefinition other = seen.putIfAbsent(key, voter);
        if (other != null) {
          diagnostics.alert(
              voter.position(),
              "'"
                  + voter.name()
                  + "' has the same "
                  + (key instanceof String ? "name" : "address")
                  + " as '"
                  + other.name()
                  + "' at "
                  + other.position()
                  + ".");
        }
      }
    }
  }

  private static @Nullable CoordinationDefinition coordination(
      List<Section> sections, SourceFiles files, Diagnostics diagnostics) {
    List<CoordinationDefinition> all = new ArrayList<>();
    List<Section> found = sections.stream().filter(s -> s.kind().equals("coordination")).toList();
    for (Section section : found) {
      CoordinationDefinition one = CoordinationReader.read(section, files, diagnostics);
      if (one != null) {
        all.add(one);
      }
    }
    if (found.size() > 1) {
      diagnostics.alert(
          found.get(1).position(), "a second 'coordination' section (expected: one).");
    }
    if (found.isEmpty()) {
      diagnostics.alert(
          sections.getFirst().position(),
          "there is no 'coordination' section (expected: one, with 'secret-file' or 'tls').");
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  private static void forEach(List<Section> sections, String kind, Consumer<Section> reader) {
    sections.stream().filter(section -> section.kind().equals(kind)).forEach(reader);
  }
}
