package io.spillway.proxy.walk;

import io.spillway.rules.sample.Address;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * The request that is asked about. Immutable.
 *
 * @param line method and URL as they were given
 * @param method the method
 * @param url the URL, with scheme and host
 * @param headers {@code Name: value}, each; Host is added where none is given
 * @param source the client's address
 */
public record AskedRequest(
    String line, String method, URI url, List<String> headers, Address source) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int CLIENT_PORT = 40000;

  public AskedRequest {
    headers = List.copyOf(headers);
  }

  /**
   * The request that {@code line} describes: a method and a URL, or a URL alone.
   *
   * @param source an address, or empty for 127.0.0.1
   * @throws IllegalArgumentException with what is wrong
   */
  public static AskedRequest of(String line, List<String> headers, String source) {
    String[] words = line.strip().split("\\s+");
    if (words.length > 2 || words[0].isEmpty()) {
      throw new IllegalArgumentException(
          "'" + line + "' is no request (expected: 'GET https://host/path')");
    }
    URI url = URI.create(words[words.length - 1]);
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "'" + url + "' is no URL with a host (expected: 'http://…' or 'https://…')");
    }
    for (String header : headers) {
      if (header.indexOf(':') <= 0) {
        throw new IllegalArgumentException(
            "'" + header + "' is no header (expected: 'Name: value')");
      }
    }
    Address client = Address.parse(source.isEmpty() ? "127.0.0.1" : source);
    if (client == null) {
      throw new IllegalArgumentException("'" + source + "' is no address");
    }
    return new AskedRequest(
        line.strip(),
        words.length == 1 ? "GET" : words[0],
        url,
        headers,
        client.withPort(CLIENT_PORT));
  }

  boolean isEncrypted() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  int port() {
    return url.getPort() > 0 ? url.getPort() : isEncrypted() ? HTTPS_PORT : HTTP_PORT;
  }

  Address destination() {
    Address host = Address.parse(url.getHost());
    Address local = host == null ? Address.parse("127.0.0.1") : host;
    if (local == null) {
      throw new IllegalStateException("no local address");
    }
    return local.withPort(port());
  }

  /** The head as it would be sent. */
  String head() {
    StringBuilder text = new StringBuilder(method).append(' ');
    String path = url.getRawPath();
    text.append(path == null || path.isEmpty() ? "/" : path);
    if (url.getRawQuery() != null) {
      text.append('?').append(url.getRawQuery());
    }
    text.append(" HTTP/1.1\r\n");
    if (headers.stream().noneMatch(header -> header.regionMatches(true, 0, "host:", 0, 5))) {
      text.append("Host: ").append(url.getRawAuthority()).append("\r\n");
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      text.append(header, 0, colon)
          .append(": ")
          .append(header.substring(colon + 1).strip())
          .append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
