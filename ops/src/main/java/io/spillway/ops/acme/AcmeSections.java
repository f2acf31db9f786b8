package io.spillway.ops.acme;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.Section;
import io.spillway.config.Severity;
import io.spillway.config.SourceFiles;
import io.spillway.config.SourcePosition;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.net.tls.ManagedCertificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads {@code acme} sections (configuration manual, chapter 12.8). Stateless. */
public final class AcmeSections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS = Set.of("acme");

  private AcmeSections() {}

  /** Adds the keywords of the section to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    AcmeReader.TABLE
        .keywords()
        .forEach(
            keyword ->
                catalog.add(
                    KeywordClass.OTHER_SECTION, "acme " + keyword.name(), KeywordState.WORKS, ""));
  }

  /**
   * Reads all sections of {@link #KINDS} among {@code sections} and leaves the others alone.
   *
   * @param certificates what {@code crt-base} says, or empty
   * @param files where credentials are read from
   * @param variables the value of an environment variable, or null where it is not set
   * @param diagnostics takes what is wrong
   * @return by name, in the order of the configuration
   */
  public static Map<String, AcmeDefinition> read(
      List<Section> sections,
      String certificates,
      SourceFiles files,
      UnaryOperator<@Nullable String> variables,
      Diagnostics diagnostics) {
    CredentialSources credentials = new CredentialSources(files, variables);
    Map<String, AcmeDefinition> all = new LinkedHashMap<>();
    for (Section section : sections) {
      if (!KINDS.contains(section.kind())) {
        continue;
      }
      if (section.header().size() < 2) {
        diagnostics.alert(section.position(), "section 'acme' requires an ID argument.");
        continue;
      }
      String name = section.header().get(1).text();
      AcmeDefinition first = all.get(name);
      if (first != null) {
        diagnostics.alert(
            section.position(),
            "acme section '" + name + "' already exists (" + first.position() + ").");
        continue;
      }
      AcmeDefinition read = AcmeReader.read(section, name, certificates, credentials, diagnostics);
      if (read != null) {
        all.put(name, read);
      }
    }
    return all;
  }

  /** Checks that what lines say of certificates fits {@code sections}. */
  public static void check(
      List<ManagedCertificate> certificates,
      Map<String, AcmeDefinition> sections,
      Diagnostics diagnostics) {
    for (ManagedCertificate certificate : certificates) {
      AcmeDefinition section = sections.get(certificate.issuer());
      if (section == null) {
        alert(
            diagnostics,
            "acme '"
                + certificate.issuer()
                + "' was used on a crt line ["
                + certificate.line()
                + "], but no '"
                + certificate.issuer()
                + "' section exists!");
      } else if (certificate.names().isEmpty()) {
        alert(
            diagnostics,
            "No 'domains' were configured for certificate '"
                + certificate.file()
                + "' ["
                + certificate.line()
                + "] (expected: 'domains <name>[,<name>]*').");
      } else if (section.challenge() != AcmeDefinition.Challenge.DNS_01
          && certificate.names().stream().anyMatch(name -> name.startsWith("*."))) {
        alert(
            diagnostics,
            "certificate '"
                + certificate.file()
                + "' ["
                + certificate.line()
                + "] has a wildcard, which no authority proves by "
                + section.challenge().type()
                + " (expected: 'challenge dns-01' in acme section '"
                + section.name()
                + "').");
      }
    }
  }

  private static void alert(Diagnostics diagnostics, String text) {
    diagnostics.add(Diagnostic.ofConfiguration(Severity.ALERT, SourcePosition.BUILT_IN, text));
  }
}
