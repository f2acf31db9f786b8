package io.spillway.ops.acme;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.TextRecord;
import io.spillway.net.tls.ManagedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/**
 * One order of a certificate, from the account to the chain. Confined to the thread that runs it.
 */
final class Issuance {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LONGEST_COMMON_NAME = 64;

  private final ManagedCertificate certificate;
  private final AcmeDefinition definition;
  private final AcmeAuthority authority;
  private final ChallengeAnswers answers;
  private final Readiness readiness;
  private final AcmeEvent.Listener listener;
  private final List<ChallengeAnswers.Removal> removals = new ArrayList<>();

  /**
   * An order that is not made yet.
   *
   * @param readiness waits for the records of dns-01
   */
  Issuance(
      ManagedCertificate certificate,
      AcmeDefinition definition,
      AcmeAuthority authority,
      ChallengeAnswers answers,
      Readiness readiness,
      AcmeEvent.Listener listener) {
    this.certificate = certificate;
    this.definition = definition;
    this.authority = authority;
    this.answers = answers;
    this.readiness = readiness;
    this.listener = listener;
  }

  /**
   * Obtains a chain for {@code key}, its own certificate first.
   *
   * @throws AcmeFailure where it could not be done, and why
   */
  List<X509Certificate> run(KeyPair key) throws AcmeFailure, InterruptedException {
    try {
      return order(authority.open(), key);
    } catch (AcmeRateLimitedException e) {
      Instant until = e.getRetryAfter().orElse(null);
      throw new AcmeFailure("the authority limits the rate: " + e.getMessage(), until);
    } catch (AcmeUserActionRequiredException e) {
      throw new AcmeFailure("the authority wants something done first, see " + e.getInstance());
    } catch (AcmeException | AcmeLazyLoadingException | AcmeProtocolException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new AcmeFailure(reason(e));
    } catch (ProviderException e) {
      throw new AcmeFailure("the record could not be made: " + e.reason(), after(e.retryAfter()));
    } catch (IOException e) {
      throw new AcmeFailure(String.valueOf(e.getMessage()));
    } finally {
      clean();
    }
  }

  private static @Nullable Instant after(@Nullable Duration pause) {
    return pause == null ? null : Instant.now().plus(pause);
  }

  private static String reason(Throwable thrown) {
    StringBuilder text = new StringBuilder(String.valueOf(thrown.getMessage()));
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      String more = String.valueOf(cause.getMessage());
      if (text.indexOf(more) < 0) {
        text.append(": ")
            .append(cause.getMessage() == null ? cause.getClass().getSimpleName() : more);
      }
    }
    return text.toString();
  }

  private List<X509Certificate> order(Login login, KeyPair key)
      throws AcmeException, AcmeFailure, ProviderException, InterruptedException {
    OrderBuilder builder = login.newOrder();
    certificate.names().forEach(name -> builder.identifier(identifier(name)));
    String profile = definition.profile();
    if (profile != null) {
      builder.profile(profile);
    }
    Order order = builder.create();
    prove(order);
    if (order.waitUntilReady(PATIENCE) == Status.INVALID) {
      throw new AcmeFailure("the order was refused" + told(order.getError().orElse(null)));
    }
    String first = certificate.names().getFirst();
    order.execute(
        key,
        request -> {
          if (first.length() <= LONGEST_COMMON_NAME && !isAddress(first)) {
            request.setCommonName(first);
          }
        });
    Status status = order.waitForCompletion(PATIENCE);
    if (status != Status.VALID) {
      throw new AcmeFailure("the order is " + word(status) + told(order.getError().orElse(null)));
    }
    return order.getCertificate().getCertificateChain();
  }

  private static Identifier identifier(String name) {
    return isAddress(name) ? Identifier.ip(name) : Identifier.dns(name);
  }

  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String told(@Nullable Problem problem) {
    return problem == null ? "" : ": " + problem;
  }

  /** Answers all challenges before the authority looks for any of them. */
  private void prove(Order order)
      throws AcmeException, AcmeFailure, ProviderException, InterruptedException {
    List<Challenge> challenges = new ArrayList<>();
    List<TextRecord> records = new ArrayList<>();
    for (Authorization authorization : order.getAuthorizations()) {
      if (authorization.getStatus() != Status.VALID) {
        challenges.add(answer(authorization, records));
      }
    }
    if (!records.isEmpty()) {
      readiness.await(records);
    }
    for (Challenge challenge : challenges) {
      challenge.trigger();
    }
    for (Challenge challenge : challenges) {
      Status status = challenge.waitForCompletion(PATIENCE);
      if (status != Status.VALID) {
        throw new AcmeFailure(
            "the authority's check by "
                + challenge.getType()
                + " is "
                + word(status)
                + told(challenge.getError().orElse(null)));
      }
    }
  }

  private Challenge answer(Authorization authorization, List<TextRecord> records)
      throws AcmeFailure, ProviderException, InterruptedException {
    Identifier identifier = authorization.getIdentifier();
    return switch (definition.challenge()) {
      case HTTP_01 -> {
        Http01Challenge challenge = find(authorization, Http01Challenge.class);
        removals.add(answers.http(definition, challenge.getToken(), challenge.getAuthorization()));
        yield challenge;
      }
      case TLS_ALPN_01 -> {
        TlsAlpn01Challenge challenge = find(authorization, TlsAlpn01Challenge.class);
        removals.add(answers.tls(identifier.getValue(), challenge.getAcmeValidation()));
        yield challenge;
      }
      case DNS_01 -> {
        Dns01Challenge challenge = find(authorization, Dns01Challenge.class);
        String name = Dns01Challenge.toRRName(identifier);
        TextRecord record =
            new TextRecord(
                (name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                    .toLowerCase(Locale.ROOT),
                challenge.getDigest());
        removals.add(answers.record(definition.dns(), record));
        records.add(record);
        yield challenge;
      }
    };
  }

  private <T extends Challenge> T find(Authorization authorization, Class<T> type)
      throws AcmeFailure {
    return authorization
        .findChallenge(type)
        .orElseThrow(
            () ->
                new AcmeFailure(
                    "the authority does not take "
                        + definition.challenge().type()
                        + " for "
                        + authorization.getIdentifier().getValue()));
  }

  private void clean() throws InterruptedException {
    for (ChallengeAnswers.Removal removal : removals) {
      try {
        removal.run();
      } catch (ProviderException e) {
        listener.happened(
            new AcmeEvent.RecordLeft(
                certificate.file(),
                "_acme-challenge." + certificate.names().getFirst(),
                e.reason()));
      }
    }
    removals.clear();
  }
}
