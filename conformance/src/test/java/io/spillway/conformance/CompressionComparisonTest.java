package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HAProxy and Spillway compress the same responses, with the same headers, and what comes out when
 * they are decompressed is what the server sent. Each case asks an origin, by its target, for a
 * response with certain headers.
 */
class CompressionComparisonTest {
  private static final int LENGTH = 300_000;
  private static final String GZIP = "Accept-Encoding: gzip";

  /** What a client asks for, and with which headers. */
  private record Case(String proxy, String version, String method, String[] head, String response) {
    @Override
    public String toString() {
      return proxy + " " + method + " " + version + " " + Arrays.toString(head) + " " + response;
    }
  }

  private static final List<Case> CASES =
      List.of(
          of("plain", "Content-Type: text/plain", GZIP),
          of("plain", "Content-Type: text/plain"),
          of("plain", "Content-Type: text/plain", "Accept-Encoding: deflate"),
          of("plain", "Content-Type: text/plain", "Accept-Encoding: br, gzip;q=0.5"),
          of("plain", "Content-Type: text/plain", "Accept-Encoding: gzip;q=0"),
          of("plain", "Content-Type: text/plain", "Accept-Encoding: *"),
          of("plain", "Content-Type: text/plain", "Accept-Encoding: identity, GZip"),
          of("plain", "Content-Type: text/plain; charset=utf-8", GZIP),
          of("plain", "Content-Type: TEXT/PLAIN", GZIP),
          of("plain", "Content-Type: image/png", GZIP),
          of("plain", "X-None: 1", GZIP),
          of("all", "X-None: 1", GZIP),
          of("all", "Content-Type: image/png", GZIP),
          of("all", "Content-Type: multipart/form-data; boundary=x", GZIP),
          of("all", "Transfer-Encoding: chunked", GZIP),
          of("all", "Content-Encoding: br", GZIP),
          of("all", "Cache-Control: max-age=3, no-transform", GZIP),
          of("all", "ETag: \"abc\"", GZIP),
          of("all", "ETag: W/\"abc\"", GZIP),
          of("all", "ETag: abc", GZIP),
          of("all", "ETag: \"a\"\r\nETag: \"b\"", GZIP),
          of("all", "Vary: Origin", GZIP),
          of("all", "Status: 201", GZIP),
          of("all", "Status: 203", GZIP),
          of("all", "Status: 404", GZIP),
          of("all", "Status: 206", GZIP),
          of("all", "Status: 204", GZIP),
          of("all", "Version: HTTP/1.0", GZIP),
          of("all", "Length: 0", GZIP),
          of("all", "Length: 1", GZIP),
          of("all", "X-A: 1", GZIP, "User-Agent: Mozilla/4.0 (compatible)"),
          of("all", "X-A: 1", GZIP, "User-Agent: Mozilla/4.0 (compatible; MSIE 6.0; SV1)"),
          of("all", "X-A: 1", GZIP, "User-Agent: Mozilla/4.0 (compatible; MSIE 6.0)"),
          of("all", "X-A: 1", GZIP, "User-Agent: Mozilla/4.0 (compatible; MSIE 8.0)"),
          of("all", "X-A: 1", GZIP, "User-Agent: Mozilla/5.0"),
          new Case("all", "HTTP/1.0", "GET", new String[] {GZIP}, "X-A: 1"),
          new Case("all", "HTTP/1.1", "HEAD", new String[] {GZIP}, "X-A: 1"),
          new Case("all", "HTTP/1.1", "POST", new String[] {GZIP}, "X-A: 1"),
          of("both", "X-A: 1", "Accept-Encoding: deflate, gzip"),
          of("both", "X-A: 1", "Accept-Encoding: gzip, deflate"),
          of("both", "X-A: 1", "Accept-Encoding: gzip;q=0.1, deflate;q=0.2"),
          of("raw", "X-A: 1", "Accept-Encoding: deflate"),
          of("identity", "X-A: 1", "Accept-Encoding: gzip"),
          of("identity", "X-A: 1"),
          of("offload", "X-A: 1", "Accept-Encoding: gzip"),
          of("offload", "X-A: 1", "Accept-Encoding: br"));

  @TempDir private Path directory;

  private static Case of(String proxy, String response, String... head) {
    return new Case(proxy, "HTTP/1.1", "GET", head, response);
  }

