package io.spillway.facility.provider.rfc2136;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.CommonWords;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Secret;
import io.spillway.facility.provider.verify.ReadBack;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@code provider rfc2136} line. Immutable.
 *
 * @param servers the servers that take updates, tried in this order
 * @param zone the zone that is updated, or null to ask the server which one holds the name
 * @param key what signs, or null to send unsigned updates
 * @param tcp whether to use TCP for everything, not only for what is too long for a datagram
 * @param timeout of one exchange
 */
public record Rfc2136Definition(
    List<InetSocketAddress> servers,
    @Nullable String zone,
    @Nullable TransactionKey key,
    boolean tcp,
    Duration timeout,
    ReadBack.Settings readBack)
    implements ProviderDefinition {
  /** The word for this kind. */
  public static final String KIND = "rfc2136";

  private static final List<String> WORDS =
      List.of("server", "zone", "key", "algorithm", "key-file", "key-env", "transport");

  public Rfc2136Definition {
    servers = List.copyOf(servers);
  }

  /** Reads the words after {@code provider rfc2136}. */
  public static Rfc2136Definition read(Arguments arguments, CredentialSources credentials) {
    CommonWords common = new CommonWords(arguments, KIND, WORDS);
    List<InetSocketAddress> servers = new ArrayList<>();
    String zone = null;
    String keyName = null;
    String algorithm = null;
    Secret secret = null;
    boolean tcp = false;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "server" -> servers.add(CommonWords.address(arguments, "server", 53));
        case "zone" -> zone = common.zone(word);
        case "key" -> keyName = arguments.text("the name of a key after 'key'");
        case "algorithm" -> algorithm = arguments.text("an algorithm after 'algorithm'");
        case "key-file" -> secret = credentials.file(arguments, "key-file");
        case "key-env" -> secret = credentials.variable(arguments, "key-env");
        case "transport" -> tcp = isTcp(arguments);
        default -> common.read(word);
      }
    }
    if (servers.isEmpty()) {
      throw common.missing("at least one 'server <address>'");
    }
    if (secret == null && (keyName != null || algorithm != null)) {
      throw common.missing("'key-file <file>' or 'key-env <variable>' with a key");
    }
    return new Rfc2136Definition(
        servers,
        zone,
        secret == null ? null : key(arguments, keyName, algorithm, secret),
        tcp,
        common.timeout(),
        common.readBack());
  }

  private static boolean isTcp(Arguments arguments) {
    Word word = arguments.word("'udp' or 'tcp' after 'transport'");
    return switch (word.text()) {
      case "tcp" -> true;
      case "udp" -> false;
      default ->
          throw arguments.error(word, "'transport' expects 'udp' or 'tcp', not '" + word + "'.");
    };
  }

  private static TransactionKey key(
      Arguments arguments, @Nullable String name, @Nullable String algorithm, Secret secret) {
    try {
      return TransactionKey.of(name, algorithm, secret);
    } catch (IllegalArgumentException e) {
      throw arguments.error("'provider rfc2136': " + e.getMessage() + ".");
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String description() {
    return KIND
        + " "
        + servers.stream()
            .map(s -> s.getAddress().getHostAddress() + ":" + s.getPort())
            .collect(Collectors.joining(","));
  }

  @Override
  public DnsProvider open(ProviderSurroundings surroundings) {
    return new Rfc2136Provider(this);
  }
}
