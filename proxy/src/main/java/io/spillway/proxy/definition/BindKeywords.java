package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import java.util.List;

/** {@code bind} and the words on its line (configuration manual, chapter 5.1). */
public final class BindKeywords {
  /** The listener's name; empty for its number. */
  public static final Setting<String> NAME = Setting.own("name", "");

  /** The listener's id, from 1; 0 for its number. */
  public static final Setting<Integer> ID = Setting.own("id", 0);

  /** The most connections at once; 0 for the frontend's. */
  public static final Setting<Integer> MAX_CONNECTIONS = Setting.own("maxconn", 0);

  /** How many connections wait to be accepted; 0 for the frontend's. */
  public static final Setting<Integer> BACKLOG = Setting.own("backlog", 0);

  /** Whether a {@code stats socket} gives the listening sockets to another process. */
  public static final Setting<Boolean> EXPOSES_LISTENERS = Setting.own("expose-fd", false);

  /** The permissions of a unix socket's file, as in {@code 0660}; -1 for what the umask gives. */
  public static final Setting<Integer> MODE = Setting.own("mode", -1);

  /** The owner of a unix socket's file by name or number; empty to leave it. */
  public static final Setting<String> USER = Setting.own("user", "");

  /** The group of a unix socket's file by name or number; empty to leave it. */
  public static final Setting<String> GROUP = Setting.own("group", "");

  /** Whether each connection begins with a PROXY protocol header. */
  public static final Setting<Boolean> ACCEPT_PROXY = Setting.own("accept-proxy", false);

  /**
   * What the header of NetScaler's client IP insertion begins with that each connection begins
   * with; 0 where none does.
   */
  public static final Setting<Integer> NETSCALER_MAGIC = Setting.own("accept-netscaler-cip", 0);

  /** Which version of HTTP is spoken whatever the client begins with ({@code proto}). */
  public static final Setting<Protocol> PROTOCOL = Setting.own("proto", Protocol.ANY);

  /** What {@code proto} may say. */
  public enum Protocol {
    /** What ALPN and the client's first bytes say. */
    ANY,
    HTTP_1,
    HTTP_2
  }

  /** What connections of a {@code stats socket} may do. */
  public static final Setting<AccessLevel> LEVEL = Setting.own("level", AccessLevel.OPERATOR);

  /** What a connection of the runtime API may do, from the least to the most. */
  public enum AccessLevel {
    USER,
    OPERATOR,
    ADMIN
  }

  private static final int MAX_MODE = 07777;

  private static final class Table {
    private static final KeywordTable<BindLine> WORDS = words();
  }

  private BindKeywords() {}

  /** The words that may stand on such lines. */
  static KeywordTable<BindLine> table() {
    return Table.WORDS;
  }

  private static KeywordTable<BindLine> words() {
    KeywordTable<BindLine> table = new KeywordTable<>(KeywordClass.BIND, "'bind' line");
    table.addAll(
        List.of(
            text(NAME, "a name"),
            Keyword.works("id", BindKeywords::readId),
            count(MAX_CONNECTIONS),
            count(BACKLOG),
            Keyword.works(
                "accept-proxy", (line, arguments) -> line.set(ACCEPT_PROXY, true, arguments)),
            Keyword.works("accept-netscaler-cip", BindKeywords::readMagic),
            Keyword.works("expose-fd", BindKeywords::readExposed),
            Keyword.works("proto", BindKeywords::readProtocol)));
    table.addAll(access());
    table.addAll(BindSocket.words());
    table.addAll(BindTls.words());
    table.addAll(UnsupportedKeywords.bindWords());
    table.addAll(
        List.of(
            ignoredWithValue("label", "nothing that is implemented tells a listener by its label"),
            ignoredWithValue("guid-prefix", "no output of statistics tells it"),
            ignoredWithValue("nice", "all listeners have the same priority"),
            ignoredWithValue("thread", "connections are spread over all threads"),
            ignoredWithValue("quic-cc-algo", "there is no QUIC here"),
            ignored("quic-force-retry", "there is no QUIC here"),
            ignoredWithValue("quic-socket", "there is no QUIC here"),
            ignoredWithValue("shards", "one socket feeds all threads"),
            ignoredWithValue("severity-output", "answers of the runtime API bear no severity")));
    return table;
  }

