package io.spillway.facility.provider.dnsmadeeasy;

import com.sun.net.httpserver.HttpExchange;
import io.spillway.facility.provider.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** DNS Made Easy with one managed domain, as the document of its API V2.0 describes it. */
public final class DnsMadeEasyStandIn extends StandIn {
  public static final String API_KEY = "1c1a3c91-4770-4ce7-96f4-54c0eb0e457a";
  public static final String SECRET_KEY = "c9b5625f-9834-4ff8-baba-4ed5f32cae55";
  static final long DOMAIN = 1119443;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern RECORDS =
      Pattern.compile("/V2\\.0/dns/managed/" + DOMAIN + "/records(?:/([0-9]+))?");
  private static final Pattern MONITOR = Pattern.compile("/V2\\.0/monitor/([0-9]+)");
  private static final Set<String> RECORD_FIELDS =
      Set.of("name", "type", "value", "ttl", "gtdLocation");
  private static final Set<String> MONITOR_FIELDS =
      Set.of(
          "port",
          "protocolId",
          "failover",
          "monitor",
          "sensitivity",
          "systemDescription",
          "maxEmails",
          "contactListId",
          "autoFailover",
          "httpFqdn",
          "httpFile",
          "httpQueryString",
          "ip1",
          "ip2",
          "ip3",
          "ip4",
          "ip5");

  private final Map<Long, ObjectNode> records = new TreeMap<>();
  private final Map<Long, ObjectNode> monitors = new TreeMap<>();
  private long nextId = 10_000;
  private volatile int remaining = 150;

  public DnsMadeEasyStandIn() throws IOException {}

  /** Adds a record as an operator would. */
  public synchronized long add(String name, String type, String value, int seconds) {
    long id = nextId++;
    records.put(
        id,
        JSON.createObjectNode()
            .put("id", id)
            .put("name", name)
            .put("type", type)
            .put("value", value)
            .put("ttl", seconds)
            .put("gtdLocation", "DEFAULT")
            .put("source", 1)
            .put("failover", false)
            .put("monitor", false));
    return id;
  }

  /** The values of a name's records with their times to live, sorted. */
  public synchronized Set<String> values(String name, String type) {
    Set<String> values = new TreeSet<>();
    for (ObjectNode record : records.values()) {
      if (record.path("name").asString().equals(name)
          && record.path("type").asString().equals(type)) {
        values.add(record.path("value").asString() + " " + record.path("ttl").asInt());
      }
    }
    return values;
  }

  /** The monitor of a record. */
  public synchronized ObjectNode monitor(long record) {
    return monitors.get(record).deepCopy();
  }

  /** From now on only so many requests are left. */
  void limit(int requests) {
    remaining = requests;
  }

  @Override
  protected Answer answer(HttpExchange exchange, String body) throws Exception {
    String refused = checkHeaders(exchange);
    if (refused != null) {
      return violation(403, refused);
    }
    exchange.getResponseHeaders().set("x-dnsme-requestLimit", "150");
    exchange.getResponseHeaders().set("x-dnsme-requestsRemaining", "" + Math.max(0, remaining - 1));
    if (remaining <= 0) {
      return new Answer(400, "{\"error\":[\"Rate limit exceeded\"]}");
    }
    remaining--;
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    if (path.equals("/V2.0/dns/managed/name") && method.equals("GET")) {
      return "domainname=example.com".equals(query)
          ? new Answer(200, "{\"name\":\"example.com\",\"id\":" + DOMAIN + ",\"gtdEnabled\":false}")
          : new Answer(404, "{\"error\":[\"Cannot find domain name.\"]}");
    }
    Matcher monitor = MONITOR.matcher(path);
    if (monitor.matches() && query == null) {
      return monitor(method, Long.parseLong(monitor.group(1)), body);
    }
    Matcher record = RECORDS.matcher(path);
    if (record.matches()) {
      return records(method, record.group(1), query, body);
    }
    return violation(404, "no such resource: " + method + " " + path);
  }

  private static String checkHeaders(HttpExchange exchange) throws Exception {
    var headers = exchange.getRequestHeaders();
    if (!API_KEY.equals(headers.getFirst("x-dnsme-apiKey"))) {
      return "unknown API key";
    }
    String date = headers.getFirst("x-dnsme-requestDate");
    if (date == null || !date.matches("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} .* GMT")) {
      return "no HTTP date: " + date;
    }
    Instant sent = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    if (Duration.between(sent, Instant.now()).abs().compareTo(Duration.ofSeconds(30)) > 0) {
      return "the date is more than 30 seconds away";
    }
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String expected = HexFormat.of().formatHex(mac.doFinal(date.getBytes(StandardCharsets.UTF_8)));
    if (!expected.equals(headers.getFirst("x-dnsme-hmac"))) {
      return "wrong signature";
    }
    boolean hasBody = !exchange.getRequestMethod().matches("GET|DELETE");
    return hasBody && !"application/json".equals(headers.getFirst("Content-Type"))
        ? "no content type"
        : null;
  }

