package io.spillway.facility.provider.cloudflare;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.Change;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.facility.provider.api.ApiClient;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes answers in load balancing pools: an origin is enabled while its address is in the
 * answer, a pool while one of its origins is. Pools that get traffic are enabled before others lose
 * it. Used by one thread at a time.
 */
final class CloudflarePools implements DnsProvider {
  private record Step(String pool, boolean enabled, ObjectNode body, List<Change> changes) {}

  private final CloudflareDefinition definition;
  private final CloudflareApi api;

  CloudflarePools(CloudflareDefinition definition, CloudflareApi api) {
    this.definition = definition;
    this.api = api;
  }

  @Override
  public void addText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    new CloudflareRecords(definition, api).addText(record, guard);
  }

  @Override
  public void removeText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    new CloudflareRecords(definition, api).removeText(record, guard);
  }

  @Override
  public Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Set<InetAddress> wanted = new HashSet<>(answer.addresses());
    List<Step> steps = new ArrayList<>();
    boolean any = false;
    for (String pool : definition.pools()) {
      Step step = plan(pool, api.read(path(pool)), wanted);
      any |= step.enabled();
      steps.add(step);
    }
    if (!any) {
      throw new ProviderException(
          Kind.REFUSED,
          "no origin of the Cloudflare pools has one of the addresses of " + answer.name());
    }
    steps.sort(Comparator.comparing((Step step) -> !step.enabled()));
    List<Change> changes = new ArrayList<>();
    for (Step step : steps) {
      changes.addAll(step.changes());
      if (!step.changes().isEmpty() && mode == Mode.APPLY) {
        api.write("PATCH", path(step.pool()), step.body(), guard);
      }
    }
    return new Publication(changes, false, "load balanced by Cloudflare");
  }

  private String path(String pool) {
    return "/accounts/" + definition.account() + "/load_balancers/pools/" + pool;
  }

  private static Step plan(String pool, JsonNode current, Set<InetAddress> wanted)
      throws ProviderException {
    if (!current.path("origins").isArray()) {
      throw CloudflareApi.malformed("with a pool without origins");
    }
    List<Change> changes = new ArrayList<>();
    ArrayNode origins = ApiClient.json().createArrayNode();
    boolean any = false;
    for (JsonNode origin : current.path("origins")) {
      boolean enable = wanted.contains(address(origin));
      any |= enable;
      ObjectNode changed = ((ObjectNode) origin).deepCopy();
      changed.put("enabled", enable);
      origins.add(changed);
      if (origin.path("enabled").asBoolean(true) != enable) {
        changes.add(
            Change.set(
                "pool " + pool + " origin " + origin.path("name").asString("?"),
                enable ? "enabled" : "disabled"));
      }
    }
    if (current.path("enabled").asBoolean(true) != any) {
      changes.add(Change.set("pool " + pool, any ? "enabled" : "disabled"));
    }
    ObjectNode body = ApiClient.json().createObjectNode();
    body.put("enabled", any);
    body.set("origins", origins);
    return new Step(pool, any, body, changes);
  }

  private static InetAddress address(JsonNode origin) throws ProviderException {
    try {
      return InetAddress.ofLiteral(origin.path("address").asString(""));
    } catch (IllegalArgumentException e) {
      throw new ProviderException(
          Kind.REFUSED,
          "a Cloudflare origin is named, not numbered: " + origin.path("address").asString(""));
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