  @Test
  void theSameResponsesAreCompressedAndComeOutUnchanged() throws Exception {
    Side.prepare(Side.subject());
    try (ServerSocket origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> serve(origin));
      List<String> oracle = answers(Side.oracle(), "oracle", origin.getLocalPort());
      List<String> subject = answers(Side.subject(), "subject", origin.getLocalPort());
      assertThat(subject).containsExactlyElementsOf(oracle);
      assertThat(oracle)
          .filteredOn(answer -> answer.contains("content-encoding: gzip"))
          .hasSizeGreaterThan(10);
    }
  }

  private List<String> answers(String program, String name, int origin) throws Exception {
    List<String> proxies = List.of("plain", "all", "both", "raw", "identity", "offload");
    List<InetSocketAddress> addresses = new ArrayList<>();
    StringBuilder text =
        new StringBuilder(
            """
            global
              nbthread 1
              maxconn 1000
            defaults
              mode http
              timeout connect 5s
              timeout client 10s
              timeout server 10s
            """);
    for (String proxy : proxies) {
      InetSocketAddress address = Loopback.free();
      addresses.add(address);
      text.append(
          "listen %s\n  bind %s\n  server s 127.0.0.1:%d\n  compression algo %s\n"
              .formatted(
                  proxy,
                  Loopback.text(address),
                  origin,
                  switch (proxy) {
                    case "both" -> "gzip deflate";
                    case "raw" -> "raw-deflate";
                    case "identity" -> "identity";
                    default -> "gzip";
                  }));
      text.append(proxy.equals("plain") ? "  compression type text/plain text/html\n" : "");
      text.append(proxy.equals("offload") ? "  compression offload\n" : "");
    }
    Path file = directory.resolve(name + ".cfg");
    Files.writeString(file, text);
    List<String> answers = new ArrayList<>();
    try (Side side = Side.start(program, file)) {
      assertThat(side.awaitListening(addresses.getFirst())).isTrue();
      for (Case asked : CASES) {
        answers.add(asked + "\n" + answer(asked, addresses.get(proxies.indexOf(asked.proxy()))));
      }
    }
    return answers;
  }

  private static String answer(Case asked, InetSocketAddress to) throws IOException {
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      String target = "/" + asked.response().replace(" ", "%20").replace("\r\n", "%0d%0a");
      StringBuilder request =
          new StringBuilder(asked.method() + " " + target + " " + asked.version() + "\r\n");
      request.append("Host: x\r\nConnection: close\r\n");
      for (String line : asked.head()) {
        request.append(line).append("\r\n");
      }
      request.append("\r\n");
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      byte[] all = socket.getInputStream().readAllBytes();
      String raw = new String(all, StandardCharsets.ISO_8859_1);
      int end = raw.indexOf("\r\n\r\n");
      String told = String.join("\n", normalized(raw.substring(0, end)));
      List<String> head = normalized(raw.substring(0, end));
      byte[] body = Arrays.copyOfRange(all, end + 4, all.length);
      if (told.contains("transfer-encoding: chunked")) {
        body = asked.method().equals("HEAD") ? body : unchunked(body);
      }
      return String.join("\n", head) + "\n" + described(body, told, asked);
    }
  }

  /** The head's lines, names in lower case: HAProxy writes them so. */
  private static List<String> normalized(String head) {
    List<String> lines = new ArrayList<>();
    for (String line : head.split("\r\n")) {
      int colon = lines.isEmpty() ? -1 : line.indexOf(':');
      lines.add(
          colon < 0
              ? line
              : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
    }
    return lines;
  }

  private static byte[] unchunked(byte[] chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String text = new String(chunks, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (true) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      if (size == 0) {
        return out.toByteArray();
      }
      out.write(chunks, line + 2, size);
      at = line + 2 + size + 2;
    }
  }

  /** The length of the content, and whether it is the one that the origin sent. */
  private static String described(byte[] body, String head, Case asked) throws IOException {
    byte[] content = body;
    if (head.contains("content-encoding: gzip")) {
      content = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    } else if (head.contains("content-encoding: deflate")) {
      content =
          new InflaterInputStream(
                  new ByteArrayInputStream(body), new Inflater(asked.proxy().equals("raw")))
              .readAllBytes();
    }
    boolean isSame = Arrays.equals(content, Arrays.copyOf(content(), content.length));
    boolean isSmaller = body.length < content.length;
    return content.length + (isSame ? " right" : " wrong") + (isSmaller ? " compressed" : "");
  }

  private static byte[] content() {
    byte[] content = new byte[LENGTH];
    Random random = new Random(1);
    for (int i = 0; i < LENGTH; i++) {
      content[i] = (byte) ('a' + random.nextInt(i % 1000 < 500 ? 2 : 20));
    }
    return content;
  }

  /** Answers each request with the headers that its target names. */
  private static void serve(ServerSocket origin) {
    while (!origin.isClosed()) {
      try {
        Socket client = origin.accept();
        Thread.startVirtualThread(() -> respond(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void respond(Socket client) {
    try (client) {
      InputStream input = client.getInputStream();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1));
      String first = reader.readLine();
      List<String> accepted = new ArrayList<>();
      for (String line = reader.readLine();
          line != null && !line.isEmpty();
          line = reader.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("accept-encoding")) {
          accepted.add(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      if (first != null) {
        send(first, accepted, client.getOutputStream());
      }
    } catch (IOException e) {
      // The proxy closed the connection.
    }
  }

  private static void send(String first, List<String> accepted, OutputStream out)
      throws IOException {
    String told = URLDecoder.decode(first.split(" ")[1].substring(1), StandardCharsets.US_ASCII);
    String status = told.startsWith("Status: ") ? told.substring(8) : "200";
    String version = told.startsWith("Version: ") ? told.substring(9) : "HTTP/1.1";
    int length = told.startsWith("Length: ") ? Integer.parseInt(told.substring(8)) : LENGTH;
    boolean chunked = told.startsWith("Transfer-Encoding");
    boolean bodiless = status.equals("204") || first.startsWith("HEAD");
    StringBuilder head = new StringBuilder(version + " " + status + " Told\r\n");
    head.append(told).append("\r\nX-Accepted: ").append(String.join(",", accepted)).append("\r\n");
    head.append(chunked || status.equals("204") ? "" : "Content-Length: " + length + "\r\n");
    out.write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    if (bodiless) {
      return;
    }
    byte[] content = Arrays.copyOf(content(), length);
    int step = 70_001;
    for (int at = 0; at < length; at += step) {
      int size = Math.min(step, length - at);
      out.write(
          chunked
              ? (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII)
              : new byte[0]);
      out.write(content, at, size);
      out.write(chunked ? "\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
    }
    out.write(chunked ? "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
  }
}
