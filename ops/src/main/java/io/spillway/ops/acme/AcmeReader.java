package io.spillway.ops.acme;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.Providers;
import io.spillway.ops.acme.AcmeDefinition.Challenge;
import io.spillway.ops.acme.AcmeDefinition.Ready;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads an {@code acme} section. Confined to the reading thread. */
final class AcmeReader {
  static final KeywordTable<AcmeReader> TABLE = table();

  private static final String AUTHORITATIVE = "authoritative";
  private static final int LEAST_BITS = 2048;
  private static final int MOST_BITS = 16384;
  private static final Duration USUAL_DELAY = Duration.ofSeconds(30);
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(600);
  private static final List<String> ALGORITHMS = List.of("HS256", "HS384", "HS512");
  private static final Map<String, String> CURVES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
  private static final Map<String, Ready> CONDITIONS =
      Map.of("cli", Ready.COMMAND, "dns", Ready.RECORD, "delay", Ready.DELAY);

  private final CredentialSources credentials;
  private @Nullable URI directory;
  private @Nullable String accountKey;
  private @Nullable String contact;
  private Challenge challenge = Challenge.HTTP_01;
  private boolean isRsa;
  private int bits = LEAST_BITS;
  private String curve = "secp384r1";
  private @Nullable String map;
  private boolean reusesKey;
  private @Nullable String profile;
  private @Nullable String keyId;
  private @Nullable String macKey;
  private String algorithm = ALGORITHMS.getFirst();
  private @Nullable ProviderDefinition provider;
  private boolean isAuthoritative;
  private @Nullable Set<Ready> ready;
  private Duration delay = USUAL_DELAY;
  private Duration timeout = USUAL_TIMEOUT;
  private String providerName = "";
  private String variables = "";

  private AcmeReader(CredentialSources credentials) {
    this.credentials = credentials;
  }

  private static KeywordTable<AcmeReader> table() {
    KeywordTable<AcmeReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'acme' section");
    table.add(Keyword.works("directory", AcmeReader::directory));
    table.add(text("account-key", (reader, value) -> reader.accountKey = value));
    table.add(text("contact", (reader, value) -> reader.contact = value));
    table.add(Keyword.works("challenge", AcmeReader::challenge));
    table.add(Keyword.works("keytype", AcmeReader::keyType));
    table.add(Keyword.works("bits", AcmeReader::bits));
    table.add(Keyword.works("curves", AcmeReader::curves));
    table.add(text("map", (reader, value) -> reader.map = value));
    table.add(Keyword.works("reuse-key", AcmeReader::reuseKey));
    table.add(text("profile", (reader, value) -> reader.profile = value));
    table.add(text("eab-key-id", (reader, value) -> reader.keyId = value));
    table.add(text("eab-mac-key", (reader, value) -> reader.macKey = value));
    table.add(Keyword.works("eab-mac-alg", AcmeReader::macAlgorithm));
    table.add(text("provider-name", (reader, value) -> reader.providerName = value));
    table.add(text("acme-vars", (reader, value) -> reader.variables = value));
    table.add(Keyword.works("challenge-ready", AcmeReader::challengeReady));
    table.add(time("dns-delay", (reader, value) -> reader.delay = value));
    table.add(time("dns-timeout", (reader, value) -> reader.timeout = value));
    table.add(Keyword.works("provider", AcmeReader::provider));
    return table;
  }

  private static Keyword<AcmeReader> text(String name, BiConsumer<AcmeReader, String> taker) {
    return Keyword.works(
        name, (reader, arguments) -> taker.accept(reader, one(arguments).unicode()));
  }

  private static Keyword<AcmeReader> time(String name, BiConsumer<AcmeReader, Duration> taker) {
    return Keyword.works(
        name,
        (reader, arguments) -> {
          Duration value = arguments.time(TimeUnit.SECONDS);
          arguments.end();
          taker.accept(reader, value);
        });
  }

