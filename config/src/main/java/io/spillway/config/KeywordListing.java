package io.spillway.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Prints a {@link KeywordCatalog}: the listings of {@code -dK} in HAProxy's form (management
 * manual, chapter 3), and the program's own, which tells what becomes of each keyword. Immutable.
 */
public final class KeywordListing {
  private static final Map<String, String> CLASSES = new LinkedHashMap<>();

  static {
    CLASSES.put("acl", "ACL keywords");
    CLASSES.put("cfg", "configuration keywords");
    CLASSES.put("cli", "CLI keywords");
    CLASSES.put("cnv", "sample converter keywords");
    CLASSES.put("flt", "filter names");
    CLASSES.put("smp", "sample fetch functions");
    CLASSES.put("svc", "service names");
  }

  private static final List<String> PLACES =
      List.of(
          "frontend tcp-request connection rule",
          "frontend tcp-request session rule",
          "frontend tcp-request content rule",
          "frontend http-request header rule",
          "frontend http-request body rule",
          "frontend use-backend rule",
          "backend tcp-request content rule",
          "backend http-request header rule",
          "backend http-request body rule",
          "backend use-server, balance or stick-match rule",
          "server source selection",
          "backend tcp-response content rule",
          "backend http-response header rule",
          "backend http-response body rule",
          "backend stick-store rule",
          "frontend tcp-response content rule",
          "frontend http-response header rule",
          "frontend http-response body rule",
          "logs",
          "backend tcp-check rule",
          "configuration parser",
          "CLI parser");

  private static final List<String> RULESETS =
      List.of(
          "tcp-request connection",
          "tcp-request session",
          "tcp-request content",
          "tcp-response content",
          "http-request",
          "http-response",
          "http-after-response");

  private static final List<String> SECTIONS =
      List.of("userlist", "peers", "crt-list", "crt-store", "traces", "acme");

  private final KeywordCatalog catalog;

