package io.spillway.ops.runtime;

import io.spillway.rules.PatternLists;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternEntry;
import io.spillway.rules.pattern.PatternItem;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.pattern.PatternView;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code show}, {@code get}, {@code add}, {@code del}, {@code set}, … of ACLs and maps. */
final class PatternCommands {
  static final List<Command> ALL = all();

  private PatternCommands() {}

  private static List<Command> all() {
    List<Command> all = new ArrayList<>();
    for (boolean isMap : new boolean[] {false, true}) {
      String kind = isMap ? "map" : "acl";
      String id = "[@<ver>] <" + kind + ">";
      add(all, "show " + kind, id, "list the entries, or all lists", (s, a) -> show(s, a, isMap));
      add(
          all,
          "get " + kind,
          "<" + kind + "> <value>",
          "look up a value",
          (s, a) -> get(s, a, isMap));
      add(all, "clear " + kind, id, "remove every entry", (s, a) -> clear(s, a, isMap));
      add(
          all,
          "prepare " + kind,
          "<" + kind + ">",
          "begin a version",
          (s, a) -> prepare(s, a, isMap));
      add(
          all,
          "commit " + kind,
          "@<ver> <" + kind + ">",
          "make a version the one that holds",
          (s, a) -> commit(s, a, isMap));
      add(
          all,
          "add " + kind,
          id + " <key>" + (isMap ? " <value>" : ""),
          "add an entry",
          (s, a) -> add(s, a, isMap));
      add(
          all,
          "del " + kind,
          "<" + kind + "> [<key>|#<ref>]",
          "remove entries",
          (s, a) -> delete(s, a, isMap));
    }
    add(all, "set map", "<map> [<key>|#<ref>] <value>", "change a value", PatternCommands::set);
    return List.copyOf(all);
  }

  private static void add(
      List<Command> all, String words, String arguments, String text, Command.Handler handler) {
    boolean onlyLooks = words.startsWith("show ") || words.startsWith("get ");
    Level level = onlyLooks ? Level.USER : Level.OPERATOR;
    all.add(
        Command.of(
            words,
            arguments,
            text,
            level,
            (session, typed) ->
                decoded(
                    handler.run(session, typed.stream().map(PatternCommands::encoded).toList()))));
  }

