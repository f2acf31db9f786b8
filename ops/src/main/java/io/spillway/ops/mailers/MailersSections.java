package io.spillway.ops.mailers;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.MailKeywords;
import io.spillway.proxy.definition.ProxyDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads {@code mailers} sections (configuration manual, chapter 3.6). Stateless. */
public final class MailersSections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS = Set.of("mailers");

  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

  /** What the lines of a section fill. */
  private static final class Reading {
    final List<MailersDefinition.Mailer> mailers = new ArrayList<>();
    Duration timeout = USUAL_TIMEOUT;
  }

  private static final class Tables {
    private static final KeywordTable<Reading> MAILERS = table();
  }

  private MailersSections() {}

  private static KeywordTable<Reading> table() {
    KeywordTable<Reading> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'mailers' section");
    table.add(Keyword.works("mailer", MailersSections::mailer));
    table.add(
        Keyword.works(
            "timeout mail",
            (reading, arguments) -> {
              reading.timeout = arguments.time(TimeUnit.MILLISECONDS);
              arguments.end();
              if (reading.timeout.isZero()) {
                throw arguments.error("'timeout mail' expects a positive <time>.");
              }
            }));
    return table;
  }

  /** Adds the keywords of the section to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    for (Keyword<?> keyword : Tables.MAILERS.keywords()) {
      catalog.add(KeywordClass.OTHER_SECTION, "mailers " + keyword.name(), KeywordState.WORKS, "");
    }
  }

  /**
   * Reads all sections of {@link #KINDS} among {@code sections} and leaves the others alone.
   *
   * @param diagnostics takes what is wrong
   * @return by name
   */
  public static Map<String, MailersDefinition> read(
      List<Section> sections, Diagnostics diagnostics) {
    Map<String, MailersDefinition> all = new LinkedHashMap<>();
    for (Section section : sections) {
      if (!KINDS.contains(section.kind())) {
        continue;
      }
      if (section.header().size() < 2) {
        diagnostics.alert(section.position(), "missing name for mailers section.");
        continue;
      }
      String name = section.header().get(1).text();
      Reading reading = new Reading();
      section.directives().forEach(line -> Tables.MAILERS.read(reading, line, diagnostics));
      MailersDefinition made = new MailersDefinition(name, reading.mailers, reading.timeout);
      if (all.putIfAbsent(name, made) != null) {
        diagnostics.alert(section.position(), "mailers section '" + name + "' is defined twice.");
      }
    }
    return all;
  }

  private static void mailer(Reading reading, Arguments arguments) {
    Word name = arguments.word("<name> and <addr>[:<port>] as arguments");
    Word where = arguments.word("<name> and <addr>[:<port>] as arguments");
    arguments.end();
    try {
      WrittenAddress address = WrittenAddress.parse(where.text());
      if (address.kind() == WrittenAddress.Kind.INET
          && address.port() == WrittenAddress.PortForm.SINGLE
          && address.firstPort() > 0
          && !address.host().isEmpty()) {
        reading.mailers.add(
            new MailersDefinition.Mailer(name.text(), address.host(), address.firstPort()));
        return;
      }
    } catch (InvalidAddressException e) {
      throw arguments.error(where, "'mailer " + name + "' : " + e.getMessage());
    }
    throw arguments.error(
        where, "'mailer " + name + "' : missing port specification in '" + where + "'");
  }

  /** Checks that what proxies say of mail fits {@code mailers}. */
  public static void check(
      Configuration configuration,
      Map<String, MailersDefinition> mailers,
      Diagnostics diagnostics) {
    for (ProxyDefinition proxy : configuration.proxies()) {
      Settings settings = proxy.settings();
      String named = settings.get(MailKeywords.MAILERS);
      boolean hasAddresses =
          !settings.get(MailKeywords.FROM).isEmpty() && !settings.get(MailKeywords.TO).isEmpty();
      boolean hasAny =
          !named.isEmpty()
              || !settings.get(MailKeywords.FROM).isEmpty()
              || !settings.get(MailKeywords.TO).isEmpty()
              || !settings.get(MailKeywords.HOST_NAME).isEmpty()
              || settings.get(MailKeywords.LEVEL).isPresent();
      if (hasAny && (named.isEmpty() || !hasAddresses)) {
        tell(
            diagnostics,
            Severity.WARNING,
            "'email-alert' will be ignored for proxy '"
                + proxy.name()
                + "' (it requires each of 'email-alert from', 'email-alert mailers' and"
                + " 'email-alert to' to be present).");
      } else if (hasAny && !mailers.containsKey(named)) {
        tell(
            diagnostics,
            Severity.ALERT,
            "Proxy '" + proxy.name() + "': unable to find mailers '" + named + "'.");
      }
    }
  }

  private static void tell(Diagnostics diagnostics, Severity severity, String text) {
    diagnostics.add(Diagnostic.ofConfiguration(severity, SourcePosition.BUILT_IN, text));
  }
}
