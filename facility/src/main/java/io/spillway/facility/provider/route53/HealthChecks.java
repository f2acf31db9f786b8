package io.spillway.facility.provider.route53;

import io.spillway.facility.provider.Change;
import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.ManagedFailover.Protocol;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.WriteGuard;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.HealthCheck;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;
import software.amazon.awssdk.services.route53.model.HealthCheckType;

/**
 * Route 53's health checks of the facilities' addresses. One that checks the same is used again,
 * whoever made it; nothing is deleted, for others may use it too. Used by one thread at a time.
 */
final class HealthChecks {
  private final Route53Definition definition;
  private final Route53Api api;

  HealthChecks(Route53Definition definition, Route53Api api) {
    this.definition = definition;
    this.api = api;
  }

  /** The id of the check of {@code address}, which is made where there is none; null if dry. */
  @Nullable String ensure(
      ManagedFailover failover,
      InetAddress address,
      Mode mode,
      WriteGuard guard,
      List<Change> changes)
      throws ProviderException, InterruptedException {
    HealthCheckConfig wanted = config(failover.check(), address);
    for (HealthCheck existing : api.healthChecks()) {
      if (same(existing.healthCheckConfig(), wanted)) {
        return existing.id();
      }
    }
    changes.add(
        new Change(
            '+',
            "health check "
                + wanted.typeAsString()
                + " "
                + address.getHostAddress()
                + " port "
                + wanted.port()));
    return mode == Mode.DRY_RUN
        ? null
        : api.createHealthCheck(
            // Route 53 takes a reference once for ever, even after its check was deleted.
            r -> r.callerReference("spillway-" + UUID.randomUUID()).healthCheckConfig(wanted),
            guard);
  }

  private HealthCheckConfig config(ManagedFailover.Check check, InetAddress address) {
    HealthCheckConfig.Builder config =
        HealthCheckConfig.builder()
            .ipAddress(address.getHostAddress())
            .port(check.port())
            .requestInterval((int) definition.checkInterval().toSeconds())
            .failureThreshold(definition.checkFailures());
    if (check.protocol() == Protocol.TCP) {
      return config.type(HealthCheckType.TCP).build();
    }
    boolean secure = check.protocol() == Protocol.HTTPS;
    boolean search = !check.contains().isEmpty();
    config.fullyQualifiedDomainName(check.host()).resourcePath(check.path());
    if (search) {
      config.searchString(check.contains());
    }
    if (secure) {
      config.enableSNI(true);
    }
    return config
        .type(
            secure
                ? (search ? HealthCheckType.HTTPS_STR_MATCH : HealthCheckType.HTTPS)
                : (search ? HealthCheckType.HTTP_STR_MATCH : HealthCheckType.HTTP))
        .build();
  }

  private static boolean same(HealthCheckConfig one, HealthCheckConfig other) {
    return text(one).equals(text(other)) && !Boolean.TRUE.equals(one.disabled());
  }

  private static List<String> text(HealthCheckConfig config) {
    return List.of(
        String.valueOf(config.typeAsString()),
        normal(config.ipAddress()),
        String.valueOf(config.port()),
        String.valueOf(config.requestInterval()),
        String.valueOf(config.failureThreshold()),
        String.valueOf(config.fullyQualifiedDomainName()),
        String.valueOf(config.resourcePath()),
        String.valueOf(config.searchString()));
  }

  private static String normal(@Nullable String address) {
    try {
      return address == null ? "" : InetAddress.ofLiteral(address).getHostAddress();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
