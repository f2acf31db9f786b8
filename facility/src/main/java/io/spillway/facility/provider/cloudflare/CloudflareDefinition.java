package io.spillway.facility.provider.cloudflare;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code provider cloudflare} line. Immutable.
 *
 * @param zone the zone, or null to find the one that the name belongs to
 * @param leastSeconds the shortest time to live that the zone's plan takes: 60, or 30 for
 *     Enterprise
 * @param proxied whether a name that has no records yet is proxied
 * @param account the account whose pools are set; null where records are
 * @param pools the ids of the pools whose origins follow the answer; empty where records do
 * @param timeout of one request
 */
public record CloudflareDefinition(
    URI endpoint,
    Secret token,
    @Nullable String zone,
    int leastSeconds,
    boolean proxied,
    @Nullable String account,
    List<String> pools,
    Duration timeout,
    ReadBack.Settings readBack)
    implements ProviderDefinition {
  /** The word for this kind. */
  public static final String KIND = "cloudflare";

  private static final URI PRODUCTION = URI.create("https://api.cloudflare.com/client/v4");
  private static final List<String> WORDS =
      List.of(
          "token-file", "token-env", "zone", "min-ttl", "proxied", "account", "pool", "endpoint");

  public CloudflareDefinition {
    pools = List.copyOf(pools);
  }

  /** Reads the words after {@code provider cloudflare}. */
  public static CloudflareDefinition read(Arguments arguments, CredentialSources credentials) {
    CommonWords common = new CommonWords(arguments, KIND, WORDS);
    URI endpoint = PRODUCTION;
    Secret token = null;
    String zone = null;
    int leastSeconds = 60;
    boolean proxied = false;
    String account = null;
    List<String> pools = new ArrayList<>();
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "token-file" -> token = credentials.file(arguments, "token-file");
        case "token-env" -> token = credentials.variable(arguments, "token-env");
        case "zone" -> zone = common.zone(word);
        case "min-ttl" -> leastSeconds = leastSeconds(arguments, word);
        case "proxied" -> proxied = true;
        case "account" -> account = id(arguments, word);
        case "pool" -> pools.add(id(arguments, word));
        case "endpoint" -> endpoint = common.endpoint(word);
        default -> common.read(word);
      }
    }
    if (pools.isEmpty() != (account == null)) {
      throw common.missing("'account <id>' and 'pool <id>' together");
    }
    if (!pools.isEmpty() && (zone != null || proxied)) {
      throw arguments.error(
          "'provider cloudflare': pools stand for the name's records; 'zone' and 'proxied' do not"
              + " go with them.");
    }
    return new CloudflareDefinition(
        endpoint,
        common.required(token, "'token-file <file>' or 'token-env <variable>'"),
        zone,
        leastSeconds,
        proxied,
        account,
        pools,
        common.timeout(),
        common.readBack());
  }

  private static int leastSeconds(Arguments arguments, Word option) {
    long seconds = arguments.time(TimeUnit.SECONDS).toSeconds();
    if (seconds < 30 || seconds > 86_400) {
      throw arguments.error(option, "'min-ttl' expects a time from 30s to 1d.");
    }
    return (int) seconds;
  }

  private static String id(Arguments arguments, Word option) {
    Word word = arguments.word("an id after '" + option + "'");
    if (!word.text().matches("[0-9a-f]{1,32}")) {
      throw arguments.error(
          word, "'" + option + "': '" + word + "' is no id (expected: 32 hexadecimal digits).");
    }
    return word.text();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String description() {
    return KIND
        + (endpoint.equals(PRODUCTION) ? "" : " " + endpoint)
        + (zone == null ? "" : " " + zone)
        + (pools.isEmpty() ? "" : " pools " + String.join(",", pools));
  }

  @Override
  public DnsProvider open(ProviderSurroundings surroundings) {
    CloudflareApi api = new CloudflareApi(this, surroundings);
    return pools.isEmpty() ? new CloudflareRecords(this, api) : new CloudflarePools(this, api);
  }
}
