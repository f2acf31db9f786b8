package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.net.Endpoint.Family;
import io.spillway.net.Network;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.resolve.Question;
import io.spillway.proxy.resolve.ResolversRegistry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of {@code server} lines about where its address comes from: when the configuration is
 * loaded, and while the process runs (configuration manual, chapters 5.2 and 5.3).
 */
public final class ResolutionKeywords {
  private static final int MOST_NETWORKS = 5;

  /** How its first address is found, in this order. */
  public static final Setting<List<InitialAddress>> INITIAL_ADDRESS =
      Setting.inherited(
          "init-addr", List.of(new InitialAddress.Last(), new InitialAddress.Resolved()));

  /** The section whose name servers are asked for its name; empty for none. */
  public static final Setting<String> RESOLVERS = Setting.inherited("resolvers", "");

  /** The family that is asked for first, and that is taken where there are both. */
  public static final Setting<Family> PREFERRED_FAMILY =
      Setting.inherited("resolve-prefer", Family.IPV6);

  /** Addresses in these networks are taken before others; at most 5. */
  public static final Setting<List<Network>> PREFERRED_NETWORKS =
      Setting.inherited("resolve-net", List.of());

  /** Whether it may have the address of another server of the same name in its backend. */
  public static final Setting<Boolean> ALLOWS_DUPLICATES =
      Setting.inherited("resolve-opts allow-dup-ip", false);

  /** Whether weights in SRV records do not count. */
  public static final Setting<Boolean> IGNORES_WEIGHT =
      Setting.inherited("resolve-opts ignore-weight", false);

  private ResolutionKeywords() {}

  static List<Keyword<ServerLine>> keywords() {
    return List.of(
        Keyword.works("init-addr", ResolutionKeywords::readInitialAddress),
        Keyword.works(
            "resolvers",
            (line, arguments) ->
                line.set(RESOLVERS, arguments.text("the name of a section"), arguments)),
        Keyword.works("resolve-prefer", ResolutionKeywords::readFamily),
        Keyword.works("resolve-net", ResolutionKeywords::readNetworks),
        Keyword.works("resolve-opts", ResolutionKeywords::readOptions));
  }

  private static void readInitialAddress(ServerLine line, Arguments arguments) {
    Word word = arguments.word("a list of methods");
    List<InitialAddress> methods = new ArrayList<>();
    for (String method : word.text().split(",", -1)) {
      InetAddress address = WrittenAddress.literal(method);
      methods.add(
          switch (method) {
            case "last" -> new InitialAddress.Last();
            case "libc" -> new InitialAddress.Resolved();
            case "none" -> new InitialAddress.None();
            default -> {
              if (address == null) {
                throw arguments.error(
                    word,
                    "'"
                        + line.described()
                        + "' : 'init-addr' : unknown init-addr method '"
                        + method
                        + "', supported methods are 'libc', 'last', 'none'.");
              }
              yield new InitialAddress.Fixed(address);
            }
          });
    }
    line.set(INITIAL_ADDRESS, List.copyOf(methods), arguments);
  }

  private static void readFamily(ServerLine line, Arguments arguments) {
    Family family =
        switch (arguments.peek()) {
          case "ipv4" -> Family.IPV4;
          case "ipv6" -> Family.IPV6;
          default ->
              throw arguments.error(
                  "'"
                      + line.described()
                      + "' : 'resolve-prefer' expects either ipv4 or ipv6 as argument.");
        };
    arguments.text("a family");
    line.set(PREFERRED_FAMILY, family, arguments);
  }

  private static void readNetworks(ServerLine line, Arguments arguments) {
    String described = "'" + line.described() + "' : 'resolve-net' ";
    if (!arguments.hasNext()) {
      throw arguments.error(described + "expects a list of networks.");
    }
    Word word = arguments.word("a list of networks");
    List<Network> networks = new ArrayList<>();
    for (String text : word.text().split(",", -1)) {
      Network network = Network.parse(text);
      if (network == null) {
        throw arguments.error(word, described + "invalid network '" + text + "'.");
      }
      networks.add(network);
    }
    if (networks.size() > MOST_NETWORKS) {
      throw arguments.error(word, described + "exceed " + MOST_NETWORKS + " networks.");
    }
    line.set(PREFERRED_NETWORKS, List.copyOf(networks), arguments);
  }

