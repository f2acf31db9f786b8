package io.spillway.ops.acme;

import io.spillway.facility.provider.Backoff;
import io.spillway.facility.provider.election.WriterElection;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.ManagedCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The certificates that a process obtains and renews by itself, at work. Thread-safe. */
public final class AcmeService implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(12);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * What the service takes from outside. Immutable.
   *
   * @param store what is shown
   * @param http where challenges http-01 are answered
   * @param maps finds the maps of the configuration
   * @param zones the DNS server of this process
   * @param client how authorities are spoken with
   * @param nameServer whom to ask for records; null for the system's resolvers
   * @param election which instance asks
   * @param clock the date
   * @param backoff the pauses after failures
   * @param isAutomatic whether certificates are renewed when it is time ({@code acme.scheduler})
   * @param listener hears of events
   */
  public record Surroundings(
      CertificateStore store,
      HttpChallenges http,
      AcmeMaps maps,
      OwnZones zones,
      AcmeClientSettings client,
      @Nullable InetSocketAddress nameServer,
      WriterElection election,
      InstantSource clock,
      Backoff backoff,
      boolean isAutomatic,
      AcmeEvent.Listener listener) {
    /** The pauses after failures where nothing else is wanted. */
    public static Backoff usualBackoff() {
      return new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new Random());
    }
  }

  private final Surroundings around;
  private final Map<String, Renewal> renewals = new LinkedHashMap<>();

  private AcmeService(Surroundings around) {
    this.around = around;
  }

  /**
   * A service that does not ask for anything yet. The keys of accounts are read, and made where
   * they are missing.
   *
   * @param sections by name, those that the store's certificates ask for among them
   * @param isShared whether other instances may ask with the same accounts, whose challenges are
   *     answered here, too
   * @throws IOException where a key cannot be read or written; the message names its file
   */
  public static AcmeService open(
      Map<String, AcmeDefinition> sections, boolean isShared, Surroundings around)
      throws IOException {
    AcmeService service = new AcmeService(around);
    Map<String, AccountKey> keys = new LinkedHashMap<>();
    for (AcmeDefinition section : sections.values()) {
      String file = section.accountKey().toString();
      AccountKey known = keys.get(file);
      keys.put(file, known == null ? AccountKey.of(section.accountKey(), section.key()) : known);
    }
    if (isShared) {
      service.answerForOthers(sections, keys);
    }
    for (ManagedCertificate certificate : around.store().managed()) {
      AcmeDefinition section = sections.get(certificate.issuer());
      AccountKey key = section == null ? null : keys.get(section.accountKey().toString());
      if (section != null && key != null) {
        Renewal renewal =
            new Renewal(
                certificate,
                section,
                new AcmeAuthority(section, around.client(), key),
                new Renewal.Surroundings(
                    around.store(),
                    new ChallengeAnswers(
                        around.http(), around.store().challenges(), around.maps(), around.zones()),
                    new RecordLookup(around.nameServer()),
                    around.election(),
                    around.clock(),
                    around.backoff(),
                    around.isAutomatic(),
                    around.listener()));
        service.renewals.put(renewal.name(), renewal);
      }
    }
    return service;
  }

  /** The authority may look for an answer at any instance; one account can be answered by all. */
  private void answerForOthers(Map<String, AcmeDefinition> sections, Map<String, AccountKey> keys) {
    Set<String> thumbprints =
        sections.values().stream()
            .filter(section -> section.challenge() == AcmeDefinition.Challenge.HTTP_01)
            .map(section -> keys.get(section.accountKey().toString()))
            .filter(key -> key != null)
            .map(AccountKey::thumbprint)
            .collect(Collectors.toSet());
    if (thumbprints.size() == 1) {
      around.http().answerForOthers(thumbprints.iterator().next());
    }
  }

  /** Begins to obtain what is missing or about to expire. */
  public void start() {
    renewals.values().forEach(Renewal::start);
  }

  /** The names of the certificates. */
  public List<String> names() {
    return List.copyOf(renewals.keySet());
  }

  /** Whether {@code name} is obtained here. */
  public boolean has(String name) {
    return renewals.containsKey(name);
  }

  /**
   * Asks for a new certificate now, whoever of the instances it is that usually asks.
   *
   * @return false where that is being done already, or there is no such certificate
   */
  public boolean renew(String name) {
    Renewal renewal = renewals.get(name);
    return renewal != null && renewal.ask();
  }

  /**
   * The record for {@code domain} is there.
   *
   * @return how many domains of the certificate are still waited for; negative where this one was
   *     not
   */
  public int challengeReady(String name, String domain) {
    Renewal renewal = renewals.get(name);
    return renewal == null ? -1 : renewal.readiness().ready(domain);
  }

  /** A table of the certificates, as {@code acme status} prints it. */
  public String status() {
    StringBuilder text =
        new StringBuilder(
            "# certificate\tsection\tstate\texpiration date (UTC)\texpires in\tscheduled date"
                + " (UTC)\tscheduled in\n");
    Instant now = around.clock().instant();
    for (Renewal renewal : renewals.values()) {
      Renewal.Report report = renewal.report();
      Instant next = report.next();
      String state =
          report.isRunning() ? "Running" : around.isAutomatic() ? "Scheduled" : "Stopped";
      text.append(report.name()).append('\t').append(report.section()).append('\t').append(state);
      append(text, report.until(), now);
      if (next == null) {
        text.append("\t-\t-");
      } else {
        append(text, next, now);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Instant moment, Instant now) {
    Instant shown = moment.isBefore(now) && moment.equals(Instant.EPOCH) ? now : moment;
    Duration left = Duration.between(now, shown.truncatedTo(ChronoUnit.SECONDS));
    Duration positive = left.isNegative() ? Duration.ZERO : left;
    text.append('\t')
        .append(DATE.format(shown))
        .append('\t')
        .append(positive.toDays())
        .append("d ")
        .append(
            String.format(
                Locale.ROOT,
                "%dh%02dm%02ds",
                positive.toHoursPart(),
                positive.toMinutesPart(),
                positive.toSecondsPart()));
  }

  @Override
  public void close() {
    renewals.values().forEach(Renewal::close);
    around.election().close();
  }
}
