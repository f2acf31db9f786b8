package io.spillway.assembly;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.facility.certificate.PemContext;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.provider.election.WriterElection;
import io.spillway.facility.runtime.FacilityRuntime;
import io.spillway.facility.runtime.Publications;
import io.spillway.facility.watch.TrustsAll;
import io.spillway.ops.acme.AcmeClientSettings;
import io.spillway.ops.acme.AcmeDefinition;
import io.spillway.ops.acme.AcmeEvent;
import io.spillway.ops.acme.AcmeSections;
import io.spillway.ops.acme.AcmeService;
import io.spillway.ops.acme.HttpChallenges;
import io.spillway.ops.event.CertificateNotice;
import io.spillway.ops.event.Event;
import io.spillway.ops.facility.FacilityServices;
import io.spillway.process.StartException;
import io.spillway.proxy.definition.AcmeKeywords;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.HttpClientKeywords;
import io.spillway.rules.PatternLists;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a process obtains by itself. Immutable.
 *
 * @param sections the {@code acme} sections that certificates ask for, by name
 */
public record AcmePlan(Map<String, AcmeDefinition> sections) {
  /** Checks that certificates can be obtained the way {@code configuration} says. */
  public static void check(
      Configuration configuration, Map<String, AcmeDefinition> sections, Diagnostics diagnostics) {
    AcmeSections.check(configuration.certificates().managed(), sections, diagnostics);
    for (AcmeDefinition section : sections.values()) {
      String map = section.map();
      if (map != null && PatternLists.of(configuration.rules()).named(map) == null) {
        diagnostics.alert(
            section.position(),
            "acme section '"
                + section.name()
                + "': unable to find the map '"
                + map
                + "' (expected: one that a rule looks up in, or no 'map').");
      }
    }
    if (!configuration.certificates().managed().isEmpty()
        && !configuration.global().settings().get(GlobalKeywords.CHROOT).isEmpty()) {
      diagnostics.add(
          Diagnostic.ofConfiguration(
              Severity.ALERT,
              SourcePosition.BUILT_IN,
              "'acme' cannot write certificates from within the 'chroot' of 'global' (expected: no"
                  + " 'chroot')."));
    }
  }

  /** The plan for what {@code configuration} asks for, or null for nothing. */
  public static @Nullable AcmePlan of(
      Configuration configuration, Map<String, AcmeDefinition> sections) {
    Map<String, AcmeDefinition> used = new LinkedHashMap<>(sections);
    used.keySet()
        .removeIf(
            name ->
                configuration.certificates().managed().stream()
                    .noneMatch(certificate -> certificate.issuer().equals(name)));
    return used.isEmpty() ? null : new AcmePlan(used);
  }

  /**
   * A service that asks for nothing yet.
   *
   * @param events what happens is told there
   * @param alerts and there
   * @throws StartException where the key of an account cannot be had
   */
  AcmeService open(
      Configuration configuration,
      @Nullable FacilityPlan facilities,
      FacilityServices facility,
      HttpChallenges http,
      EventLog events,
      Consumer<Event> alerts)
      throws StartException {
    Settings global = configuration.global().settings();
    FacilityRuntime watching = facility.watching();
    try {
      return AcmeService.open(
          sections,
          watching != null,
          new AcmeService.Surroundings(
              configuration.certificates(),
              http,
              name -> PatternLists.of(configuration.rules()).named(name),
              OwnNameServer.zones(facility.nameServer()),
              new AcmeClientSettings(trust(global), global.get(HttpClientKeywords.CONNECT_TIMEOUT)),
              null,
              election(watching, facilities),
              InstantSource.system(),
              AcmeService.Surroundings.usualBackoff(),
              global.get(AcmeKeywords.SCHEDULER),
              event -> tell(event, events, alerts)));
    } catch (IOException e) {
      throw new StartException("acme: " + e.getMessage());
    }
  }

  private static WriterElection election(
      @Nullable FacilityRuntime watching, @Nullable FacilityPlan facilities)
      throws IOException, StartException {
    FacilityConfiguration configured = facilities == null ? null : facilities.configuration();
    if (watching == null || facilities == null || configured == null) {
      return WriterElection.alone();
    }
    VoterDefinition self = facilities.self(configured);
    return Publications.election(watching, self, "certificates");
  }

  private static @Nullable SSLContext trust(Settings global) throws IOException {
    Path authorities = HttpClientKeywords.authorities(global);
    if (!HttpClientKeywords.verifies(global)) {
      try {
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(null, new TrustManager[] {new TrustsAll()}, null);
        return any;
      } catch (GeneralSecurityException e) {
        throw new IOException("'httpclient.ssl.verify none': " + e.getMessage(), e);
      }
    }
    return authorities == null ? null : PemContext.of("TLS", null, authorities.toString());
  }

  private static void tell(AcmeEvent event, EventLog events, Consumer<Event> alerts) {
    Severity severity =
        switch (event) {
          case AcmeEvent.Failed _, AcmeEvent.NotKept _, AcmeEvent.RecordLeft _ -> Severity.WARNING;
          default -> Severity.NOTICE;
        };
    events.tell(severity, "acme: " + event.file() + ": " + event.text() + ".");
    Event notice = CertificateNotice.of(event);
    if (notice != null) {
      alerts.accept(notice);
    }
  }
}
