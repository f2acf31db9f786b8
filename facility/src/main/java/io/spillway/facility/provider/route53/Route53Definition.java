package io.spillway.facility.provider.route53;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.CommonWords;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Secret;
import io.spillway.facility.provider.verify.ReadBack;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code provider route53} line. Immutable.
 *
 * @param zoneId the hosted zone, or null to find it by its name
 * @param zone its name, or null to find the one that the name belongs to
 * @param profile the profile of the AWS configuration files to use, or null
 * @param accessKey the id of an access key, or null for AWS's default chain of credentials
 * @param secretKey the key that goes with {@code accessKey}, or null with it
 * @param endpoint where to send requests instead of to AWS, or null
 * @param healthChecks whether the name's records are a failover pair with health checks
 * @param checkInterval between the checks of one of Route 53's checkers: 10 or 30 seconds
 * @param checkFailures failed checks until an address counts as dead, from 1 to 10
 * @param syncTimeout how long a change may take to reach all of Route 53's servers
 * @param timeout of one request
 */
public record Route53Definition(
    @Nullable String zoneId,
    @Nullable String zone,
    @Nullable String profile,
    @Nullable Secret accessKey,
    @Nullable Secret secretKey,
    @Nullable URI endpoint,
    boolean healthChecks,
    Duration checkInterval,
    int checkFailures,
    Duration syncTimeout,
    Duration timeout,
    ReadBack.Settings readBack)
    implements ProviderDefinition {
  /** The word for this kind. */
  public static final String KIND = "route53";

  private static final List<String> WORDS =
      List.of(
          "zone-id",
          "zone",
          "profile",
          "access-key-file",
          "access-key-env",
          "secret-key-file",
          "secret-key-env",
          "endpoint",
          "sync-timeout",
          "health-checks",
          "check-interval",
          "check-failures");

  /** Reads the words after {@code provider route53}. */
  public static Route53Definition read(Arguments arguments, CredentialSources credentials) {
    CommonWords common = new CommonWords(arguments, KIND, WORDS);
    String zoneId = null;
    String zone = null;
    String profile = null;
    Secret accessKey = null;
    Secret secretKey = null;
    URI endpoint = null;
    boolean healthChecks = false;
    Duration checkInterval = Duration.ofSeconds(10);
    int checkFailures = 3;
    Duration syncTimeout = Duration.ofMinutes(2);
    Word detail = null;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "zone-id" -> zoneId = arguments.text("the id of a hosted zone after 'zone-id'");
        case "zone" -> zone = common.zone(word);
        case "profile" -> profile = arguments.text("the name of a profile after 'profile'");
        case "access-key-file" -> accessKey = credentials.file(arguments, "access-key-file");
        case "access-key-env" -> accessKey = credentials.variable(arguments, "access-key-env");
        case "secret-key-file" -> secretKey = credentials.file(arguments, "secret-key-file");
        case "secret-key-env" -> secretKey = credentials.variable(arguments, "secret-key-env");
        case "endpoint" -> endpoint = common.endpoint(word);
        case "sync-timeout" -> syncTimeout = arguments.time(TimeUnit.MILLISECONDS);
        case "health-checks" -> healthChecks = true;
        case "check-interval" -> {
          detail = word;
          checkInterval = arguments.time(TimeUnit.MILLISECONDS);
          if (checkInterval.toMillis() != 10_000 && checkInterval.toMillis() != 30_000) {
            throw arguments.error(word, "'check-interval' expects 10s or 30s.");
          }
        }
        case "check-failures" -> {
          detail = word;
          checkFailures = arguments.integer("a number after 'check-failures'", 1, 10);
        }
        default -> common.read(word);
      }
    }
    if ((accessKey == null) != (secretKey == null)) {
      throw common.missing("an access key and a secret key together, or neither");
    }
    if (detail != null && !healthChecks) {
      throw arguments.error(
          detail, "'provider route53': '" + detail + "' needs the word 'health-checks'.");
    }
    return new Route53Definition(
        zoneId,
        zone,
        profile,
        accessKey,
        secretKey,
        endpoint,
        healthChecks,
        checkInterval,
        checkFailures,
        syncTimeout,
        common.timeout(),
        common.readBack());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String description() {
    return KIND
        + (endpoint == null ? "" : " " + endpoint)
        + (zoneId != null ? " " + zoneId : zone != null ? " " + zone : "");
  }

  @Override
  public DnsProvider open(ProviderSurroundings surroundings) {
    return new Route53Provider(this);
  }
}