  /** Listings of {@code catalog}. */
  public KeywordListing(KeywordCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The listings that {@code -dK} asks for.
   *
   * @param names names by commas: {@code all}, {@code acl}, {@code cfg}, {@code cli}, {@code cnv},
   *     {@code flt}, {@code smp}, {@code svc}, or {@code help} for an explanation of these; others
   *     list nothing
   * @return the listings in the order of the names
   */
  public String list(String names) {
    StringBuilder out = new StringBuilder();
    for (String name : names.split(",")) {
      if (name.equals("all")) {
        CLASSES.keySet().forEach(each -> list(out, each));
      } else if (name.equals("help")) {
        out.append("# List of supported keyword classes:\nall: list all keywords\n");
        CLASSES.forEach((each, what) -> out.append(each).append(": ").append(what).append('\n'));
      } else {
        list(out, name);
      }
    }
    return out.toString();
  }

  private void list(StringBuilder out, String name) {
    switch (name) {
      case "acl" -> {
        out.append("# List of registered ACL keywords:\n");
        each(
            KeywordClass.ACL,
            (n, detail) -> out.append(n).append(" = ").append(detail).append('\n'));
      }
      case "cfg" -> configuration(out);
      case "cli" -> {
        out.append("# List of registered CLI keywords:\n");
        each(KeywordClass.CLI, (n, detail) -> out.append(n).append(bracketed(detail)).append('\n'));
      }
      case "cnv" -> {
        out.append("# List of registered sample converter functions:\n");
        each(KeywordClass.CONVERTER, (n, detail) -> out.append(n).append(detail).append('\n'));
      }
      case "flt" -> {
        out.append("# List of registered filter names:\n");
        each(
            KeywordClass.FILTER,
            (n, detail) -> out.append(n).append(" [").append(detail).append("]\n"));
      }
      case "smp" -> {
        out.append("# List of registered sample fetch functions:\n");
        placesHeading(out);
        each(KeywordClass.SAMPLE_FETCH, (n, detail) -> fetch(out, n, detail));
      }
      case "svc" -> {
        out.append("# List of registered service names:\n");
        each(KeywordClass.SERVICE, (n, _) -> out.append(n).append('\n'));
      }
      default -> {}
    }
  }

  private void configuration(StringBuilder out) {
    out.append("# List of registered configuration keywords:\nglobal\n");
    each(KeywordClass.GLOBAL, (n, _) -> out.append('\t').append(n).append('\n'));
    out.append("listen\n");
    each(
        KeywordClass.PROXY,
        (n, _) -> {
          if (!n.startsWith("option ")) {
            out.append('\t').append(n).append('\n');
          }
        });
    bind(out, false);
    bind(out, true);
    each(KeywordClass.SERVER, (n, detail) -> line(out, "server <name> <addr> " + n, detail));
    each(
        KeywordClass.PROXY,
        (n, detail) -> {
          if (n.startsWith("option ")) {
            line(out, n, detail.isEmpty() ? "" : "[ " + detail + " ]");
          }
        });
    for (String ruleset : RULESETS) {
      each(
          KeywordClass.ACTION,
          (n, detail) -> {
            if (n.startsWith(ruleset + " ")) {
              out.append('\t').append(n).append(detail).append('\n');
            }
          });
    }
    TreeSet<String> others = new TreeSet<>();
    each(KeywordClass.OTHER_SECTION, (n, _) -> others.add(n.substring(0, n.indexOf(' '))));
    SECTIONS.forEach(section -> section(out, section));
    others.stream().filter(s -> !SECTIONS.contains(s)).forEach(s -> section(out, s));
  }

  private void bind(StringBuilder out, boolean ssl) {
    each(
        KeywordClass.BIND,
        (n, detail) -> {
          if (detail.startsWith("ssl") == ssl) {
            line(out, "bind <addr> " + (ssl ? "ssl " : "") + n, detail.replaceFirst("^ssl ?", ""));
          }
        });
  }

  private void section(StringBuilder out, String section) {
    out.append(section).append('\n');
    each(
        KeywordClass.OTHER_SECTION,
        (n, detail) -> {
          if (n.startsWith(section + " ")) {
            line(out, n.substring(section.length() + 1), detail);
          }
        });
  }

  private static void line(StringBuilder out, String name, String detail) {
    out.append('\t').append(name);
    if (!detail.isEmpty()) {
      out.append(' ').append(detail);
    }
    out.append('\n');
  }

  private static String bracketed(String words) {
    StringBuilder out = new StringBuilder(" ");
    for (String word : words.split(" ")) {
      out.append('[').append(word).append("] ");
    }
    return words.isEmpty() ? "" : out.toString();
  }

  private static void placesHeading(StringBuilder out) {
    int places = PLACES.size();
    for (int i = 0; i < places; i++) {
      out.append('#').append(" ".repeat(places - i + 1));
      out.append("/ ".repeat(i)).append("_.").append("-".repeat(places - i)).append(' ');
      out.append(PLACES.get(i)).append('\n');
    }
    out.append("# ").append("/ ".repeat(places)).append(" \n");
    out.append("# ").append("| ".repeat(places)).append('\n');
  }

  private static void fetch(StringBuilder out, String name, String detail) {
    int places = Math.min(PLACES.size(), detail.length());
    out.append("[ ");
    for (int i = 0; i < places; i++) {
      out.append(detail.charAt(i)).append(' ');
    }
    out.append("] ").append(name).append(detail, places, detail.length()).append('\n');
  }

  /**
   * The program's own listing: all keywords of all classes, with what becomes of each: {@code
   * works}, {@code accepted} with the reason why it has no effect, {@code refused} with the reason,
   * or {@code not implemented}.
   *
   * @param word lists only the lines that contain it, and classes that have any; empty for all
   */
  public String states(String word) {
    StringBuilder out = new StringBuilder();
    for (KeywordClass keywordClass : KeywordClass.values()) {
      StringBuilder lines = new StringBuilder();
      for (String name : catalog.names(keywordClass)) {
        String state =
            switch (Objects.requireNonNull(catalog.stateOf(keywordClass, name))) {
              case KeywordState.Works _ -> "works";
              case KeywordState.Accepted accepted ->
                  "accepted, no effect here, because " + accepted.reason();
              case KeywordState.Refused refused -> "refused, because " + refused.reason();
              case KeywordState.NotImplemented _ -> "not implemented";
            };
        String line = name + ": " + state;
        if (line.contains(word)) {
          lines.append(line).append('\n');
        }
      }
      if (!lines.isEmpty()) {
        out.append("# ").append(keywordClass.label()).append('\n').append(lines);
      }
    }
    return out.toString();
  }

  private void each(KeywordClass keywordClass, BiConsumer<String, String> consumer) {
    for (Map.Entry<String, KeywordCatalog.Known> known : catalog.ofClass(keywordClass).entrySet()) {
      if (known.getValue().state() instanceof KeywordState.Refused) {
        continue;
      }
      Reference.Entry reference = Reference.entry(keywordClass, known.getKey());
      consumer.accept(
          known.getKey(), reference == null ? known.getValue().detail() : reference.remark());
    }
  }
}
