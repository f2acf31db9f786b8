package io.spillway.facility.provider;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.verify.ReadBack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The words that every kind of provider has: {@code timeout}, {@code verify-server}, {@code
 * verify-timeout}, {@code no-verify}. Confined to the reading thread.
 */
public final class CommonWords {
  private final Arguments arguments;
  private final String kind;
  private final List<String> known;
  private final List<InetSocketAddress> servers = new ArrayList<>();
  private Duration limit = ReadBack.Settings.DEFAULT.limit();
  private boolean verify = true;
  private Duration timeout = Duration.ofSeconds(5);

  /**
   * Words for {@code kind}.
   *
   * @param own the words of that kind alone, for messages
   */
  public CommonWords(Arguments arguments, String kind, List<String> own) {
    this.arguments = arguments;
    this.kind = kind;
    this.known = new ArrayList<>(own);
    known.addAll(List.of("timeout", "verify-server", "verify-timeout", "no-verify"));
  }

  /** Reads {@code word} and what belongs to it, or reports it as unknown. */
  public void read(Word word) {
    switch (word.text()) {
      case "timeout" -> timeout = positive(word);
      case "verify-server" -> servers.add(address(arguments, "verify-server", 53));
      case "verify-timeout" -> limit = positive(word);
      case "no-verify" -> verify = false;
      default ->
          throw arguments.error(
              word,
              "'provider "
                  + kind
                  + "': unknown word '"
                  + word
                  + "' (expected: "
                  + String.join(", ", known)
                  + ").");
    }
  }

  private Duration positive(Word word) {
    Duration time = arguments.time(TimeUnit.MILLISECONDS);
    if (time.isZero()) {
      throw arguments.error(word, "'provider " + kind + "': '" + word + "' must not be 0.");
    }
    return time;
  }

  /** How long one request may take. */
  public Duration timeout() {
    return timeout;
  }

  /** How the answer is read back. */
  public ReadBack.Settings readBack() {
    return new ReadBack.Settings(verify, servers, limit);
  }

  /** An error about a word that is missing. */
  public RuntimeException missing(String what) {
    return arguments.error("'provider " + kind + "' expects " + what + ".");
  }

  /** {@code value}, or an error where it is null. */
  public <T> T required(@Nullable T value, String what) {
    if (value == null) {
      throw missing(what);
    }
    return value;
  }

  /** Takes a numeric address with a port that may be left out. */
  public static InetSocketAddress address(Arguments arguments, String option, int port) {
    Word word = arguments.word("an address after '" + option + "'");
    String text = word.text();
    String host = text;
    int number = port;
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    try {
      if (bracketed) {
        int end = text.indexOf(']');
        host = text.substring(1, end);
        number = end + 1 == text.length() ? port : Integer.parseInt(text.substring(end + 2));
      } else if (colon >= 0 && text.indexOf(':') == colon) {
        host = text.substring(0, colon);
        number = Integer.parseInt(text.substring(colon + 1));
      }
      if (number < 1 || number > 65_535) {
        throw new NumberFormatException();
      }
      return new InetSocketAddress(InetAddress.ofLiteral(host), number);
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw arguments.error(
          word,
          "'"
              + option
              + "': '"
              + word
              + "' is no address (expected: 192.0.2.53, 192.0.2.53:53 or [2001:db8::53]:53).");
    }
  }

  /** Takes the address of a server that is asked over HTTP, without a slash at its end. */
  public URI endpoint(Word option) {
    Word word = arguments.word("a URL after '" + option + "'");
    String text = word.text();
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      String scheme = uri.getScheme();
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && ("https".equals(scheme) || "http".equals(scheme))) {
        if ("http".equals(scheme) && !loopback(uri.getHost())) {
          throw arguments.error(
              word, "'" + option + "': credentials are not sent without TLS; use https.");
        }
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw arguments.error(
        word, "'" + option + "': '" + word + "' is no URL (expected: https://host[:port][/path]).");
  }

  private static boolean loopback(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes the name of a zone: in lower case, without a dot at its end. */
  public String zone(Word option) {
    Word word = arguments.word("a zone after '" + option + "'");
    String name = word.text().toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!name.matches("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*") || name.length() > 253) {
      throw arguments.error(word, "'" + option + "': '" + word + "' is no domain name.");
    }
    return name;
  }
}
