package io.spillway.ops.acme;

import io.spillway.facility.provider.TextRecord;
import io.spillway.net.tls.ManagedCertificate;
import io.spillway.ops.acme.AcmeDefinition.DnsRecords;
import io.spillway.ops.acme.AcmeDefinition.Ready;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the records of a certificate as {@code challenge-ready} says: for the command, then for
 * some time, then until they are seen. Thread-safe.
 */
final class Readiness {
  private static final String PREFIX = "_acme-challenge.";

  private final ManagedCertificate certificate;
  private final DnsRecords dns;
  private final RecordLookup lookup;
  private final AcmeEvent.Listener listener;
  private final Set<String> awaited = new HashSet<>();

  Readiness(
      ManagedCertificate certificate,
      DnsRecords dns,
      RecordLookup lookup,
      AcmeEvent.Listener listener) {
    this.certificate = certificate;
    this.dns = dns;
    this.lookup = lookup;
    this.listener = listener;
  }

  /**
   * Waits until the authority may look for {@code records}.
   *
   * @throws AcmeFailure where they are not seen in time
   */
  void await(List<TextRecord> records) throws AcmeFailure, InterruptedException {
    Set<Ready> ready = dns.ready();
    if (ready.contains(Ready.COMMAND)) {
      synchronized (this) {
        records.forEach(record -> awaited.add(domain(record)));
      }
    }
    if (!dns.isOwn()) {
      records.forEach(record -> tell(record, ready.contains(Ready.COMMAND)));
    }
    try {
      awaitCommands();
    } finally {
      synchronized (this) {
        awaited.clear();
      }
    }
    if (ready.contains(Ready.DELAY)) {
      TimeUnit.NANOSECONDS.sleep(dns.delay().toNanos());
    }
    if (ready.contains(Ready.RECORD)) {
      awaitRecords(records);
    }
  }

  private void tell(TextRecord record, boolean wantsCommand) {
    String command =
        wantsCommand
            ? "acme challenge_ready " + certificate.name() + " domain " + domain(record)
            : "";
    listener.happened(
        new AcmeEvent.RecordWanted(
            certificate.file(),
            record.name(),
            record.value(),
            dns.providerName(),
            dns.variables(),
            command));
  }

  private static String domain(TextRecord record) {
    return record.name().substring(PREFIX.length());
  }

  private synchronized void awaitCommands() throws InterruptedException {
    while (!awaited.isEmpty()) {
      wait();
    }
  }

  /**
   * The records of {@code domain} are there.
   *
   * @return how many domains are still waited for; negative where that one was not
   */
  synchronized int ready(String domain) {
    String wanted = domain.toLowerCase(Locale.ROOT);
    String plain = wanted.startsWith("*.") ? wanted.substring(2) : wanted;
    if (!awaited.remove(plain)) {
      return -1;
    }
    notifyAll();
    return awaited.size();
  }

  private void awaitRecords(List<TextRecord> records) throws AcmeFailure, InterruptedException {
    long begun = System.nanoTime();
    Duration pause = dns.delay();
    for (TextRecord record : records) {
      while (!lookup.sees(record)) {
        Duration spent = Duration.ofNanos(System.nanoTime() - begun);
        if (spent.plus(pause).compareTo(dns.timeout()) > 0) {
          throw new AcmeFailure(
              "the record "
                  + record.name()
                  + ". TXT is not seen after "
                  + spent.toSeconds()
                  + " s (dns-timeout is "
                  + dns.timeout().toSeconds()
                  + " s)");
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    }
  }
}
