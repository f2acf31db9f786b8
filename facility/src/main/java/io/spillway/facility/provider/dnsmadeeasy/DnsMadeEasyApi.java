package io.spillway.facility.provider.dnsmadeeasy;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.facility.provider.api.ApiClient;
import io.spillway.facility.provider.api.ApiRequest;
import io.spillway.facility.provider.api.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resources of DNS Made Easy's REST API V2.0 that failover needs. Each request is signed: the
 * HMAC-SHA1 of its date with the account's secret key, which is valid for half a minute around DNS
 * Made Easy's own clock. An account may send 150 requests in five minutes. Thread-safe.
 */
final class DnsMadeEasyApi implements AutoCloseable {
  /** HTTP's date (RFC 9110, 5.6.7), always with two digits for the day. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** A fraction of the five minutes in which requests are counted. */
  private static final Duration QUOTA_PAUSE = Duration.ofSeconds(30);

  private final DnsMadeEasyDefinition definition;
  private final InstantSource wallClock;
  private final ApiClient client;

  DnsMadeEasyApi(DnsMadeEasyDefinition definition, ProviderSurroundings surroundings) {
    this.definition = definition;
    this.wallClock = surroundings.wallClock();
    this.client = new ApiClient(definition.endpoint(), "DNS Made Easy", wallClock, null);
  }

  /** A record. The name is relative to the domain, empty for the domain itself. */
  record DnsRecord(
      long id, String name, String type, String value, long seconds, boolean failover) {}

  /** The id of a managed domain, or null where the account has none of that name. */
  @Nullable Long domainId(String name) throws ProviderException, InterruptedException {
    ApiRequest request = request("GET", "/dns/managed/name?domainname=" + name, null);
    ApiResponse response = client.send(request, definition.timeout());
    if (response.status() == 404) {
      return null;
    }
    JsonNode body = checked(request, response).body();
    return number(request, body, "id");
  }

  /** The records of a name with a type, for clients in all places ({@code gtdLocation DEFAULT}). */
  List<DnsRecord> records(long domain, String name, String type)
      throws ProviderException, InterruptedException {
    ApiRequest request =
        request(
            "GET",
            "/dns/managed/" + domain + "/records?recordName=" + name + "&type=" + type,
            null);
    JsonNode body = checked(request, client.send(request, definition.timeout())).body();
    JsonNode data = body.path("data");
    if (!data.isArray() || body.path("totalRecords").asInt(data.size()) != data.size()) {
      throw client.malformed(request, "without all records");
    }
    List<DnsRecord> records = new ArrayList<>();
    for (JsonNode record : data) {
      if (record.path("name").asString("").equals(name)
          && record.path("type").asString("").equals(type)
          && record.path("gtdLocation").asString("DEFAULT").equals("DEFAULT")) {
        records.add(
            new DnsRecord(
                number(request, record, "id"),
                name,
                type,
                record.path("value").asString(""),
                number(request, record, "ttl"),
                record.path("failover").asBoolean(false)));
      }
    }
    return records;
  }

  /** Makes a record and returns it with its id. */
  DnsRecord create(long domain, DnsRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    ApiRequest request = request("POST", "/dns/managed/" + domain + "/records", fields(record));
    ApiResponse response = client.send(request, guard.within(definition.timeout()));
    long id = number(request, checked(request, response).body(), "id");
    return new DnsRecord(
        id, record.name(), record.type(), record.value(), record.seconds(), record.failover());
  }

  /** Sets a record that exists to what {@code record} says. */
  void update(long domain, DnsRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    ObjectNode fields = fields(record).put("id", record.id());
    write("PUT", "/dns/managed/" + domain + "/records/" + record.id(), fields, guard);
  }

  /** Deletes a record. */
  void delete(long domain, DnsRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    write("DELETE", "/dns/managed/" + domain + "/records/" + record.id(), null, guard);
  }

  /** The monitor of a record as the API shows it; an empty object where there is none. */
  ObjectNode monitor(long record) throws ProviderException, InterruptedException {
    ApiRequest request = request("GET", "/monitor/" + record, null);
    ApiResponse response = client.send(request, definition.timeout());
    if (response.status() == 404) {
      return ApiClient.json().createObjectNode();
    }
    if (checked(request, response).body() instanceof ObjectNode monitor) {
      return monitor;
    }
    throw client.malformed(request, "without a monitor");
  }

  /** Sets the monitor of a record. */
  void setMonitor(long record, ObjectNode monitor, WriteGuard guard)
      throws ProviderException, InterruptedException {
    write("PUT", "/monitor/" + record, monitor, guard);
  }

  private void write(String method, String path, @Nullable JsonNode body, WriteGuard guard)
      throws ProviderException, InterruptedException {
    ApiRequest request = request(method, path, body);
    checked(request, client.send(request, guard.within(definition.timeout())));
  }

  private static ObjectNode fields(DnsRecord record) {
    return ApiClient.json()
        .createObjectNode()
        .put("name", record.name())
        .put("type", record.type())
        .put("value", record.value())
        .put("ttl", record.seconds())
        .put("gtdLocation", "DEFAULT");
  }

  private ApiRequest request(String method, String path, @Nullable JsonNode body) {
    String date = DATE.format(wallClock.instant());
    return new ApiRequest(
        method,
        path,
        Map.of(
            "x-dnsme-apiKey", definition.apiKey().reveal(),
            "x-dnsme-requestDate", date,
            "x-dnsme-hmac", signature(date, definition.secretKey().reveal())),
        body);
  }

  /** The hexadecimal HMAC-SHA1 of {@code date} with {@code key}. */
  static String signature(String date, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(date.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA1", e);
    }
  }

  private ApiResponse checked(ApiRequest request, ApiResponse response) throws ProviderException {
    if (response.successful()) {
      return response;
    }
    JsonNode error = response.body().path("error");
    String reason =
        error.isArray()
            ? String.join("; ", error.valueStream().map(JsonNode::asString).toList())
            : error.asString("");
    if (response.headers().firstValue("x-dnsme-requestsRemaining").orElse("").equals("0")) {
      throw new ProviderException(
          Kind.RATE_LIMITED,
          "DNS Made Easy takes no more than "
              + response.headers().firstValue("x-dnsme-requestLimit").orElse("150")
              + " requests in five minutes",
          QUOTA_PAUSE);
    }
    throw client.refused(request, response, reason);
  }

  private long number(ApiRequest request, JsonNode node, String field) throws ProviderException {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber()) {
      throw client.malformed(request, "without a number '" + field + "'");
    }
    return value.asLong();
  }

  @Override
  public void close() {
    client.close();
  }
}
