package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HAProxy and Spillway store the same responses, and give them to the same requests: each case has
 * a target of its own, for which an origin gives one response, and requests that are sent one after
 * the other. What the client receives is compared, and which requests reached the origin.
 */
class CacheComparisonTest {
  private static final String FRESH = "Cache-Control: max-age=100\r\n";
  private static final int LONG = 5000;
  private static final String OLD = "Mon, 01 Jan 2024 00:00:00 GMT";

  /** A response, and the requests for it. */
  private record Case(String proxy, String response, List<String> requests) {
    @Override
    public String toString() {
      return proxy + " " + response.replace("\r\n", "|") + " " + requests;
    }
  }

  private static final List<Case> CASES = cases();

  @TempDir private Path directory;

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    // What makes a response one that may be stored.
    for (String headers :
        List.of(
            FRESH,
            "",
            "ETag: \"a\"\r\n",
            "Last-Modified: " + OLD + "\r\n",
            "Expires: Mon, 01 Jan 2035 00:00:00 GMT\r\n",
            "Expires: Monday, 01-Jan-35 00:00:00 GMT\r\n",
            "Expires: Mon Jan  1 00:00:00 2035\r\n",
            "Expires: " + OLD + "\r\n",
            "Expires: " + OLD + "\r\nETag: \"x\"\r\n",
            "Expires: 0\r\nETag: \"x\"\r\n",
            "Cache-Control: max-age=0\r\n",
            "Cache-Control: s-maxage=0, max-age=10\r\n",
            "Cache-Control: s-maxage=10, max-age=0\r\n",
            "Cache-Control: max-age=\"10\"\r\n",
            "Cache-Control: max-age=abc\r\n",
            "Cache-Control: max-age=abc\r\nETag: \"x\"\r\n",
            "Cache-Control: max-age=-5\r\n",
            "Cache-Control: no-store, max-age=10\r\n",
            "Cache-Control: no-cache, max-age=10\r\n",
            "Cache-Control: NO-CACHE, max-age=10\r\n",
            "Cache-Control: no-cache=\"set-cookie\", max-age=10\r\nSet-Cookie: a=b\r\n",
            "Cache-Control: no-cache=\"x-foo\", max-age=10\r\n",
            "Cache-Control: private, max-age=10\r\n",
            "Cache-Control: private=\"x\", max-age=10\r\n",
            "Cache-Control: must-revalidate, max-age=10\r\n",
            "Cache-Control: proxy-revalidate, max-age=10\r\n",
            "Cache-Control: public\r\n",
            "Pragma: no-cache\r\nCache-Control: max-age=10\r\n",
            "Pragma: no-cache\r\nETag: \"x\"\r\n",
            "Set-Cookie: a=b\r\nCache-Control: max-age=10\r\n",
            "Set-Cookie: a=b\r\nCache-Control: public, max-age=10\r\n",
            "Age: 30\r\nCache-Control: max-age=100\r\n",
            "Age: xyz\r\nCache-Control: max-age=100\r\n",
            "X-Multi: a\r\nX-Multi: b\r\nDate: " + OLD + "\r\nCache-Control: max-age=10\r\n")) {
      cases.add(new Case("plain", ok(headers, "hello"), List.of("GET", "GET")));
    }
    for (String status : List.of("404 Not Found", "301 Moved", "203 Other", "204 No Content")) {
      cases.add(
          new Case("plain", ok(FRESH, "hello").replace("200 OK", status), List.of("GET", "GET")));
    }
    cases.add(new Case("plain", ok(FRESH, "hello").replace("HTTP/1.1", "HTTP/1.0"), twice("GET")));
    // How the end of the body is told, and its size.
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + FRESH + "\r\n";
    cases.add(new Case("plain", chunked + "5\r\nhello\r\n0\r\n\r\n", twice("GET")));
    cases.add(new Case("plain", chunked + "5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n", twice("GET")));
    cases.add(new Case("plain", "HTTP/1.1 200 OK\r\n" + FRESH + "\r\nhello", twice("GET")));
    cases.add(new Case("plain", ok(FRESH, ""), twice("GET")));
    cases.add(new Case("plain", ok(FRESH, "a".repeat(16000)), twice("GET")));
    cases.add(new Case("plain", ok(FRESH, "a".repeat(16384)), twice("GET")));
    cases.add(new Case("plain", ok(FRESH, "a".repeat(20000)), twice("GET")));
    cases.add(
        new Case(
            "plain", chunked + "4e20\r\n" + "a".repeat(20000) + "\r\n0\r\n\r\n", twice("GET")));
    // Methods.
    for (String method :
        List.of("HEAD", "OPTIONS", "TRACE", "POST", "PUT", "DELETE", "PATCH", "X")) {
      cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET", method, "GET")));
      cases.add(new Case("plain", ok(FRESH, ""), List.of(method, "GET")));
    }
    cases.add(
        new Case(
            "plain",
            ok(FRESH, "hello").replace("200 OK", "500 Error"),
            List.of("GET", "POST", "GET")));
    // What a request says about caches.
    for (String header :
        List.of(
            "Cache-Control: no-cache",
            "Cache-Control: no-store",
            "Cache-Control: max-age=0",
            "Cache-Control: max-age=5",
            "Cache-Control: only-if-cached",
            "Pragma: no-cache",
            "Pragma: no-cache\r\nCache-Control: max-age=5",
            "Range: bytes=0-2",
            "Authorization: Basic x")) {
      cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET", "GET " + header, "GET")));
      cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET " + header, "GET")));
    }
    for (String control :
        List.of("public, max-age=10", "must-revalidate, max-age=10", "s-maxage=9")) {
      cases.add(
          new Case(
              "plain",
              ok("Cache-Control: " + control + "\r\n", "hello"),
              List.of("GET Authorization: Basic x", "GET Authorization: Basic x", "GET")));
    }
    cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET", "GET10", "GET10")));
    cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET10", "GET")));
    // Conditional requests.
    String tagged = "Cache-Control: max-age=10\r\nETag: \"abc\"\r\nX-Foo: 1\r\n";
    for (String condition :
        List.of(
            "If-None-Match: \"abc\"",
            "If-None-Match: W/\"abc\"",
            "If-None-Match: \"x\", \"abc\"",
            "If-None-Match: *",
            "If-None-Match: \"x\"",
            "If-None-Match: \"x\"\r\nIf-Modified-Since: Mon, 01 Jan 2035 00:00:00 GMT",
            "If-Modified-Since: " + OLD,
            "If-Modified-Since: Monday, 01-Jan-24 00:00:00 GMT",
            "If-Modified-Since: Mon, 01 Jan 2023 00:00:00 GMT",
            "If-Modified-Since: Mon, 01 Jan 2035 00:00:00 GMT",
            "If-Modified-Since: never")) {
      for (String headers :
          List.of(
              tagged,
              tagged.replace("\"abc\"", "W/\"abc\""),
              FRESH,
              FRESH + "Last-Modified: " + OLD + "\r\n",
              FRESH + "Date: " + OLD + "\r\n")) {
        cases.add(new Case("plain", ok(headers, "hello"), List.of("GET", "GET " + condition)));
      }
    }
    cases.add(
        new Case("plain", ok(tagged, "hello"), List.of("GET", "HEAD If-None-Match: \"abc\"")));
    cases.add(new Case("plain", ok(tagged, "hello"), List.of("GET If-None-Match: \"abc\"", "GET")));
    // The key.
    cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET Host: a", "GET Host: b")));
    cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET Host: a", "GET Host: A")));
    cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET Host: a", "GET Host: a:80")));
    cases.add(new Case("plain", ok(FRESH, "hello"), List.of("GET ?a", "GET ?b", "GET ?a")));
    addVarying(cases);
    return cases;
  }

  private static void addVarying(List<Case> cases) {
    for (String vary : List.of("Accept-Encoding", "*", "Cookie", "Cookie, Accept-Encoding")) {
      for (String proxy : List.of("plain", "vary")) {
        cases.add(new Case(proxy, ok(FRESH + "Vary: " + vary + "\r\n", "hello"), twice("GET")));
      }
    }
    cases.add(new Case("vary", ok(FRESH, "hello"), twice("GET")));
    for (String coding : List.of("", "gzip", "x-gzip", "br", "zstd", "foo", "gzip, br")) {
      String headers =
          FRESH
              + "Vary: accept-encoding\r\n"
              + (coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n");
      for (String accepted :
          List.of(
              "",
              "gzip",
              "identity",
              "br, gzip",
              "*",
              "gzip;q=0",
              "*, gzip;q=0",
              "x-gzip",
              "GZIP; q=0.5",
              "gzip, identity;q=0",
              "zstd",
              "foo")) {
        String first = coding.isEmpty() ? "gzip" : coding;
        cases.add(
            new Case(
                "vary",
                ok(headers, "hello"),
                List.of(
                    "GET Accept-Encoding: " + first,
                    accepted.isEmpty() ? "GET" : "GET Accept-Encoding: " + accepted)));
      }
    }
  }

  private static List<String> twice(String request) {
    return List.of(request, request);
  }

  private static String ok(String headers, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n" + headers + "\r\n" + body;
  }

  @Test
  void theSameResponsesAreStoredAndGivenToTheSameRequests() throws Exception {
    Side.prepare(Side.subject());
    List<String> oracle = answers(Side.oracle(), "oracle");
    List<String> subject = answers(Side.subject(), "subject");
    assertThat(subject).containsExactlyElementsOf(oracle);
    assertThat(oracle).filteredOn(answer -> answer.contains("stored")).hasSizeGreaterThan(100);
  }

  private List<String> answers(String program, String name) throws Exception {
    Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    List<InetSocketAddress> addresses = List.of(Loopback.free(), Loopback.free());
    List<String> proxies = List.of("plain", "vary");
    try (ServerSocket origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> serve(origin, asked));
      StringBuilder text =
          new StringBuilder(
              """
              global
                nbthread 1
              defaults
                mode http
                timeout connect 5s
                timeout client 10s
                timeout server 10s
              """);
      for (String proxy : proxies) {
        text.append(
            """
            listen %1$s
              bind %2$s
              http-request cache-use %1$s
              http-response set-header X-Hit %%[res.cache_hit]
              http-response set-header X-Name %%[res.cache_name]
              http-response cache-store %1$s
              server s 127.0.0.1:%3$d
            cache %1$s
              total-max-size 4
              process-vary %4$s
            """
                .formatted(
                    proxy,
                    Loopback.text(addresses.get(proxies.indexOf(proxy))),
                    origin.getLocalPort(),
                    proxy.equals("vary") ? "on" : "off"));
      }
      Path file = directory.resolve(name + ".cfg");
      Files.writeString(file, text);
      List<String> answers = new ArrayList<>();
      try (Side side = Side.start(program, file)) {
        assertThat(side.awaitListening(addresses.getFirst())).isTrue();
        for (int i = 0; i < CASES.size(); i++) {
          Case now = CASES.get(i);
          InetSocketAddress to = addresses.get(proxies.indexOf(now.proxy()));
          StringBuilder answer = new StringBuilder(now.toString());
          for (String request : now.requests()) {
            AtomicInteger count = asked.computeIfAbsent("/" + i, key -> new AtomicInteger());
            int before = count.get();
            String received = exchange(to, i, request);
            answer
                .append('\n')
                .append(count.get() == before ? "stored " : "fetched ")
                .append(received);
          }
          answers.add(answer.toString());
        }
      }
      return answers;
    }
  }

  private static String exchange(InetSocketAddress to, int number, String request)
      throws IOException {
    int space = request.indexOf(' ');
    String method = space < 0 ? request : request.substring(0, space);
    String rest = space < 0 ? "" : request.substring(space + 1);
    String query = rest.startsWith("?") ? rest : "";
    String headers = query.isEmpty() && !rest.isEmpty() ? rest + "\r\n" : "";
    boolean isOld = method.endsWith("10");
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      String message =
          method.replace("10", "")
              + " /"
              + number
              + query
              + (isOld ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n")
              + (headers.startsWith("Host") ? "" : "Host: example.com\r\n")
              + headers
              + (method.startsWith("P") ? "Content-Length: 0\r\n" : "")
              + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
      return normalized(
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }
  }

  /** With names of headers and trailers in lower case, as HAProxy writes them, and in one line. */
  private static String normalized(String message) {
    StringBuilder lines = new StringBuilder();
    for (String line : message.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String told = colon < 0 ? line : name + line.substring(colon);
      // A second may pass between the two requests.
      lines.append(told.replaceAll("^age: ([0-9])$", "age: few")).append('|');
    }
    String told = lines.toString();
    int body = told.indexOf("||");
    if (told.length() < LONG) {
      return told;
    }
    // Where a body is cut into chunks is each program's own affair.
    long letters = told.substring(body).chars().filter(c -> c == 'a').count();
    return told.substring(0, body) + "||a * " + letters;
  }

  private static void serve(ServerSocket origin, Map<String, AtomicInteger> asked) {
    while (!origin.isClosed()) {
      try {
        Socket socket = origin.accept();
        Thread.startVirtualThread(() -> answer(socket, asked));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket socket, Map<String, AtomicInteger> asked) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      String[] words = line.split(" ");
      for (String header = in.readLine(); header != null && !header.isEmpty(); ) {
        header = in.readLine();
      }
      String target = words[1].replaceAll("\\?.*", "");
      asked.computeIfAbsent(target, key -> new AtomicInteger()).incrementAndGet();
      String response = CASES.get(Integer.parseInt(target.substring(1))).response();
      int body = response.indexOf("\r\n\r\n") + 4;
      boolean isBodiless = words[0].equals("HEAD") || response.contains(" 204 ");
      socket
          .getOutputStream()
          .write(
              (isBodiless ? response.substring(0, body) : response)
                  .getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // The proxy has gone; what it received is compared.
    }
  }
}
