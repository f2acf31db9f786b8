package io.spillway.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words that HAProxy once had: when they went and what stands in their place. A keyword table
 * that does not know a word looks here before it calls the word unknown. Immutable.
 */
public final class LegacyWords {
  /** Why {@code option httpchk} refuses headers behind the version. */
  public static final String HEADERS_IN_HTTPCHK =
      "'option httpchk' : headers and body behind the version are not supported any more since"
          + " HAProxy 3.0; put them on a line of their own: 'http-check send hdr <name> <value>'.";

  /** Why {@code listen} and {@code frontend} refuse an address behind the name. */
  public static final String ADDRESS_IN_HEADER =
      "please use the 'bind' keyword for listening addresses.";

  /**
   * A word that the language no longer has.
   *
   * @param keywordClass where it stood
   * @param name the word, or the two words of an option
   * @param since the version of HAProxy that refuses it
   * @param instead what to write in its place as a hint that follows "since HAProxy 2.1. "
   */
  public record LegacyWord(KeywordClass keywordClass, String name, String since, String instead) {
    /** The alert that the word gets. */
    public String message() {
      return "the '"
          + name
          + "' directive is not supported any more since HAProxy "
          + since
          + "."
          + (instead.isEmpty() ? "" : " " + instead);
    }
  }

  private static final class Table {
    private static final Map<String, LegacyWord> PROXY = new HashMap<>();
    private static final Map<String, LegacyWord> GLOBAL = new HashMap<>();
    private static final Map<String, LegacyWord> BIND = new HashMap<>();

    static {
      String deny = "Use 'http-request deny' instead.";
      String tarpit = "Use 'http-request tarpit' instead.";
      String allow = "Use 'http-request allow' instead.";
      String delete = "Use 'http-request del-header' instead.";
      String replace =
          "Use 'http-request replace-path', 'http-request replace-uri' or 'http-request"
              + " replace-header' instead.";
      proxy("2.1", "Use 'http-request add-header' instead.", "reqadd");
      proxy("2.1", allow, "reqallow", "reqiallow");
      proxy("2.1", delete, "reqdel", "reqidel");
      proxy("2.1", deny, "reqdeny", "reqideny");
      proxy("2.1", "Please just remove it.", "reqpass", "reqipass");
      proxy("2.1", replace, "reqrep", "reqirep", "cliexp");
      proxy("2.1", tarpit, "reqtarpit", "reqitarpit");
      proxy("2.1", "Use 'use_backend' instead.", "reqsetbe", "reqisetbe");
      proxy("2.1", "Use 'http-response add-header' instead.", "rspadd");
      proxy("2.1", "Use 'http-response del-header' instead.", "rspdel", "rspidel");
      proxy("2.1", "Use 'http-response deny' instead.", "rspdeny", "rspideny");
      proxy("2.1", "Use 'http-response replace-header' instead.", "rsprep", "rspirep", "srvexp");
      proxy("2.1", "Use 'http-request deny' which uses the exact same syntax.", "block");
      proxy("2.1", "Use 'timeout client'.", "clitimeout", "timeout clitimeout");
      proxy("2.1", "Use 'timeout connect'.", "contimeout", "timeout contimeout");
      proxy("2.1", "Use 'timeout server'.", "srvtimeout", "timeout srvtimeout");
      proxy("2.1", "Use 'option redispatch'.", "redisp", "redispatch");
      proxy("2.7", "Please just remove it.", "bind-process");
      proxy("3.3", "Use a 'server' line with the address instead.", "dispatch");
      proxy("2.5", "Use 'hard-stop-after' in 'global' instead.", "grace");
      proxy("1.6", "Use 'stick-table' and 'stick on' instead.", "appsession");
      proxy(
          "2.1",
          "Use 'http-request return status 200 if { src <network> }' instead.",
          "monitor-net");
      proxy("2.1", "Use 'mode http' and 'http-request return status 200'.", "mode health");
      proxy("2.0", "Use 'option httpclose' if absolutely needed.", "option forceclose");
      proxy(
          "2.5",
          "Combine 'http-request set-dst' and 'http-request set-uri' instead, and 'http-request"
              + " do-resolve' where names must be resolved.",
          "option http_proxy");
      proxy("2.1", "Please just remove it.", "option http-tunnel");
      proxy("2.1", "Please just remove it.", "option http-use-htx");
      add(
          Table.GLOBAL,
          KeywordClass.GLOBAL,
          "2.5",
          "Threads are used on multi-processor machines without it.",
          "nbproc");
      add(Table.GLOBAL, KeywordClass.GLOBAL, "2.3", "Use 'tune.bufsize' instead.", "tune.chksize");
      add(Table.GLOBAL, KeywordClass.GLOBAL, "1.4", "Use 'noepoll' instead.", "nosepoll");
      add(Table.GLOBAL, KeywordClass.GLOBAL, "2.7", "Please just remove it.", "stats bind-process");
      add(Table.BIND, KeywordClass.BIND, "2.7", "Use 'thread' instead.", "process");
    }

    private static void proxy(String since, String instead, String... names) {
      add(PROXY, KeywordClass.PROXY, since, instead, names);
    }

    private static void add(
        Map<String, LegacyWord> table,
        KeywordClass keywordClass,
        String since,
        String instead,
        String... names) {
      for (String name : names) {
        table.put(name, new LegacyWord(keywordClass, name, since, instead));
      }
    }
  }

  private LegacyWords() {}

  /**
   * The word that HAProxy once had in {@code keywordClass}, or null.
   *
   * @param first the first word of the directive
   * @param second the word after it, or the empty string
   */
  public static @Nullable LegacyWord find(KeywordClass keywordClass, String first, String second) {
    Map<String, LegacyWord> table =
        switch (keywordClass) {
          case PROXY -> Table.PROXY;
          case GLOBAL -> Table.GLOBAL;
          case BIND -> Table.BIND;
          default -> Map.of();
        };
    LegacyWord two = table.get(first + " " + second);
    return two == null ? table.get(first) : two;
  }

  /** The name that a keyword goes by now, where the old one still works, or null. */
  static @Nullable String renamed(KeywordClass keywordClass, String name) {
    return keywordClass != KeywordClass.PROXY
        ? null
        : switch (name) {
          case "option accept-invalid-http-request" ->
              "option accept-unsafe-violations-in-http-request";
          case "option accept-invalid-http-response" ->
              "option accept-unsafe-violations-in-http-response";
          default -> null;
        };
  }
}
