package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.ListeningOptions;
import io.spillway.net.TcpOptions;
import java.util.List;

/** What {@code bind} lines ask of their sockets (configuration manual, chapter 5.1). */
public final class BindSocket {
  private static final int MAX_SEGMENT = 65535;
  private static final int LONGEST_ALGORITHM = 15;

  /** The only network interface to listen on; empty for all. */
  static final Setting<String> INTERFACE = Setting.own("interface", "");

  /** Whether every IPv6 address means IPv6 alone. */
  static final Setting<Boolean> ONLY_VERSION_6 = Setting.own("v6only", false);

  /** Whether addresses may be bound that this machine does not have. */
  static final Setting<Boolean> TRANSPARENT = Setting.own("transparent", false);

  /** Whether data is taken from the first packet. */
  static final Setting<Boolean> FAST_OPEN = Setting.own("tfo", false);

  /** Whether connections are accepted when their first bytes are there. */
  static final Setting<Boolean> DEFER_ACCEPT = Setting.own("defer-accept", false);

  /** The largest TCP segment to announce, in bytes; 0 for the system's. */
  static final Setting<Integer> SEGMENT = Setting.own("mss", 0);

  /** How long sent data may stay without acknowledgement, in milliseconds; 0 for the system's. */
  static final Setting<Integer> USER_TIMEOUT = Setting.own("tcp-ut", 0);

  /** Which algorithm controls congestion; empty for the system's. */
  static final Setting<String> CONGESTION = Setting.own("cc", "");

  /** The password that segments are signed with (RFC 2385); empty for none. */
  static final Setting<String> SIGNATURE = Setting.own("tcp-md5sig", "");

  /** What is kept of each connection's first packet: 0 nothing, 1 TCP's and IP's, 2 all headers. */
  static final Setting<Integer> SAVED_SYN = Setting.own("tcp-ss", 0);

  private BindSocket() {}

  /** What a line's words ask for. */
  public static ListeningOptions options(Settings words) {
    return new ListeningOptions(
        words.get(INTERFACE),
        words.get(ONLY_VERSION_6),
        words.get(TRANSPARENT),
        words.get(FAST_OPEN),
        words.get(DEFER_ACCEPT),
        words.get(SEGMENT),
        words.get(USER_TIMEOUT),
        new TcpOptions(words.get(CONGESTION), words.get(SIGNATURE), 0),
        words.get(SAVED_SYN));
  }

  static List<Keyword<BindLine>> words() {
    return List.of(
        Keyword.works(
            "interface",
            (line, arguments) -> line.set(INTERFACE, interfaceName(line, arguments), arguments)),
        flag("v6only", ONLY_VERSION_6, true),
        flag("v4v6", ONLY_VERSION_6, false),
        flag("transparent", TRANSPARENT, true),
        flag("tfo", FAST_OPEN, true),
        flag("defer-accept", DEFER_ACCEPT, true),
        Keyword.works(
            "mss", (line, arguments) -> line.set(SEGMENT, segment(line, arguments), arguments)),
        Keyword.works(
            "tcp-ut",
            (line, arguments) ->
                line.set(USER_TIMEOUT, userTimeout(line.name(), arguments), arguments)),
        Keyword.works(
            CONGESTION.name(),
            (line, arguments) ->
                line.set(CONGESTION, congestion(line.name(), arguments), arguments)),
        Keyword.works(
            SIGNATURE.name(),
            (line, arguments) -> line.set(SIGNATURE, signature(line.name(), arguments), arguments)),
        Keyword.works(
            SAVED_SYN.name(),
            (line, arguments) ->
                line.set(SAVED_SYN, arguments.integer("a mode from 0 to 2", 0, 2), arguments)));
  }

  /** Reads what follows {@code cc} on the line of {@code described}. */
  static String congestion(String described, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + described + "' : 'cc' : missing congestion control algorithm");
    }
    Word word = arguments.word("an algorithm");
    if (word.text().isEmpty() || word.text().length() > LONGEST_ALGORITHM) {
      throw arguments.error(
          word, "'" + described + "' : 'cc' : an algorithm's name has 1 to 15 characters");
    }
    return word.text();
  }

  /** Reads what follows {@code tcp-md5sig} on the line of {@code described}. */
  static String signature(String described, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + described + "' : 'tcp-md5sig' : missing key");
    }
    Word word = arguments.word("a key");
    if (word.text().isEmpty() || word.text().length() > TcpOptions.LONGEST_KEY) {
      throw arguments.error(
          word,
          "'"
              + described
              + "' : 'tcp-md5sig' : a key has 1 to "
              + TcpOptions.LONGEST_KEY
              + " characters");
    }
    return word.text();
  }

  private static Keyword<BindLine> flag(String name, Setting<Boolean> setting, boolean value) {
    return Keyword.works(name, (line, arguments) -> line.set(setting, value, arguments));
  }

  private static String interfaceName(BindLine line, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + line.name() + "' : 'interface' : missing interface name");
    }
    return arguments.text("the name of a network interface");
  }

  private static int segment(BindLine line, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + line.name() + "' : 'mss' : missing MSS value");
    }
    Word word = arguments.word("a size in bytes");
    int size = 0;
    try {
      size = Integer.parseInt(word.text());
    } catch (NumberFormatException e) {
      // the messages below say what was expected
    }
    if (size < 0 && size >= -MAX_SEGMENT) {
      throw arguments.error(
          word,
          "'"
              + line.name()
              + "' : 'mss' : a negative value is a feature of HAProxy's that is not implemented in"
              + " Spillway");
    }
    if (size <= 0 || size > MAX_SEGMENT) {
      throw arguments.error(
          word,
          "'"
              + line.name()
              + "' : 'mss' : expects an MSS with and absolute value between 1 and 65535");
    }
    return size;
  }

  /** Reads what follows {@code tcp-ut} on the line of {@code described}, in milliseconds. */
  static int userTimeout(String described, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + described + "' : 'tcp-ut' : missing TCP User Timeout value");
    }
    return (int) arguments.time(MILLISECONDS).toMillis();
  }
}
