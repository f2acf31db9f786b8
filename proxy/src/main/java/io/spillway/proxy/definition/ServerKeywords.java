package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.TcpOptions;
import io.spillway.proxy.balance.ServerKey;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerPolicy;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleScope;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The words of {@code server} and {@code default-server} lines about a server's share of the load
 * and its connections (configuration manual, chapter 5.2). Those about its health are {@link
 * HealthKeywords}.
 */
public final class ServerKeywords {
  /** Its share of the load relative to the others: 0 to 256. */
  public static final Setting<Integer> WEIGHT = Setting.inherited("weight", 1);

  /** Slots; 0 for no limit. */
  public static final Setting<Integer> MAX_CONNECTIONS = Setting.inherited("maxconn", 0);

  /** Slots while the backend is idle; 0 for {@link #MAX_CONNECTIONS}. */
  public static final Setting<Integer> MIN_CONNECTIONS = Setting.inherited("minconn", 0);

  /** How many streams may wait for this very server; 0 for no limit. */
  public static final Setting<Integer> MAX_QUEUE = Setting.inherited("maxqueue", 0);

  /** Whether it is used only while no other server is usable. */
  public static final Setting<Boolean> BACKUP = Setting.inherited("backup", false);

  /** Its priority group: it is used only while those before it have no usable server. From 1. */
  public static final Setting<Integer> TIER = Setting.inherited("tier", 1);

  /** How long it takes from down to its full share; zero for at once. */
  public static final Setting<Duration> SLOW_START = Setting.inherited("slowstart", Duration.ZERO);

  /** Whether it starts in maintenance. */
  public static final Setting<Boolean> DISABLED = Setting.inherited("disabled", false);

  /** How many idle connections are kept; -1 for no limit. */
  public static final Setting<Integer> POOL_MAX_CONNECTIONS =
      Setting.inherited("pool-max-conn", -1);

  /** How many idle connections a loop keeps beyond those that it needs. */
  public static final Setting<Integer> POOL_LOW_CONNECTIONS = Setting.inherited("pool-low-conn", 0);

  /** How often half of the idle connections that were not used are closed. */
  public static final Setting<Duration> POOL_PURGE_DELAY =
      Setting.inherited("pool-purge-delay", Duration.ofSeconds(5));

  /** How often a connection is used again after its first use; -1 for no limit. */
  public static final Setting<Integer> MAX_REUSE = Setting.inherited("max-reuse", -1);

  /** What of a server the ring of consistent hashing is built from. */
  public static final Setting<ServerKey> HASH_KEY = Setting.inherited("hash-key", ServerKey.ID);

  /** Where connections to it come from; {@link SourceAddress#SYSTEM} for what the backend says. */
  public static final Setting<SourceAddress> SOURCE =
      Setting.inherited("source", SourceAddress.SYSTEM);

  /** How long sent data may stay without acknowledgement, in milliseconds; 0 for the system's. */
  public static final Setting<Integer> USER_TIMEOUT = Setting.inherited("tcp-ut", 0);

  /** Which algorithm controls congestion; empty for the system's. */
  private static final Setting<String> CONGESTION = Setting.inherited("cc", "");

  /** The password that segments are signed with (RFC 2385); empty for none. */
  private static final Setting<String> SIGNATURE = Setting.inherited("tcp-md5sig", "");

  /** The SOCKS4 proxy that makes connections; empty for none. */
  private static final Setting<Optional<InetSocketAddress>> SOCKS =
      Setting.inherited("socks4", Optional.empty());

  /** Whether checks go by the SOCKS4 proxy, too. */
  private static final Setting<Boolean> CHECKS_BY_SOCKS =
      Setting.inherited("check-via-socks4", false);

  /** What clients are redirected to in place of a connection to it; empty to connect. */
  public static final Setting<String> REDIRECT = Setting.inherited("redir", "");

  /** What stands for it in the backend's cookie; empty for nothing. */
  public static final Setting<String> COOKIE = Setting.inherited("cookie", "");

  /** The numeric id that the line gives it; 0 where it has the next that is free. */
  public static final Setting<Integer> ID = Setting.own("id", 0);

  /** Whether clients that it served are kept in no stick table. */
  public static final Setting<Boolean> NON_STICK = Setting.inherited("non-stick", false);

  private ServerKeywords() {}

