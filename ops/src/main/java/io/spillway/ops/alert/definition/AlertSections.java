package io.spillway.ops.alert.definition;

import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.ops.alert.channel.ChannelReader;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code alerts}. Stateless. */
public final class AlertSections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS = Set.of("alerts");

  private AlertSections() {}

  /** Adds the keywords of the section to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : AlertsReader.TABLE.keywords()) {
      catalog.add(KeywordClass.OTHER_SECTION, "alerts " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /**
   * Reads the section among {@code sections} and leaves the others alone.
   *
   * @param files where secrets and templates are read from
   * @param variables the value of an environment variable, or null where it is not set
   * @param diagnostics takes what is wrong; where it failed, the result is not to be used
   * @return null where there is none
   */
  public static @Nullable AlertsDefinition read(
      List<Section> sections,
      SourceFiles files,
      UnaryOperator<@Nullable String> variables,
      Diagnostics diagnostics) {
    List<Section> own = sections.stream().filter(s -> KINDS.contains(s.kind())).toList();
    if (own.isEmpty()) {
      return null;
    }
    if (own.size() > 1) {
      diagnostics.alert(own.get(1).position(), "a second 'alerts' section (expected: one).");
    }
    return new AlertsReader(
            new ChannelReader.Sources(new CredentialSources(files, variables), files))
        .read(own.getFirst(), diagnostics);
  }
}