  /** Lists hold the bytes of their files, a character each; so is what was typed. */
  private static String encoded(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String decoded(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String unknown(boolean isMap) {
    return "Unknown " + (isMap ? "map" : "ACL") + " identifier. Please use #<id> or <file>.\n";
  }

  private static @Nullable PatternList list(RuntimeSession session, String name, boolean isMap) {
    for (PatternList list : session.process().patterns().all()) {
      boolean isNamed =
          name.startsWith("#")
              ? name.equals("#" + list.id())
              : !name.isEmpty() && name.equals(list.file());
      if (isNamed && isUsed(list, isMap)) {
        return list;
      }
    }
    return null;
  }

  /** Whether a map, or an ACL, uses the list. */
  private static boolean isUsed(PatternList list, boolean isMap) {
    return list.distinctViews().stream().anyMatch(view -> (view.output() != null) == isMap);
  }

  /** The version that {@code @number} in front asks for, or null where it is not given. */
  private static @Nullable Integer version(List<String> arguments) {
    boolean isGiven = !arguments.isEmpty() && arguments.getFirst().matches("@[0-9]{1,9}");
    return isGiven ? Integer.valueOf(arguments.getFirst().substring(1)) : null;
  }

  private static String show(RuntimeSession session, List<String> arguments, boolean isMap) {
    StringBuilder out = new StringBuilder();
    Integer version = version(arguments);
    List<String> rest = version == null ? arguments : arguments.subList(1, arguments.size());
    if (rest.isEmpty()) {
      out.append("# id (file) description\n");
      for (PatternList list : session.process().patterns().all()) {
        if (isUsed(list, isMap)) {
          describe(out, list);
        }
      }
      return out.toString();
    }
    PatternList list = list(session, rest.getFirst(), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    for (PatternEntry entry : list.entries(version == null ? list.version() : version)) {
      out.append("0x%x %s".formatted(entry.id(), entry.key()));
      out.append(entry.value() == null ? "" : " " + entry.value()).append('\n');
    }
    return out.toString();
  }

  private static void describe(StringBuilder out, PatternList list) {
    String uses = String.join(", ", list.uses());
    out.append(list.id()).append(" (").append(list.file()).append(") ");
    if (!list.file().isEmpty()) {
      out.append("pattern loaded from file '").append(list.file()).append("' used ");
    }
    out.append(uses).append(". curr_ver=").append(list.version());
    out.append(" next_ver=").append(list.nextVersion());
    out.append(" entry_cnt=").append(list.count()).append('\n');
  }

  private static String get(RuntimeSession session, List<String> arguments, boolean isMap) {
    if (arguments.size() < 2) {
      return "Missing " + (isMap ? "map" : "ACL") + " identifier and/or key.\n";
    }
    PatternList list = list(session, arguments.getFirst(), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    StringBuilder out = new StringBuilder();
    for (PatternView view : list.distinctViews()) {
      byte[] value = arguments.get(1).getBytes(StandardCharsets.ISO_8859_1);
      Sample sample = new Sample(Math.max(64, value.length));
      sample.string(value);
      PatternItem found = view.current().find(sample);
      out.append("type=").append(view.method().word());
      out.append(", case=").append(view.ignoresCase() ? "insensitive" : "sensitive");
      out.append(isMap ? ", found=" : ", match=").append(found == null ? "no" : "yes");
      if (found != null) {
        PatternEntry entry = found.entry();
        out.append(", idx=").append(isTree(view) ? "tree" : "list");
        out.append(isMap ? ", key=\"" : ", pattern=\"").append(entry.key()).append('"');
        SampleType type = view.output();
        if (type != null) {
          out.append(", value=\"").append(entry.value()).append("\", type=\"");
          out.append(found.mapped().type().word()).append('"');
        }
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** Whether HAProxy finds such patterns in a tree. */
  private static boolean isTree(PatternView view) {
    return view.method() == MatchMethod.IP
        || !view.ignoresCase()
            && (view.method() == MatchMethod.STRING || view.method() == MatchMethod.BEGIN);
  }

  private static String clear(RuntimeSession session, List<String> arguments, boolean isMap) {
    Integer version = version(arguments);
    List<String> rest = version == null ? arguments : arguments.subList(1, arguments.size());
    if (rest.isEmpty()) {
      return "Missing " + (isMap ? "map" : "ACL") + " identifier.\n";
    }
    PatternList list = list(session, rest.getFirst(), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    return list.clear(version) ? "" : "Version number out of range.\n";
  }

  private static String prepare(RuntimeSession session, List<String> arguments, boolean isMap) {
    PatternList list = arguments.isEmpty() ? null : list(session, arguments.getFirst(), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    int version = list.prepare();
    return version < 0
        ? "Too many versions are prepared, commit or clear one of them.\n"
        : "New version created: " + version + "\n";
  }

  private static String commit(RuntimeSession session, List<String> arguments, boolean isMap) {
    Integer version = version(arguments);
    if (version == null) {
      return "Missing version number.\n";
    }
    PatternList list = arguments.size() < 2 ? null : list(session, arguments.get(1), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    return list.commit(version) ? "" : "Version number out of range.\n";
  }

  private static String add(RuntimeSession session, List<String> arguments, boolean isMap) {
    Integer version = version(arguments);
    List<String> rest = version == null ? arguments : arguments.subList(1, arguments.size());
    boolean isPayload = rest.size() == 2 && rest.get(1).endsWith("\n");
    if (rest.size() < (isMap && !isPayload ? 3 : 2)) {
      return isMap
          ? "'add map' expects three parameters (map identifier, key and value) or one parameter"
              + " (map identifier) and a payload\n"
          : "'add acl' expects two parameters: ACL identifier and pattern.\n";
    }
    PatternList list = list(session, rest.getFirst(), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    if (!isMap && list.isMap()) {
      return "This ACL is shared with a map containing samples. You must use the command 'add map'"
          + " to add values.\n";
    }
    List<PatternList.Line> lines = new ArrayList<>();
    if (isPayload) {
      for (String line :
          rest.get(1).lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
        PatternList.Line split =
            isMap ? PatternLists.split(line) : new PatternList.Line(line, null);
        if (isMap && String.valueOf(split.value()).isEmpty()) {
          return "Missing value for key '" + split.key() + "'.\n";
        }
        lines.add(split);
      }
    } else {
      lines.add(new PatternList.Line(rest.get(1), isMap ? rest.get(2) : null));
    }
    try {
      return list.add(version, lines)
          ? ""
          : "Version number in the future, please use 'prepare "
              + (isMap ? "map" : "acl")
              + "' before.\n";
    } catch (IllegalArgumentException e) {
      return e.getMessage() + ".\n";
    }
  }

  /** The entry's number that {@code #0x…} gives, or -1 for what is a key. */
  private static long reference(String text) {
    return text.matches("#0x[0-9a-f]{1,15}") ? Long.parseLong(text.substring(3), 16) : -1;
  }

  private static String delete(RuntimeSession session, List<String> arguments, boolean isMap) {
    if (arguments.size() < 2) {
      return "This command expects two parameters: "
          + (isMap ? "map" : "ACL")
          + " identifier and key.\n";
    }
    PatternList list = list(session, arguments.getFirst(), isMap);
    if (list == null) {
      return unknown(isMap);
    }
    String key = arguments.get(1);
    long reference = reference(key);
    boolean isRemoved = reference < 0 ? list.remove(key) : list.remove(reference);
    return isRemoved ? "" : "Key not found.\n";
  }

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.size() < 3) {
      return "'set map' expects three parameters: map identifier, key and value.\n";
    }
    PatternList list = list(session, arguments.getFirst(), true);
    if (list == null) {
      return unknown(true);
    }
    String key = arguments.get(1);
    String absent = key.startsWith("#") ? "key or pattern not found.\n" : "entry not found.\n";
    try {
      long reference = reference(key);
      boolean isSet =
          reference < 0 ? list.set(key, arguments.get(2)) : list.set(reference, arguments.get(2));
      return isSet ? "" : absent;
    } catch (IllegalArgumentException e) {
      return e.getMessage() + ".\n";
    }
  }
}