  /** The only argument of a line. */
  private static Word one(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "keyword '" + arguments.keyword() + "' in 'acme' section requires an argument.");
    }
    Word word = arguments.word("an argument");
    arguments.end();
    return word;
  }

  /**
   * Reads a section.
   *
   * @param certificates where files are whose names are relative: {@code crt-base}, or empty
   * @return null where something is wrong with it, which {@code diagnostics} tells
   */
  static @Nullable AcmeDefinition read(
      Section section,
      String name,
      String certificates,
      CredentialSources credentials,
      Diagnostics diagnostics) {
    AcmeReader reader = new AcmeReader(credentials);
    section.directives().forEach(directive -> TABLE.read(reader, directive, diagnostics));
    URI directory = reader.directory;
    if (directory == null) {
      diagnostics.alert(
          section.position(),
          "acme: No directory defined in ACME section '"
              + name
              + "' (expected: 'directory https://...').");
      return null;
    }
    if ((reader.keyId == null) != (reader.macKey == null)) {
      diagnostics.alert(
          section.position(),
          "acme section '"
              + name
              + "': 'eab-key-id' and 'eab-mac-key' are of use only together (expected: both).");
    }
    boolean isOwn = reader.provider != null || reader.isAuthoritative;
    if (isOwn && reader.challenge != Challenge.DNS_01) {
      diagnostics.warning(
          section.position(),
          "acme section '"
              + name
              + "': 'provider' has no effect with challenge "
              + reader.challenge.type()
              + " (expected: 'challenge dns-01').");
    }
    String account = reader.accountKey == null ? name + ".account.key" : reader.accountKey;
    return new AcmeDefinition(
        name,
        directory,
        under(certificates, account),
        reader.contact,
        reader.challenge,
        new AcmeDefinition.KeyKind(reader.isRsa, reader.bits, reader.curve),
        reader.map,
        reader.reusesKey,
        reader.profile,
        reader.binding(certificates),
        new AcmeDefinition.DnsRecords(
            reader.provider,
            reader.isAuthoritative,
            reader.conditions(isOwn),
            reader.delay,
            reader.timeout,
            reader.providerName,
            reader.variables),
        section.position());
  }

  private AcmeDefinition.@Nullable Binding binding(String base) {
    return keyId == null || macKey == null
        ? null
        : new AcmeDefinition.Binding(under(base, keyId), under(base, macKey), algorithm);
  }

  /** Who writes records by himself says when they are there; our own are looked for. */
  private Set<Ready> conditions(boolean isOwn) {
    if (ready != null) {
      return ready;
    }
    return isAuthoritative ? Set.of() : Set.of(isOwn ? Ready.RECORD : Ready.COMMAND);
  }

  private static Path under(String base, String written) {
    Path path = Path.of(written);
    return base.isEmpty() ? path : Path.of(base).resolve(path);
  }

  private void directory(Arguments arguments) {
    Word word = one(arguments);
    try {
      URI address = new URI(word.text());
      if (List.of("https", "http").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null) {
        directory = address;
        return;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw arguments.error(
        word, "'directory': '" + word + "' is no address (expected: https://<host>/<path>).");
  }

  private void challenge(Arguments arguments) {
    String kinds = "challenge type: http-01, dns-01 or tls-alpn-01";
    if (!arguments.hasNext()) {
      throw arguments.error("keyword 'challenge' in 'acme' section requires a " + kinds + ".");
    }
    Word word = one(arguments);
    String wanted = word.text().toLowerCase(Locale.ROOT);
    for (Challenge known : Challenge.values()) {
      if (known.type().equals(wanted)) {
        challenge = known;
        return;
      }
    }
    throw arguments.error(
        word,
        wanted.equals("dns-persist-01")
            ? "'challenge': dns-persist-01 is not implemented in Spillway (expected: dns-01, or"
                + " another)."
            : "keyword 'challenge' in 'acme' section requires a "
                + kinds
                + " (got '"
                + word
                + "').");
  }

  private void keyType(Arguments arguments) {
    Word word = one(arguments);
    switch (word.text()) {
      case "RSA" -> isRsa = true;
      case "ECDSA" -> isRsa = false;
      default ->
          throw arguments.error(
              word,
              "keyword 'keytype' in 'acme' section requires either 'RSA' or 'ECDSA' argument (got '"
                  + word
                  + "').");
    }
  }

  private void bits(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("keyword 'bits' in 'acme' section requires an argument.");
    }
    bits = arguments.integer("a number of bits", LEAST_BITS, MOST_BITS);
    arguments.end();
  }

  private void curves(Arguments arguments) {
    Word word = one(arguments);
    String known = CURVES.get(word.text());
    if (known == null) {
      throw arguments.error(
          word, "unsupported curves '" + word + "' (expected: P-256, P-384 or P-521).");
    }
    curve = known;
  }

  private void reuseKey(Arguments arguments) {
    Word word = one(arguments);
    switch (word.text()) {
      case "on" -> reusesKey = true;
      case "off" -> reusesKey = false;
      default ->
          throw arguments.error(
              word,
              "keyword 'reuse-key' in 'acme' section requires either the 'on' or 'off' parameter"
                  + " (got '"
                  + word
                  + "').");
    }
  }

  private void macAlgorithm(Arguments arguments) {
    Word word = one(arguments);
    if (!ALGORITHMS.contains(word.text())) {
      throw arguments.error(
          word,
          "'eab-mac-alg': unknown algorithm '"
              + word
              + "' (expected: "
              + String.join(", ", ALGORITHMS)
              + ").");
    }
    algorithm = word.text();
  }

  private void challengeReady(Arguments arguments) {
    Word word = one(arguments);
    Set<Ready> conditions = EnumSet.noneOf(Ready.class);
    if (!word.text().equals("none")) {
      for (String part : word.text().split(",", -1)) {
        Ready condition = CONDITIONS.get(part);
        if (condition == null) {
          throw arguments.error(
              word,
              "'challenge-ready': unknown condition '"
                  + part
                  + "' (expected: 'none', or one or more of 'cli', 'dns' and 'delay', separated by"
                  + " commas).");
        }
        conditions.add(condition);
      }
    }
    ready = conditions;
  }

  private void provider(Arguments arguments) {
    if (provider != null || isAuthoritative) {
      throw arguments.error("'provider' was given before (expected: one).");
    }
    if (arguments.hasNext() && arguments.peek().equals(AUTHORITATIVE)) {
      arguments.word("'authoritative'");
      arguments.end();
      isAuthoritative = true;
    } else {
      provider = Providers.read(arguments, List.of(AUTHORITATIVE), credentials);
    }
  }
}
