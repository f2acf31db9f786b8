package io.spillway.ops.watch;

import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.definition.ProcessCheck;
import io.spillway.facility.provider.CredentialSources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads sections {@code process}, and checks that they fit the others. Stateless. */
public final class ProcessSections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS = Set.of("process");

  private ProcessSections() {}

  /** Adds the keywords of the section to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : ProcessReader.TABLE.keywords()) {
      catalog.add(KeywordClass.OTHER_SECTION, "process " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /**
   * Reads the sections among {@code sections} and leaves the others alone.
   *
   * @param files where passwords are read from
   * @param variables the value of an environment variable, or null where it is not set
   * @param facilities what the sections about facilities say, or null
   * @param diagnostics takes what is wrong; where it failed, the result is not to be used
   */
  public static List<ProcessDefinition> read(
      List<Section> sections,
      SourceFiles files,
      UnaryOperator<@Nullable String> variables,
      @Nullable FacilityConfiguration facilities,
      Diagnostics diagnostics) {
    Map<String, ProcessDefinition> all = new LinkedHashMap<>();
    CredentialSources credentials = new CredentialSources(files, variables);
    for (Section section : sections) {
      if (KINDS.contains(section.kind())) {
        ProcessDefinition one = new ProcessReader(credentials).read(section, diagnostics);
        if (one != null && all.putIfAbsent(one.name(), one) != null) {
          diagnostics.alert(section.position(), "process '" + one.name() + "' is defined twice.");
        }
      }
    }
    for (ProcessDefinition one : all.values()) {
      if (!one.facility().isEmpty()
          && (facilities == null || facilities.facility(one.facility()) == null)) {
        diagnostics.alert(
            one.position(),
            "process '" + one.name() + "': there is no facility '" + one.facility() + "'.");
      }
    }
    if (facilities != null) {
      facilities.names().forEach(name -> check(name, all, diagnostics));
    }
    return new ArrayList<>(all.values());
  }

  private static void check(
      NameDefinition name, Map<String, ProcessDefinition> all, Diagnostics diagnostics) {
    ProcessCheck check = name.processCheck();
    if (check == null) {
      return;
    }
    for (String process : check.processes()) {
      ProcessDefinition found = all.get(process);
      if (found == null) {
        diagnostics.alert(
            name.position(),
            "'check process' of "
                + name.name()
                + " names '"
                + process
                + "', which is not defined (expected: a section 'process "
                + process
                + "').");
      } else if (found.facility().isEmpty()) {
        diagnostics.alert(
            found.position(),
            "process '"
                + process
                + "' lacks a line 'in-facility <name>', which 'check process' of "
                + name.name()
                + " needs.");
      } else if (!check.backends().isEmpty() && found.socket() == null && found.page() == null) {
        diagnostics.alert(
            found.position(),
            "process '"
                + process
                + "' lacks a line 'socket' or 'stats-page', which 'check process ... backend' of "
                + name.name()
                + " needs.");
      }
    }
  }
}
