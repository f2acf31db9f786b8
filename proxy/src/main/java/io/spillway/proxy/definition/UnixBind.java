package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.net.UnixSocketFile;
import java.util.List;

/**
 * {@code unix-bind}: what holds for the unix sockets of {@code bind} lines that say nothing else
 * (configuration manual, chapter 3.1). Sockets of the runtime API have none of it.
 */
public final class UnixBind {
  /** What stands before the paths; empty for nothing. */
  private static final Setting<String> PREFIX = Setting.own("unix-bind prefix", "");

  private static final Setting<Integer> MODE = Setting.own("unix-bind mode", -1);

  /** By name or number. */
  private static final Setting<String> USER = Setting.own("unix-bind user", "");

  private static final Setting<String> GROUP = Setting.own("unix-bind group", "");

  private UnixBind() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(Keyword.works("unix-bind", UnixBind::read));
  }

  private static void read(GlobalSection section, Arguments arguments) {
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "prefix" -> section.set(PREFIX, Word.decode(arguments.text("a prefix")), arguments);
        case "mode" -> section.set(MODE, mode(arguments), arguments);
        case "user" -> section.set(USER, arguments.text("a user name"), arguments);
        case "group" -> section.set(GROUP, arguments.text("a group name"), arguments);
        case "uid" -> section.set(USER, id(arguments), arguments);
        case "gid" -> section.set(GROUP, id(arguments), arguments);
        default ->
            throw arguments.error(
                word,
                "'unix-bind' only supports the 'prefix', 'mode', 'uid', 'gid', 'user' and 'group'"
                    + " options.");
      }
    }
  }

  private static int mode(Arguments arguments) {
    Word word = arguments.word("an octal number");
    try {
      return Integer.parseInt(word.text(), 8);
    } catch (NumberFormatException e) {
      throw arguments.error(word, "'unix-bind mode' : octal integer expected, not '" + word + "'");
    }
  }

  /** The number of a user or group, which the system takes in place of a name. */
  static String id(Arguments arguments) {
    return String.valueOf(arguments.integer("a number", 0, Integer.MAX_VALUE));
  }

  /** Puts the prefix before the paths of a section's lines. */
  static void finish(ProxySection section, Settings global) {
    String prefix = global.get(PREFIX);
    if (prefix.isEmpty()) {
      return;
    }
    List<BindDefinition> binds = section.binds();
    for (int i = 0; i < binds.size(); i++) {
      BindDefinition bind = binds.get(i);
      List<Endpoint> endpoints =
          bind.endpoints().stream().map(endpoint -> prefixed(prefix, endpoint)).toList();
      binds.set(i, new BindDefinition(endpoints, bind.settings(), bind.position(), bind.tls()));
    }
  }

  private static Endpoint prefixed(String prefix, Endpoint endpoint) {
    return endpoint instanceof Endpoint.Unix unix && !unix.isAbstract()
        ? new Endpoint.Unix(prefix + unix.path(), false)
        : endpoint;
  }

  /** Who owns the file of a socket whose line has {@code words}. */
  public static UnixSocketFile file(Settings words, Settings global) {
    int mode = words.get(BindKeywords.MODE);
    String user = words.get(BindKeywords.USER);
    String group = words.get(BindKeywords.GROUP);
    return new UnixSocketFile(
        mode >= 0 ? mode : global.get(MODE),
        user.isEmpty() ? global.get(USER) : user,
        group.isEmpty() ? global.get(GROUP) : group);
  }
}
