package io.spillway.facility.provider.cloudflare;

import com.sun.net.httpserver.HttpExchange;
import io.spillway.facility.provider.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Cloudflare with one zone and some pools, as the reference of its API v4 describes it. */
final class CloudflareStandIn extends StandIn {
  static final String TOKEN = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";
  static final String ZONE = "023e105f4ecef8ad9ca31a8372d0c353";
  static final String ACCOUNT = "01a7362d577a6c3019a474fd6f485823";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern POOL =
      Pattern.compile("/client/v4/accounts/" + ACCOUNT + "/load_balancers/pools/([0-9a-f]+)");

  private final Map<String, ObjectNode> records = new TreeMap<>();
  private final Map<String, ObjectNode> pools = new TreeMap<>();
  private int nextId = 0x1000;

  CloudflareStandIn() throws IOException {}

  /** Adds a record as an operator would. */
  synchronized void add(String type, String content, int seconds, boolean proxied) {
    String id = Integer.toHexString(nextId++);
    records.put(
        id,
        JSON.createObjectNode()
            .put("id", id)
            .put("type", type)
            .put("name", "www.example.com")
            .put("content", content)
            .put("ttl", seconds)
            .put("proxied", proxied)
            .put("comment", "by hand"));
  }

  /** The records as {@code type content ttl proxied comment}, sorted. */
  synchronized Set<String> records() {
    Set<String> shown = new TreeSet<>();
    for (ObjectNode r : records.values()) {
      shown.add(
          r.path("type").asString()
              + " "
              + r.path("content").asString()
              + " "
              + r.path("ttl").asInt()
              + (r.path("proxied").asBoolean() ? " proxied" : "")
              + (r.has("comment") ? " by hand" : ""));
    }
    return shown;
  }

  /** Adds a pool with one origin. */
  synchronized void addPool(String id, String origin, boolean enabled) {
    ObjectNode pool = JSON.createObjectNode();
    pool.put("id", id).put("name", "pool-" + id).put("enabled", enabled).put("minimum_origins", 1);
    pool.putArray("origins")
        .addObject()
        .put("name", "o-" + id)
        .put("address", origin)
        .put("enabled", enabled)
        .put("weight", 0.5);
    pools.put(id, pool);
  }

  synchronized ObjectNode pool(String id) {
    return pools.get(id).deepCopy();
  }

  @Override
  protected Answer answer(HttpExchange exchange, String body) {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return failure(403, 10000, "Authentication error");
    }
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (!method.equals("GET")
        && !"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      return violation(400, "no content type");
    }
    if (method.equals("GET") && path.equals("/client/v4/zones")) {
      ArrayNode zones = JSON.createArrayNode();
      if (query.equals("name=example.com")) {
        zones.addObject().put("id", ZONE).put("name", "example.com").put("status", "active");
      } else if (!query.matches("name=[a-z_.-]+")) {
        return violation(400, "undocumented query " + query);
      }
      return success(zones);
    }
    String inZone = "/client/v4/zones/" + ZONE + "/dns_records";
    if (method.equals("GET") && path.equals(inZone)) {
      Matcher matcher =
          Pattern.compile("name\\.exact=([a-z_.-]+)&type=(A|AAAA|TXT)&per_page=[0-9]+")
              .matcher(query);
      return matcher.matches()
          ? list(matcher.group(1), matcher.group(2))
          : violation(400, "undocumented query " + query);
    }
    if (method.equals("POST") && path.equals(inZone + "/batch")) {
      return batch(JSON.readTree(body));
    }
    Matcher pool = POOL.matcher(path);
    if (pool.matches() && pools.containsKey(pool.group(1))) {
      return pool(method, pools.get(pool.group(1)), body);
    }
    return violation(404, "no such resource: " + method + " " + path);
  }

  private Answer list(String name, String type) {
    ArrayNode found = JSON.createArrayNode();
    records.values().stream()
        .filter(r -> r.path("name").asString().equals(name))
        .filter(r -> r.path("type").asString().equals(type))
        .forEach(found::add);
    return success(found);
  }

  private Answer batch(JsonNode body) {
    for (String field : body.propertyNames()) {
      if (!Set.of("deletes", "patches", "puts", "posts").contains(field)) {
        return violation(400, "unknown field " + field);
      }
    }
    Map<String, ObjectNode> changed = new TreeMap<>();
    records.forEach((id, record) -> changed.put(id, record.deepCopy()));
    for (JsonNode delete : body.path("deletes")) {
      if (changed.remove(delete.path("id").asString()) == null) {
        return failure(404, 81044, "Record does not exist.");
      }
    }
    for (JsonNode patch : body.path("patches")) {
      ObjectNode record = changed.get(patch.path("id").asString());
      if (record == null) {
        return failure(404, 81044, "Record does not exist.");
      }
      record.setAll((ObjectNode) patch);
    }
    for (JsonNode post : body.path("posts")) {
      String id = Integer.toHexString(nextId++);
      changed.put(id, ((ObjectNode) post).deepCopy().put("id", id));
    }
    Set<String> distinct = new TreeSet<>();
    for (ObjectNode record : changed.values()) {
      String wrong = check(record);
      if (wrong != null) {
        return violation(400, wrong + ": " + record);
      }
      if (!distinct.add(record.path("type").asString() + record.path("content").asString())) {
        return failure(400, 81058, "An identical record already exists.");
      }
    }
    records.clear();
    records.putAll(changed);
    return success(JSON.createObjectNode());
  }

  private static String check(ObjectNode record) {
    int seconds = record.path("ttl").asInt();
    boolean proxied = record.path("proxied").asBoolean();
    if (proxied ? seconds != 1 : seconds != 1 && (seconds < 60 || seconds > 86_400)) {
      return "ttl";
    }
    if (record.path("type").asString().equals("TXT")) {
      return record.path("content").asString().matches("\"[^\"]+\"") ? null : "content";
    }
    InetAddress address = InetAddress.ofLiteral(record.path("content").asString());
    return (address.getAddress().length == 4) == record.path("type").asString().equals("A")
        ? null
        : "content";
  }

  private Answer pool(String method, ObjectNode pool, String body) {
    if (method.equals("PATCH")) {
      ObjectNode patch = (ObjectNode) JSON.readTree(body);
      if (!new TreeSet<>(patch.propertyNames()).equals(new TreeSet<>(Set.of("enabled", "origins")))
          || patch.path("origins").size() != pool.path("origins").size()) {
        return violation(400, "unexpected patch " + patch);
      }
      pool.setAll(patch);
    } else if (!method.equals("GET")) {
      return violation(405, method + " of a pool");
    }
    return success(pool);
  }

  private static Answer success(JsonNode result) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("success", true);
    envelope.putArray("errors");
    envelope.putArray("messages");
    envelope.set("result", result);
    return new Answer(200, envelope.toString());
  }

  private static Answer failure(int status, int code, String message) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("success", false);
    envelope.putArray("errors").addObject().put("code", code).put("message", message);
    envelope.putArray("messages");
    envelope.putNull("result");
    return new Answer(status, envelope.toString());
  }
}