  static List<Keyword<ServerLine>> keywords() {
    return List.of(
        Keyword.works("weight", ServerKeywords::readWeight),
        count(MAX_CONNECTIONS, 0),
        count(MIN_CONNECTIONS, 0),
        count(MAX_QUEUE, 0),
        flag("backup", BACKUP, true),
        flag("no-backup", BACKUP, false),
        count(TIER, 1),
        Keyword.works("slowstart", ServerKeywords::readSlowStart),
        flag("disabled", DISABLED, true),
        flag("enabled", DISABLED, false),
        count(POOL_MAX_CONNECTIONS, -1),
        count(POOL_LOW_CONNECTIONS, 0),
        delay(POOL_PURGE_DELAY, true),
        count(MAX_REUSE, -1),
        Keyword.works("hash-key", ServerKeywords::readHashKey),
        Keyword.works(
            "redir",
            (line, arguments) -> line.set(REDIRECT, arguments.text("<prefix>"), arguments)),
        Keyword.works(
            "source",
            (line, arguments) ->
                line.set(SOURCE, source(line.section().rules(), arguments), arguments)),
        Keyword.works(
            "usesrc",
            (line, arguments) -> {
              throw arguments.error(
                  "'" + line.described() + "' : 'usesrc' only allowed after a 'source' statement.");
            }),
        Keyword.works(
            "tcp-ut",
            (line, arguments) ->
                line.set(
                    USER_TIMEOUT, BindSocket.userTimeout(line.described(), arguments), arguments)),
        Keyword.works(
            CONGESTION.name(),
            (line, arguments) ->
                line.set(
                    CONGESTION, BindSocket.congestion(line.described(), arguments), arguments)),
        Keyword.works(
            SIGNATURE.name(),
            (line, arguments) ->
                line.set(SIGNATURE, BindSocket.signature(line.described(), arguments), arguments)),
        Keyword.works(SOCKS.name(), ServerKeywords::readSocks),
        flag(CHECKS_BY_SOCKS.name(), CHECKS_BY_SOCKS, true),
        flag("non-stick", NON_STICK, true),
        flag("stick", NON_STICK, false),
        Keyword.works("cookie", ServerKeywords::readCookie),
        Keyword.works("id", ServerKeywords::readId),
        Keyword.accepted(
            "tfo",
            "a connection without TCP fast open carries the same bytes, one round trip later",
            (line, arguments) -> {}),
        Keyword.accepted("no-tfo", "TCP fast open is never used", (line, arguments) -> {}),
        Keyword.accepted(
            "guid",
            "no output of statistics tells it",
            (line, arguments) -> arguments.word("a unique identifier")),
        Keyword.accepted(
            "quic-cc-algo", "there is no QUIC here", (line, arguments) -> arguments.word("a name")),
        Keyword.accepted(
            "shard",
            "only servers of peers sections use it",
            (line, arguments) -> arguments.integer("a shard number", 1, Integer.MAX_VALUE)),
        Keyword.accepted(
            "log-proto", "only servers of rings use it", ServerKeywords::checkLogProtocol),
        Keyword.accepted(
            "check-reuse-pool",
            "a check that makes a connection of its own sees more",
            (line, arguments) -> {}),
        Keyword.accepted(
            "no-check-reuse-pool",
            "each check makes a connection of its own anyway",
            (line, arguments) -> {}),
        Keyword.accepted(
            "check-pool-conn-name",
            "each check makes a connection of its own",
            (line, arguments) -> arguments.word("a name")));
  }

  private static void checkLogProtocol(ServerLine line, Arguments arguments) {
    String value = arguments.peek();
    if (!value.equals("legacy") && !value.equals("octet-count")) {
      throw arguments.error(
          "'"
              + line.described()
              + "' : 'log-proto' expects one of 'legacy' or 'octet-count' but got '"
              + value
              + "'.");
    }
    arguments.word("a protocol");
  }

  /** What TCP is asked for on connections to a server, beside what {@code options} asks for. */
  public static TcpOptions tcp(Settings server, TcpOptions options) {
    String congestion = server.get(CONGESTION);
    String signature = server.get(SIGNATURE);
    return congestion.isEmpty() && signature.isEmpty()
        ? options
        : new TcpOptions(congestion, signature, options.unsentBytes());
  }

  /** The SOCKS4 proxy that makes connections to {@code server}, or null. */
  public static @Nullable InetSocketAddress socks(Server server) {
    return server.definition().settings().get(SOCKS).orElse(null);
  }

  /** The SOCKS4 proxy that makes connections of checks to {@code server}, or null. */
  public static @Nullable InetSocketAddress socksOfChecks(Server server) {
    return server.definition().settings().get(CHECKS_BY_SOCKS) ? socks(server) : null;
  }

  private static void readSocks(ServerLine line, Arguments arguments) {
    String place = "'" + line.described() + "' : 'socks4";
    if (!arguments.hasNext()) {
      throw arguments.error(place + "' expects <addr>:<port> as argument.");
    }
    Word word = arguments.word("<addr>:<port>");
    InetSocketAddress proxy = Addresses.source(word, arguments);
    if (proxy == null || proxy.getPort() == 0) {
      throw arguments.error(
          word, place + " " + word + "' : missing port specification in '" + word + "'.");
    }
    line.set(SOCKS, Optional.of(proxy), arguments);
  }

