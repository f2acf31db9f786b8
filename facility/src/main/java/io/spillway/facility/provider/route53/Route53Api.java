package io.spillway.facility.provider.route53;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.WriteGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.CreateHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.HealthCheck;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ListHealthChecksResponse;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The operations of Route 53 that failover needs, with their failures told as this program tells
 * them. The SDK's own retries are off: the publisher has pauses of its own. Thread-safe; blocks.
 */
final class Route53Api implements AutoCloseable {
  private static final int MOST_PAGES = 50;

  private final Route53Definition definition;
  private final Route53Client client;

  Route53Api(Route53Definition definition) {
    this.definition = definition;
    ClientOverrideConfiguration.Builder overrides =
        ClientOverrideConfiguration.builder()
            .retryStrategy(DefaultRetryStrategy.doNotRetry())
            .apiCallTimeout(definition.timeout());
    if (definition.profile() != null) {
      overrides.defaultProfileName(definition.profile());
    }
    Route53ClientBuilder builder =
        Route53Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(definition.timeout())
                    .socketTimeout(definition.timeout()))
            .region(Region.US_EAST_1)
            .overrideConfiguration(overrides.build());
    if (definition.endpoint() != null) {
      builder.endpointOverride(definition.endpoint());
    }
    if (definition.accessKey() != null && definition.secretKey() != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(
                  definition.accessKey().reveal(), definition.secretKey().reveal())));
    } else {
      DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
      if (definition.profile() != null) {
        chain.profileName(definition.profile());
      }
      builder.credentialsProvider(chain.build());
    }
    this.client = builder.build();
  }

  /** The id of the public hosted zone of that name, if there is one. */
  Optional<String> zoneId(String name) throws ProviderException, InterruptedException {
    return call(
        () ->
            client
                .listHostedZonesByName(r -> r.dnsName(name + ".").maxItems("10"))
                .hostedZones()
                .stream()
                .filter(zone -> zone.name().equals(name + "."))
                .filter(zone -> !Boolean.TRUE.equals(zone.config().privateZone()))
                .map(HostedZone::id)
                // The SDK takes the prefix "/hostedzone/" off some responses, not off this one.
                .map(id -> id.substring(id.lastIndexOf('/') + 1))
                .findFirst());
  }

  /** All record sets of a name with a type. */
  List<ResourceRecordSet> recordSets(String zone, String name, String type)
      throws ProviderException, InterruptedException {
    return call(
        () ->
            client
                .listResourceRecordSets(
                    r ->
                        r.hostedZoneId(zone)
                            .startRecordName(name + ".")
                            .startRecordType(RRType.fromValue(type))
                            .maxItems("100"))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.name().equals(name + ".") && set.typeAsString().equals(type))
                .toList());
  }

  /** Carries out changes as a whole and waits until all of Route 53's servers have them. */
  Duration change(String zone, List<Change> changes, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Duration within = guard.within(definition.timeout());
    ChangeInfo info =
        call(
            () ->
                client
                    .changeResourceRecordSets(
                        r ->
                            r.hostedZoneId(zone)
                                .changeBatch(b -> b.changes(changes).comment("Spillway failover"))
                                .overrideConfiguration(o -> o.apiCallTimeout(within)))
                    .changeInfo());
    long start = System.nanoTime();
    long pause = 250;
    String id = info.id();
    while (info.status() != ChangeStatus.INSYNC) {
      if (System.nanoTime() - start > definition.syncTimeout().toNanos()) {
        throw new ProviderException(
            Kind.UNAVAILABLE,
            "Route 53 took the change but has not spread it in "
                + definition.syncTimeout().toSeconds()
                + " s");
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(2 * pause, 5_000);
      info = call(() -> client.getChange(r -> r.id(id)).changeInfo());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** All health checks of the account. */
  List<HealthCheck> healthChecks() throws ProviderException, InterruptedException {
    return call(
        () -> {
          List<HealthCheck> all = new ArrayList<>();
          ListHealthChecksResponse page = client.listHealthChecks(r -> r.maxItems("100"));
          all.addAll(page.healthChecks());
          for (int i = 0; page.isTruncated() && i < MOST_PAGES; i++) {
            String marker = page.nextMarker();
            page = client.listHealthChecks(r -> r.maxItems("100").marker(marker));
            all.addAll(page.healthChecks());
          }
          return all;
        });
  }

  /** Makes a health check and returns its id. */
  String createHealthCheck(Consumer<CreateHealthCheckRequest.Builder> request, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Duration within = guard.within(definition.timeout());
    return call(
        () ->
            client
                .createHealthCheck(
                    r -> {
                      request.accept(r);
                      r.overrideConfiguration(o -> o.apiCallTimeout(within));
                    })
                .healthCheck()
                .id());
  }

  private interface Call<T> {
    T make();
  }

  private <T> T call(Call<T> call) throws ProviderException, InterruptedException {
    try {
      return call.make();
    } catch (AwsServiceException e) {
      throw failure(e);
    } catch (AbortedException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (SdkClientException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      String message = String.valueOf(e.getMessage());
      throw message.contains("credentials")
          ? new ProviderException(Kind.REFUSED, "no credentials for AWS were found")
          : new ProviderException(
              message.contains("Unable to unmarshall") ? Kind.MALFORMED : Kind.UNAVAILABLE,
              "Route 53 does not answer: " + message);
    }
  }

  private static ProviderException failure(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    String text =
        e.awsErrorDetails() == null
            ? "no reason"
            : String.valueOf(e.awsErrorDetails().errorMessage());
    Kind kind;
    if (e.statusCode() == 429
        || e.isThrottlingException()
        || "PriorRequestNotComplete".equals(code)) {
      kind = Kind.RATE_LIMITED;
    } else if ("InvalidChangeBatch".equals(code)) {
      kind = Kind.CONFLICT;
    } else if (e.statusCode() >= 500) {
      kind = Kind.UNAVAILABLE;
    } else if (e.statusCode() < 400) {
      kind = Kind.MALFORMED;
    } else {
      kind = Kind.REFUSED;
    }
    return new ProviderException(
        kind, "Route 53 answers with status " + e.statusCode() + " (" + code + "): " + text);
  }

  @Override
  public void close() {
    client.close();
  }
}