  private static void readOptions(ServerLine line, Arguments arguments) {
    Word word = arguments.word("a list of options");
    for (String option : word.text().split(",", -1)) {
      switch (option) {
        case "allow-dup-ip" -> line.set(ALLOWS_DUPLICATES, true, arguments);
        case "prevent-dup-ip" -> line.set(ALLOWS_DUPLICATES, false, arguments);
        case "ignore-weight" -> line.set(IGNORES_WEIGHT, true, arguments);
        default ->
            throw arguments.error(
                word,
                "'"
                    + line.described()
                    + "' : 'resolve-opts' : unknown resolve-opts option '"
                    + option
                    + "', supported methods are 'allow-dup-ip', 'ignore-weight', and"
                    + " 'prevent-dup-ip'.");
      }
    }
  }

  /** Gives {@code server} its first address, as far as it is to be found now. */
  static void finish(ServerLine server, Loading loading) {
    String section = server.settings().get(RESOLVERS);
    if (!(server.endpoint() instanceof Endpoint.Inet inet) || !hasName(inet)) {
      return;
    }
    if (!section.isEmpty()) {
      check(server, inet.host(), section, loading);
    }
    if (!isService(inet.host())) {
      resolve(server, inet, loading);
    }
  }

  /** Whether {@code endpoint} was written with a name. */
  public static boolean hasName(Endpoint.Inet endpoint) {
    return !endpoint.host().isEmpty()
        && !endpoint.host().equals("*")
        && WrittenAddress.literal(endpoint.host()) == null;
  }

  /** Whether {@code name} is that of a service, with SRV records, rather than a host's. */
  public static boolean isService(String name) {
    return name.startsWith("_");
  }

  private static void check(ServerLine server, String name, String section, Loading loading) {
    if (ResolversRegistry.of(loading.rules()).definition(section) == null) {
      loading
          .diagnostics()
          .alert(
              server.position(),
              "backend '"
                  + server.section().name()
                  + "', server '"
                  + server.name()
                  + "': unable to find required resolvers '"
                  + section
                  + "'");
    } else if (!Question.isPossible(name)) {
      loading
          .diagnostics()
          .alert(
              server.position(),
              "'"
                  + server.described()
                  + "' : Can't create DNS resolution for server '"
                  + server.name()
                  + "'");
    }
  }

  private static void resolve(ServerLine server, Endpoint.Inet inet, Loading loading) {
    boolean wasAsked = false;
    for (InitialAddress method : server.settings().get(INITIAL_ADDRESS)) {
      InetAddress address = null;
      switch (method) {
        case InitialAddress.Last last -> {}
        case InitialAddress.None none -> {
          if (wasAsked) {
            tellUnresolved(server, inet, loading);
          }
          return;
        }
        case InitialAddress.Fixed fixed -> address = fixed.address();
        case InitialAddress.Resolved resolved -> {
          address = loading.names().resolve(inet.host(), inet.family());
          wasAsked = true;
        }
      }
      if (address != null) {
        server.locate(
            new Endpoint.Inet(inet.host(), address, inet.port(), inet.family()),
            server.portOffset());
        return;
      }
    }
    boolean isLeftToResolvers =
        !server.settings().isSet(INITIAL_ADDRESS) && !server.settings().get(RESOLVERS).isEmpty();
    if (isLeftToResolvers || loading.toleratesUnresolved()) {
      tellUnresolved(server, inet, loading);
      return;
    }
    refuse(server, inet, wasAsked, loading);
  }

  private static void refuse(
      ServerLine server, Endpoint.Inet inet, boolean wasAsked, Loading loading) {
    loading
        .diagnostics()
        .alert(
            server.position(),
            "'"
                + server.described()
                + "' : "
                + (wasAsked
                    ? "could not resolve address '"
                    : "no method found to resolve address '")
                + inet.host()
                + (wasAsked
                    ? "' (expected: a name that the system's resolver knows, 'resolvers', or"
                        + " 'init-addr' with 'none')."
                    : "'."));
  }

  /** Without an address it starts in maintenance. */
  private static void tellUnresolved(ServerLine server, Endpoint.Inet inet, Loading loading) {
    loading
        .diagnostics()
        .warning(
            server.position(),
            "'"
                + server.described()
                + "' : could not resolve address '"
                + inet.host()
                + "', disabling server.");
  }
}