  static Keyword<ServerLine> flag(String name, Setting<Boolean> setting, boolean value) {
    return Keyword.works(name, (line, arguments) -> line.set(setting, value, arguments));
  }

  static Keyword<ServerLine> count(Setting<Integer> setting, int min) {
    return Keyword.works(
        setting.name(),
        (line, arguments) ->
            line.set(
                setting,
                arguments.integer("an integer argument", min, Integer.MAX_VALUE),
                arguments));
  }

  /**
   * A keyword that takes a time.
   *
   * @param mayBeZero whether zero is one
   */
  static Keyword<ServerLine> delay(Setting<Duration> setting, boolean mayBeZero) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          if (!arguments.hasNext()) {
            throw arguments.error(
                "'"
                    + line.described()
                    + "' : '"
                    + setting.name()
                    + "' expects a delay as argument.");
          }
          Duration delay = arguments.time(MILLISECONDS);
          if (delay.isZero() && !mayBeZero) {
            throw arguments.error(
                "'"
                    + line.described()
                    + "' : invalid value 0 for argument '"
                    + setting.name()
                    + "' of server "
                    + line.name()
                    + ".");
          }
          line.set(setting, delay, arguments);
        });
  }

  private static void readWeight(ServerLine line, Arguments arguments) {
    int weight = arguments.integer("a weight", Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (weight < 0 || weight > ServerPolicy.MAX_WEIGHT) {
      throw arguments.error(
          "'"
              + line.described()
              + "' : weight of server "
              + line.name()
              + " is not within 0 and 256 ("
              + weight
              + ").");
    }
    line.set(WEIGHT, weight, arguments);
  }

  private static void readSlowStart(ServerLine line, Arguments arguments) {
    Duration time = arguments.time(MILLISECONDS);
    line.set(SLOW_START, time, arguments);
  }

  private static void readHashKey(ServerLine line, Arguments arguments) {
    Word word = arguments.word("'id', 'addr' or 'addr-port'");
    for (ServerKey key : ServerKey.values()) {
      if (key.word().equals(word.text())) {
        line.set(HASH_KEY, key, arguments);
        return;
      }
    }
    throw arguments.error(
        word, "'" + line.described() + "' : '" + word + "' has to be 'id', 'addr', or 'addr-port'");
  }

  private static void readCookie(ServerLine line, Arguments arguments) {
    if (arguments.peek().isEmpty()) {
      throw arguments.error("'" + line.described() + "' : 'cookie' expects <value> as argument.");
    }
    line.set(COOKIE, arguments.text("<value>"), arguments);
  }

  private static void readId(ServerLine line, Arguments arguments) {
    if (line.isDefault()) {
      throw arguments.error("'id' option is not accepted in default-server sections.");
    }
    int id = arguments.integer("an integer argument", Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (id <= 0) {
      throw arguments.error("'" + line.described() + "' : 'id' : custom id has to be > 0.");
    }
    for (ServerLine other : line.section().servers()) {
      if (other.id() == id) {
        throw arguments.error(
            "'"
                + line.described()
                + "' : 'id' : custom id "
                + id
                + " already used at "
                + other.position()
                + " ('server "
                + other.name()
                + "').");
      }
    }
    line.id(id);
    line.set(ID, id, arguments);
  }

  /** Reads what follows {@code source}; expressions are those of {@code rules}. */
  static SourceAddress source(RuleScope rules, Arguments arguments) {
    Word word = arguments.word("<addr>[:<port>], and optionally 'interface' <name> as argument");
    var address = Addresses.source(word, arguments);
    String networkInterface = null;
    Impersonation impersonation = null;
    while (arguments.hasNext()) {
      if (arguments.accept("usesrc")) {
        impersonation = impersonation(rules, arguments);
      } else if (arguments.accept("interface")) {
        networkInterface = arguments.text("the name of a network interface");
      } else {
        break;
      }
    }
    return new SourceAddress(address, networkInterface, impersonation);
  }

  private static Impersonation impersonation(RuleScope rules, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'usesrc' expects <addr>[:<port>], 'client', 'clientip', or 'hdr_ip(name,#)' as"
              + " argument.");
    }
    if (arguments.accept("client")) {
      return new Impersonation.Client();
    }
    if (arguments.accept("clientip")) {
      return new Impersonation.ClientAddress();
    }
    if (arguments.peek().startsWith("hdr_ip(")) {
      return new Impersonation.FromRequest(
          new RuleParser(rules, Place.SERVER_SELECTION).expression(arguments));
    }
    Word word = arguments.word("an address");
    InetSocketAddress address = Addresses.source(word, arguments);
    if (address == null) {
      throw arguments.error(word, "'usesrc' : '" + word + "' is the address of no one.");
    }
    return new Impersonation.Fixed(address);
  }
}
