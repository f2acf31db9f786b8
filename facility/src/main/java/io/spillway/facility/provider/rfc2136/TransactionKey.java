package io.spillway.facility.provider.rfc2136;

import io.spillway.facility.provider.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * The key that updates are signed with (RFC 8945). Immutable.
 *
 * @param name the key's name, as the server has it
 * @param algorithm one of {@link #ALGORITHMS}
 * @param secret the key in base 64
 */
record TransactionKey(String name, String algorithm, Secret secret) {
  /** What signs, as BIND's and Knot's configurations call it. */
  static final List<String> ALGORITHMS =
      List.of("hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha224", "hmac-sha1");

  private static final Pattern KEY_NAME = Pattern.compile("key\\s+\"?([^\"\\s{]+)\"?\\s*\\{");
  private static final Pattern ALGORITHM = Pattern.compile("algorithm\\s+\"?([^\"\\s;]+)\"?\\s*;");
  private static final Pattern SECRET = Pattern.compile("secret\\s+\"?([^\"\\s;]+)\"?\\s*;");

  /**
   * A key from what a file or a variable holds: the key in base 64, or a {@code key} statement as
   * {@code tsig-keygen} writes it, which brings its name and algorithm along.
   *
   * @param name the name that the line gives, or null
   * @param algorithm the algorithm that the line gives, or null
   * @throws IllegalArgumentException when something is missing or wrong; the message says what
   */
  static TransactionKey of(@Nullable String name, @Nullable String algorithm, Secret content) {
    String text = content.reveal();
    String key = text;
    if (text.contains("{")) {
      key = first(SECRET, text);
      name = name == null ? first(KEY_NAME, text) : name;
      algorithm = algorithm == null ? first(ALGORITHM, text) : algorithm;
    }
    if (name == null) {
      throw new IllegalArgumentException("the key's name is missing (expected: key <name>)");
    }
    String used = algorithm == null ? "hmac-sha256" : algorithm.toLowerCase(Locale.ROOT);
    if (!ALGORITHMS.contains(used)) {
      throw new IllegalArgumentException(
          "unknown algorithm '" + used + "' (expected: " + String.join(", ", ALGORITHMS) + ")");
    }
    if (key == null || !isBase64(key)) {
      throw new IllegalArgumentException("the " + content + " holds no key in base 64");
    }
    return new TransactionKey(name, used, new Secret(content.toString(), key));
  }

  private static @Nullable String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What signs and verifies messages with this key. */
  TSIG signer() throws TextParseException {
    return new TSIG(
        TSIG.algorithmToName(algorithm),
        Name.fromString(name, Name.root),
        Base64.getDecoder().decode(secret.reveal()));
  }
}