  /** Who may connect, and what they may do. */
  static List<Keyword<BindLine>> access() {
    return List.of(
        Keyword.works("mode", BindKeywords::readMode),
        text(USER, "a user name"),
        text(GROUP, "a group name"),
        Keyword.works(
            "uid", (line, arguments) -> line.set(USER, UnixBind.id(arguments), arguments)),
        Keyword.works(
            "gid", (line, arguments) -> line.set(GROUP, UnixBind.id(arguments), arguments)),
        Keyword.works("level", BindKeywords::readLevel));
  }

  static List<Keyword<ProxySection>> keywords() {
    return List.of(Keyword.works("bind", BindKeywords::readBind));
  }

  private static void readBind(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("bind", arguments);
    if (section.lacks(Capability.FRONTEND, "bind", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.");
    }
    Word address = arguments.word("an address");
    List<Endpoint> endpoints = Addresses.listeners(address, section.loading().names(), arguments);
    String name = "bind " + address;
    BindLine line = new BindLine(name, section.binds(), new Settings.Builder("bind"));
    table().readAll(line, arguments);
    Settings words = line.settings().build();
    if (words.get(ID) > 0 && endpoints.size() > 1) {
      throw arguments.error("'" + name + "' : 'id' can only be used with a single socket");
    }
    section.binds().add(new BindDefinition(endpoints, words, arguments.position()));
  }

  private static Keyword<BindLine> text(Setting<String> setting, String expected) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> line.set(setting, arguments.text(expected), arguments));
  }

  private static Keyword<BindLine> count(Setting<Integer> setting) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          int value = arguments.integer("a number", 0, Integer.MAX_VALUE);
          line.set(setting, value, arguments);
        });
  }

  private static Keyword<BindLine> ignoredWithValue(String name, String reason) {
    return Keyword.accepted(name, reason, (line, arguments) -> arguments.word("a value"));
  }

  private static Keyword<BindLine> ignored(String name, String reason) {
    return Keyword.accepted(name, reason, (line, arguments) -> {});
  }

  private static void readExposed(BindLine line, Arguments arguments) {
    String what = arguments.hasNext() ? arguments.word("a kind of socket").toString() : "";
    if (!what.equals("listeners")) {
      throw arguments.error(
          what.isEmpty()
              ? "'expose-fd' : missing fd type (expected: 'listeners')"
              : "'expose-fd' only supports 'listeners' (got '" + what + "')");
    }
    line.set(EXPOSES_LISTENERS, true, arguments);
  }

  private static void readMagic(BindLine line, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'accept-netscaler-cip' : missing value");
    }
    line.set(NETSCALER_MAGIC, arguments.integer("a magic number", 1, Integer.MAX_VALUE), arguments);
  }

  private static void readProtocol(BindLine line, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + line.name() + "' : 'proto' : missing value");
    }
    Word word = arguments.word("a protocol");
    line.set(
        PROTOCOL,
        switch (word.text()) {
          case "h1" -> Protocol.HTTP_1;
          case "h2" -> Protocol.HTTP_2;
          default ->
              throw arguments.error(
                  word, "'" + line.name() + "' : 'proto' :  unknown MUX protocol '" + word + "'");
        },
        arguments);
  }

  private static void readId(BindLine line, Arguments arguments) {
    int id = arguments.integer("an integer argument", Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (id <= 0) {
      throw arguments.error("'" + line.name() + "' : 'id' : custom id has to be > 0");
    }
    for (BindDefinition other : line.others()) {
      if (other.settings().get(ID) == id) {
        throw arguments.error(
            "'"
                + line.name()
                + "' : 'id' : custom id "
                + id
                + " already used at "
                + other.position());
      }
    }
    line.set(ID, id, arguments);
  }

  private static void readMode(BindLine line, Arguments arguments) {
    Word word = arguments.word("an octal number");
    try {
      int mode = Integer.parseInt(word.text(), 8);
      if (mode >= 0 && mode <= MAX_MODE) {
        line.set(MODE, mode, arguments);
        return;
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw arguments.error(
        word,
        "'"
            + line.name()
            + "' : 'mode' : missing or invalid mode '"
            + word
            + "' (octal integer expected)");
  }

  private static void readLevel(BindLine line, Arguments arguments) {
    Word word = arguments.word("a level");
    line.set(
        LEVEL,
        switch (word.text()) {
          case "user" -> AccessLevel.USER;
          case "operator" -> AccessLevel.OPERATOR;
          case "admin" -> AccessLevel.ADMIN;
          default ->
              throw arguments.error(
                  word,
                  "'level' only supports 'user', 'operator', and 'admin' (got '" + word + "')");
        },
        arguments);
  }
}
