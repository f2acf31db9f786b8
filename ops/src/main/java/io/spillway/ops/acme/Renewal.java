package io.spillway.ops.acme;

import io.spillway.facility.provider.Backoff;
import io.spillway.facility.provider.election.WriterElection;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.ManagedCertificate;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One certificate on its way through time: obtained when it is missing or about to expire, on a
 * virtual thread of its own. Thread-safe.
 */
final class Renewal implements AutoCloseable {
  /** How often the clock, the file and who writes are looked at. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** What a renewal takes from outside. Immutable. */
  record Surroundings(
      CertificateStore store,
      ChallengeAnswers answers,
      RecordLookup lookup,
      WriterElection election,
      InstantSource clock,
      Backoff backoff,
      boolean isAutomatic,
      AcmeEvent.Listener listener) {}

  /** What can be told of a certificate at a moment. */
  record Report(
      Path name, String section, boolean isRunning, Instant until, @Nullable Instant next) {}

  private final ManagedCertificate certificate;
  private final AcmeDefinition definition;
  private final AcmeAuthority authority;
  private final Surroundings around;
  private final Readiness readiness;
  private final Thread thread;
  private final double chance;
  private RenewalMemory memory;
  private @Nullable String unkept;
  private String seen = "";
  private boolean toldUnkept;
  private boolean isAsked;
  private boolean isRunning;

  Renewal(
      ManagedCertificate certificate,
      AcmeDefinition definition,
      AcmeAuthority authority,
      Surroundings around) {
    this.certificate = certificate;
    this.definition = definition;
    this.authority = authority;
    this.around = around;
    this.readiness =
        new Readiness(certificate, definition.dns(), around.lookup(), around.listener());
    this.memory = RenewalMemory.read(certificate.file(), certificate.names());
    this.chance = around.backoff().random().nextDouble();
    this.seen = mark();
    this.thread =
        Thread.ofVirtual().name("certificate " + certificate.file()).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /** The name that the runtime API calls it by. */
  String name() {
    return certificate.name().toString();
  }

  Readiness readiness() {
    return readiness;
  }

  /** Asks for a new certificate now; false where that is being done. */
  synchronized boolean ask() {
    if (isRunning || isAsked) {
      return false;
    }
    isAsked = true;
    notifyAll();
    return true;
  }

  synchronized Report report() {
    return new Report(
        certificate.name(),
        definition.name(),
        isRunning,
        until(),
        around.isAutomatic() ? due() : null);
  }

  private Instant until() {
    TlsCertificate shown = around.store().find(name());
    return shown == null ? Instant.EPOCH : shown.chain().getFirst().getNotAfter().toInstant();
  }

  private void work() {
    try {
      while (true) {
        awaitTurn();
        run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it is time, or somebody asks. */
  private synchronized void awaitTurn() throws InterruptedException {
    while (true) {
      keep();
      follow();
      if (isAsked || isTurn()) {
        isAsked = false;
        isRunning = true;
        return;
      }
      Duration left =
          around.isAutomatic() ? Duration.between(around.clock().instant(), due()) : LOOK;
      boolean isSoon = left.isPositive() && left.compareTo(LOOK) < 0;
      wait(Math.max(1, (isSoon ? left : LOOK).toMillis()));
    }
  }

  private boolean isTurn() {
    return around.isAutomatic()
        && !around.clock().instant().isBefore(due())
        && around.election().standing() instanceof WriterElection.Standing.Writer;
  }

  private Instant due() {
    Instant wanted = wanted();
    return wanted.isBefore(memory.next()) ? memory.next() : wanted;
  }

  private Instant wanted() {
    TlsCertificate shown = around.store().find(name());
    if (shown == null || around.store().isPlaceholder(certificate.name())) {
      return Instant.EPOCH;
    }
    X509Certificate own = shown.chain().getFirst();
    return RenewalTime.covers(own, certificate.names())
        ? RenewalTime.of(own, chance)
        : Instant.EPOCH;
  }

  /** Shows what another instance, or an operator, has put into the file. */
  private void follow() {
    String now = mark();
    if (now.isEmpty() || now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      around
          .store()
          .replace(
              certificate.name(),
              Files.readString(certificate.file(), StandardCharsets.ISO_8859_1));
      around.listener().happened(new AcmeEvent.Followed(certificate.file(), until()));
    } catch (IOException | TlsException e) {
      fail(new AcmeFailure("its changed file cannot be used: " + e.getMessage()));
    }
  }

  private String mark() {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(certificate.file(), BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      return "";
    }
  }

  private void run() throws InterruptedException {
    around
        .listener()
        .happened(
            new AcmeEvent.Started(certificate.file(), definition.name(), certificate.names()));
    try {
      KeyPair key = key();
      List<X509Certificate> chain =
          new Issuance(
                  certificate,
                  definition,
                  authority,
                  around.answers(),
                  readiness,
                  around.listener())
              .run(key);
      String text = Keys.text(chain, key.getPrivate());
      around.store().replace(certificate.name(), text);
      succeed(text);
    } catch (AcmeFailure e) {
      fail(e);
    } catch (TlsException | CertificateEncodingException e) {
      fail(new AcmeFailure("what the authority has sent cannot be used: " + e.getMessage()));
    } catch (RuntimeException e) {
      fail(new AcmeFailure("this is a mistake of the program's own: " + e));
    } finally {
      synchronized (this) {
        isRunning = false;
      }
    }
  }

  private KeyPair key() {
    TlsCertificate shown = around.store().find(name());
    return definition.reusesKey()
            && shown != null
            && !around.store().isPlaceholder(certificate.name())
        ? new KeyPair(shown.chain().getFirst().getPublicKey(), shown.key())
        : Keys.make(definition.key());
  }

  /** Who hears of the certificate finds its file written, unless told otherwise. */
  private synchronized void succeed(String text) {
    unkept = text;
    memory = RenewalMemory.NONE;
    IOException refused = write();
    // What cannot be kept is told once, and tried again at each look.
    if (refused == null) {
      memory.keep(certificate.file(), certificate.names());
    }
    around.listener().happened(new AcmeEvent.Obtained(certificate.file(), until()));
    tell(refused);
  }

  private void keep() {
    tell(write());
  }

  private @Nullable IOException write() {
    String text = unkept;
    if (text == null) {
      return null;
    }
    try {
      KeptFile.write(certificate.file(), text);
      unkept = null;
      seen = mark();
      toldUnkept = false;
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private void tell(@Nullable IOException refused) {
    if (refused != null && !toldUnkept) {
      toldUnkept = true;
      around
          .listener()
          .happened(new AcmeEvent.NotKept(certificate.file(), KeptFile.reason(refused)));
    }
  }

  private synchronized void fail(AcmeFailure failure) {
    Instant now = around.clock().instant();
    int failures = memory.failures() + 1;
    Instant asked = failure.notBefore();
    Duration pause =
        around.backoff().after(failures, asked == null ? null : Duration.between(now, asked));
    memory = new RenewalMemory(failures, now.plus(pause).truncatedTo(ChronoUnit.MILLIS));
    memory.keep(certificate.file(), certificate.names());
    around
        .listener()
        .happened(
            new AcmeEvent.Failed(
                certificate.file(),
                failure.reason(),
                memory.next().truncatedTo(ChronoUnit.SECONDS)));
  }

  /** Asks no more; an order that is under way is given up. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
