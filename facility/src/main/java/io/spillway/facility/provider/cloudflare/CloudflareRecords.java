package io.spillway.facility.provider.cloudflare;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.AddressRecords;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes answers as records. All of an answer changes in one batch, which Cloudflare carries out
 * as one transaction. Records are changed where they stand, so that what else they have (proxying,
 * comments, tags) stays. Used by one thread at a time.
 */
final class CloudflareRecords implements DnsProvider {
  /** What a proxied record's time to live always is: automatic. */
  private static final int AUTOMATIC = 1;

  private static final int MOST_RECORDS = 100;
  private static final String TEXT = "TXT";

  private record Zone(String name, String id) {}

  private record DnsRecord(String id, String address, long seconds, boolean proxied) {}

  private final CloudflareDefinition definition;
  private final CloudflareApi api;
  private @Nullable Zone zone;

  CloudflareRecords(CloudflareDefinition definition, CloudflareApi api) {
    this.definition = definition;
    this.api = api;
  }

  @Override
  public Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Zone in = zone(answer.name());
    Batch batch = new Batch();
    List<Change> changes = new ArrayList<>();
    List<List<DnsRecord>> existing = new ArrayList<>();
    for (String type : AddressRecords.TYPES) {
      existing.add(records(in, answer.name(), type));
    }
    boolean none = existing.stream().allMatch(List::isEmpty);
    boolean proxied =
        none
            ? definition.proxied()
            : existing.stream().flatMap(List::stream).anyMatch(DnsRecord::proxied);
    for (int i = 0; i < existing.size(); i++) {
      AddressRecords wanted =
          AddressRecords.wanted(answer, AddressRecords.TYPES.get(i), definition.leastSeconds());
      plan(answer.name(), existing.get(i), wanted, proxied, batch, changes);
    }
    if (!changes.isEmpty() && mode == Mode.APPLY) {
      api.write("POST", "/zones/" + in.id() + "/dns_records/batch", batch.body(), guard);
    }
    return new Publication(changes, !proxied, proxied ? "proxied by Cloudflare" : "");
  }

  @Override
  public void addText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Zone in = zone(record.name());
    if (texts(in, record).isEmpty()) {
      Batch batch = new Batch();
      batch.post(record.name(), TEXT, quoted(record), TextRecord.SECONDS, false);
      api.write("POST", "/zones/" + in.id() + "/dns_records/batch", batch.body(), guard);
    }
  }

  @Override
  public void removeText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Zone in = zone(record.name());
    Batch batch = new Batch();
    List<DnsRecord> found = texts(in, record);
    found.forEach(one -> batch.delete(one.id()));
    if (!found.isEmpty()) {
      api.write("POST", "/zones/" + in.id() + "/dns_records/batch", batch.body(), guard);
    }
  }

  /** Those that hold the value; Cloudflare tells it with quotes or without. */
  private List<DnsRecord> texts(Zone in, TextRecord record)
      throws ProviderException, InterruptedException {
    return records(in, record.name(), TEXT).stream()
        .filter(one -> one.address().replace("\"", "").equals(record.value()))
        .toList();
  }

  private static String quoted(TextRecord record) {
    return '"' + record.value() + '"';
  }

  private static void plan(
      String name,
      List<DnsRecord> existing,
      AddressRecords wanted,
      boolean proxied,
      Batch batch,
      List<Change> changes) {
    List<String> missing = new ArrayList<>(wanted.texts());
    List<DnsRecord> free = new ArrayList<>();
    for (DnsRecord record : existing) {
      boolean right = record.seconds() == (record.proxied() ? AUTOMATIC : wanted.seconds());
      if (!right || !missing.remove(record.address())) {
        free.add(record);
      }
    }
    for (String address : missing) {
      DnsRecord old = free.isEmpty() ? null : free.removeFirst();
      long seconds = (old == null ? proxied : old.proxied()) ? AUTOMATIC : wanted.seconds();
      if (old != null) {
        changes.add(Change.remove(name, old.seconds(), wanted.type(), old.address()));
        batch.patch(old.id(), name, wanted.type(), address, seconds);
      } else {
        batch.post(name, wanted.type(), address, seconds, proxied);
      }
      changes.add(Change.add(name, seconds, wanted.type(), address));
    }
    for (DnsRecord record : free) {
      changes.add(Change.remove(name, record.seconds(), wanted.type(), record.address()));
      batch.delete(record.id());
    }
  }

  private List<DnsRecord> records(Zone in, String name, String type)
      throws ProviderException, InterruptedException {
    JsonNode result =
        api.read(
            "/zones/"
                + in.id()
                + "/dns_records?name.exact="
                + name
                + "&type="
                + type
                + "&per_page="
                + MOST_RECORDS);
    if (!result.isArray() || result.size() >= MOST_RECORDS) {
      throw CloudflareApi.malformed("with too many records, or with none at all");
    }
    List<DnsRecord> records = new ArrayList<>();
    for (JsonNode record : result) {
      if (record.path("name").asString("").equalsIgnoreCase(name)
          && record.path("type").asString("").equals(type)) {
        records.add(
            new DnsRecord(
                record.path("id").asString(""),
                normal(record.path("content").asString("")),
                record.path("ttl").asLong(0),
                record.path("proxied").asBoolean(false)));
      }
    }
    return records;
  }

  /** The zone of the configuration, or the longest one that the name ends with. */
  private Zone zone(String name) throws ProviderException, InterruptedException {
    if (zone != null) {
      return zone;
    }
    String configured = definition.zone();
    String candidate = configured == null ? name : configured;
    while (candidate.indexOf('.') >= 0) {
      JsonNode result = api.read("/zones?name=" + candidate);
      for (JsonNode found : result) {
        if (found.path("name").asString("").equals(candidate)) {
          zone = new Zone(candidate, found.path("id").asString(""));
          return zone;
        }
      }
      if (configured != null) {
        break;
      }
      candidate = candidate.substring(candidate.indexOf('.') + 1);
    }
    throw new ProviderException(
        Kind.REFUSED,
        "the Cloudflare token sees no zone "
            + (configured == null ? "that " + name + " is in" : configured));
  }

  private static String normal(String value) {
    try {
      return InetAddress.ofLiteral(value).getHostAddress();
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  @Override
  public void close() {
    api.close();
  }

  /** What one request changes. Confined to the thread that plans. */
  private static final class Batch {
    private final ObjectNode body = ApiClient.json().createObjectNode();

    private ArrayNode list(String name) {
      return body.withArray(name);
    }

    void delete(String id) {
      list("deletes").addObject().put("id", id);
    }

    void patch(String id, String name, String type, String address, long seconds) {
      list("patches")
          .addObject()
          .put("id", id)
          .put("type", type)
          .put("name", name)
          .put("content", address)
          .put("ttl", seconds);
    }

    void post(String name, String type, String address, long seconds, boolean proxied) {
      list("posts")
          .addObject()
          .put("type", type)
          .put("name", name)
          .put("content", address)
          .put("ttl", seconds)
          .put("proxied", proxied);
    }

    ObjectNode body() {
      return body;
    }
  }
}