  private Answer records(String method, String id, String query, String body) {
    if (method.equals("GET") && id == null) {
      Matcher matcher =
          Pattern.compile("recordName=([a-z0-9_.-]*)&type=(A|AAAA|TXT)")
              .matcher(String.valueOf(query));
      return matcher.matches()
          ? list(matcher.group(1), matcher.group(2))
          : violation(400, "undocumented query " + query);
    }
    if (query != null) {
      return violation(400, "undocumented query " + query);
    }
    if (method.equals("POST") && id == null) {
      ObjectNode fields = (ObjectNode) JSON.readTree(body);
      String wrong = checkRecord(fields, RECORD_FIELDS);
      if (wrong != null) {
        return violation(400, wrong);
      }
      long made =
          add(
              fields.path("name").asString(),
              fields.path("type").asString(),
              fields.path("value").asString(),
              fields.path("ttl").asInt());
      return new Answer(201, records.get(made).toString());
    }
    long number = Long.parseLong(id);
    if (!records.containsKey(number)) {
      return violation(404, "no record " + id);
    }
    if (method.equals("DELETE")) {
      records.remove(number);
      monitors.remove(number);
      return new Answer(200, "");
    }
    if (!method.equals("PUT")) {
      return violation(405, method + " of a record");
    }
    ObjectNode fields = (ObjectNode) JSON.readTree(body);
    Set<String> allowed = new TreeSet<>(RECORD_FIELDS);
    allowed.add("id");
    String wrong = checkRecord(fields, allowed);
    if (wrong != null || fields.path("id").asLong() != number) {
      return violation(400, String.valueOf(wrong));
    }
    records.get(number).setAll(fields);
    return new Answer(200, "");
  }

  private static String checkRecord(ObjectNode fields, Set<String> names) {
    Set<String> sent = new TreeSet<>(fields.propertyNames());
    if (!sent.equals(new TreeSet<>(names))) {
      return "fields " + sent + " instead of " + names;
    }
    if (fields.path("type").asString().equals("TXT")) {
      return fields.path("value").asString().matches("\"[^\"]+\"") ? null : "value without quotes";
    }
    InetAddress address = InetAddress.ofLiteral(fields.path("value").asString());
    boolean fits = (address.getAddress().length == 4) == fields.path("type").asString().equals("A");
    return fits && fields.path("ttl").isInt() && fields.path("ttl").asInt() > 0
        ? null
        : "wrong value or ttl";
  }

  private Answer list(String name, String type) {
    ArrayNode data = JSON.createArrayNode();
    for (ObjectNode record : records.values()) {
      if (record.path("name").asString().equals(name)
          && record.path("type").asString().equals(type)) {
        ObjectNode shown = record.deepCopy();
        JsonNode monitor = monitors.get(record.path("id").asLong());
        if (monitor != null) {
          shown.set("failover", monitor.path("failover"));
          shown.set("monitor", monitor.path("monitor"));
        }
        data.add(shown);
      }
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("totalRecords", data.size()).put("totalPages", 1).put("page", 0).set("data", data);
    return new Answer(200, body.toString());
  }

  private Answer monitor(String method, long record, String body) {
    if (!records.containsKey(record)) {
      return violation(404, "no record " + record);
    }
    if (method.equals("GET")) {
      ObjectNode monitor = monitors.get(record);
      return monitor == null
          ? new Answer(404, "{\"error\":[\"No monitor\"]}")
          : new Answer(200, monitor.toString());
    }
    if (!method.equals("PUT")) {
      return violation(405, method + " of a monitor");
    }
    ObjectNode fields = (ObjectNode) JSON.readTree(body);
    for (String field : fields.propertyNames()) {
      if (!MONITOR_FIELDS.contains(field)) {
        return violation(400, "unknown field " + field);
      }
    }
    if (!Set.of(1, 2, 3, 4, 5, 6).contains(fields.path("protocolId").asInt(0))
        || !Set.of(3, 5, 8).contains(fields.path("sensitivity").asInt(0))
        || !fields.path("port").isInt()
        || !fields.path("failover").isBoolean()
        || !fields.path("autoFailover").isBoolean()) {
      return violation(400, "a field of the wrong kind: " + fields);
    }
    if (fields.path("failover").asBoolean() && (!fields.has("ip1") || !fields.has("ip2"))) {
      return violation(400, "failover needs two addresses");
    }
    if (fields.path("monitor").asBoolean()
        && (!fields.has("systemDescription")
            || fields.path("maxEmails").asInt(0) < 1
            || fields.path("maxEmails").asInt(0) > 150)) {
      return violation(400, "monitoring needs a description and a number of mails");
    }
    // Shown, but not to be set.
    monitors.put(
        record, fields.deepCopy().put("recordId", record).put("source", 1).put("ip1Failed", 0));
    return new Answer(200, "");
  }
}
