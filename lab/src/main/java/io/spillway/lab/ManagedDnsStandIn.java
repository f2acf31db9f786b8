package io.spillway.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A managed DNS provider as a program of its own: as much of DNS Made Easy's API V2.0 as it takes
 * to keep one name's addresses. What it holds is a line of its output after each change. How it
 * behaves is the content of a file: {@code well}, {@code error} (status 500), {@code silent} (no
 * answer for a minute), {@code limiting} (status 429).
 */
final class ManagedDnsStandIn {
  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"?([^\",}]*)\"?");
  private static final String RECORDS = "/V2.0/dns/managed/1/records";

  private final Path mood;
  private final Map<Long, Map<String, String>> records = new TreeMap<>();
  private long next = 100;

  private ManagedDnsStandIn(Path mood) {
    this.mood = mood;
  }

  /**
   * Arguments: the key store, its password, the file that says how to behave, the first address.
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    ManagedDnsStandIn standIn = new ManagedDnsStandIn(Path.of(arguments[2]));
    standIn.add(
        new TreeMap<>(Map.of("name", "www", "type", "A", "value", arguments[3], "ttl", "5")));
    HttpsServer server = HttpsServer.create(new InetSocketAddress(443), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(arguments[0], arguments[1])));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", standIn::handle);
    server.start();
  }

  private static SSLContext tls(String file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      keys.load(in, password.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      switch (Files.readString(mood).strip()) {
        case "error" -> answer(exchange, 500, "{\"error\":[\"internal\"]}");
        case "silent" -> LockSupport.parkNanos(60_000_000_000L);
        case "limiting" -> {
          exchange.getResponseHeaders().set("Retry-After", "2");
          answer(exchange, 429, "{\"error\":[\"Rate limit exceeded\"]}");
        }
        default -> serve(exchange, body);
      }
    }
  }

  private synchronized void serve(HttpExchange exchange, String body) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    String query = exchange.getRequestURI().getQuery();
    if (path.equals("/V2.0/dns/managed/name") && "domainname=example.com".equals(query)) {
      answer(exchange, 200, "{\"name\":\"example.com\",\"id\":1}");
    } else if (path.equals(RECORDS) && method.equals("GET")) {
      answer(exchange, 200, list(query));
    } else if (path.equals(RECORDS) && method.equals("POST")) {
      answer(exchange, 201, json(add(fields(body))));
    } else if (path.startsWith(RECORDS + "/") && method.equals("PUT")) {
      records.computeIfAbsent(number(path), id -> new TreeMap<>()).putAll(fields(body));
      tell();
      answer(exchange, 200, "");
    } else if (path.startsWith(RECORDS + "/") && method.equals("DELETE")) {
      records.remove(number(path));
      tell();
      answer(exchange, 200, "");
    } else {
      answer(exchange, 404, "{\"error\":[\"no such resource\"]}");
    }
  }

  private Map<String, String> add(Map<String, String> fields) {
    fields.put("id", String.valueOf(next));
    records.put(next, fields);
    next++;
    tell();
    return fields;
  }

  /** Prints the addresses that the name has. */
  private void tell() {
    System.out.println(
        System.nanoTime()
            + " holds "
            + records.values().stream()
                .filter(record -> "A".equals(record.get("type")))
                .map(record -> record.get("value"))
                .collect(Collectors.joining(" ")));
  }

  private String list(String query) {
    String wanted = query.substring(query.indexOf("type=") + "type=".length());
    List<String> data = new ArrayList<>();
    records.values().stream()
        .filter(record -> wanted.equals(record.get("type")))
        .forEach(record -> data.add(json(record)));
    return "{\"totalRecords\":%d,\"totalPages\":1,\"page\":0,\"data\":[%s]}"
        .formatted(data.size(), String.join(",", data));
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field -> {
              boolean number = field.getValue().matches("\\d+");
              return "\"%s\":%s"
                  .formatted(
                      field.getKey(), number ? field.getValue() : '"' + field.getValue() + '"');
            })
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Map<String, String> fields(String body) {
    Map<String, String> fields = new TreeMap<>();
    Matcher matcher = FIELD.matcher(body);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    return fields;
  }

  private static long number(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
