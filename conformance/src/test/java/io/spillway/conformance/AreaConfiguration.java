package io.spillway.conformance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One side's configuration for an area: the area's own {@code area.cfg}, then every case's proxies,
 * with <code>{{name}}</code> replaced by addresses and {@code @name} by {@code CASE.name}. Knows
 * which line belongs to which case. Immutable.
 */
final class AreaConfiguration {
  private static final Pattern OWN_NAME = Pattern.compile("(?<=[\\s(,])@(\\w*)(?=[\\s),]|$)");

  private final List<String> lines;
  private final List<Stage> owners;

  private AreaConfiguration(List<String> lines, List<Stage> owners) {
    this.lines = lines;
    this.owners = owners;
  }

  /**
   * Merges.
   *
   * @param ready where a frontend of no case listens, so that the start can be awaited
   */
  static AreaConfiguration merge(List<String> common, List<Stage> stages, InetSocketAddress ready) {
    List<String> lines = new ArrayList<>(common);
    List<Stage> owners = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      owners.add(null);
    }
    for (Stage stage : ownDefaultsLast(stages)) {
      for (String line : stage.file().config()) {
        lines.add(resolve(line, stage));
        owners.add(stage);
      }
      lines.add("");
      owners.add(stage);
    }
    // Bound last, so that whoever reaches it finds everything bound.
    lines.addAll(List.of("listen ready", "  mode tcp", "  bind " + Loopback.text(ready)));
    return new AreaConfiguration(lines, owners);
  }

  /** A {@code defaults} section reaches every proxy after it that names none. */
  private static List<Stage> ownDefaultsLast(List<Stage> stages) {
    List<Stage> sorted = new ArrayList<>(stages);
    sorted.sort(
        Comparator.comparing(
            stage -> stage.file().config().stream().anyMatch(line -> line.startsWith("defaults"))));
    return sorted;
  }

  private static String resolve(String line, Stage stage) {
    String name = stage.file().name();
    String resolved =
        OWN_NAME
            .matcher(line)
            .replaceAll(own -> own.group(1).isEmpty() ? name : name + "." + own.group(1));
    for (Map.Entry<String, InetSocketAddress> address : stage.addresses().entrySet()) {
      resolved =
          resolved.replace("{{" + address.getKey() + "}}", Loopback.text(address.getValue()));
    }
    return resolved.replace("{{cases}}", AreaRun.CASES.resolve(stage.file().area()).toString());
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /**
   * The case that a line is part of.
   *
   * @param line counted from 1
   * @return null for a line of the area's own part
   */
  Stage owner(int line) {
    return line >= 1 && line <= owners.size() ? owners.get(line - 1) : null;
  }
}
