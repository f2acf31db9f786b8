package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.balance.HashType;
import io.spillway.proxy.definition.BalanceDefinition.Header;
import io.spillway.proxy.definition.BalanceDefinition.RdpCookie;
import io.spillway.proxy.definition.BalanceDefinition.Uri;
import io.spillway.proxy.definition.BalanceDefinition.UrlParameter;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import io.spillway.rules.hash.HashFunction;
import java.util.List;

/**
 * {@code balance}, {@code hash-type} and what belongs to them (configuration manual, chapter 4.2).
 */
public final class BalanceKeywords {
  /** The algorithm. */
  public static final Setting<BalanceDefinition> BALANCE =
      Setting.inherited("balance", BalanceDefinition.ROUND_ROBIN);

  /** How a hash becomes a server; its factor and affinity stand in settings of their own. */
  public static final Setting<HashType> HASH_TYPE =
      Setting.inherited("hash-type", HashType.DEFAULT);

  /** How much more than its share a server may get, in percent of it, above 100; 0 for no limit. */
  public static final Setting<Integer> HASH_BALANCE_FACTOR =
      Setting.inherited("hash-balance-factor", 0);

  /** What keeps a stream at its hash's server when that is full. */
  public static final Setting<HashType.Affinity> HASH_AFFINITY =
      Setting.inherited("hash-preserve-affinity", HashType.Affinity.ALWAYS);

  /**
   * The RDP cookie that tells a connection's server ({@code persist rdp-cookie}); empty for none.
   */
  public static final Setting<String> RDP_PERSISTENCE = Setting.inherited("persist rdp-cookie", "");

  private static final int MIN_FACTOR = 101;
  private static final int DEFAULT_DRAWS = 2;

  private BalanceKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("balance", BalanceKeywords::readBalance),
        Keyword.works("persist", BalanceKeywords::readPersistence),
        Keyword.works("hash-type", BalanceKeywords::readHashType),
        Keyword.works("hash-balance-factor", BalanceKeywords::readFactor),
        Keyword.works("hash-preserve-affinity", BalanceKeywords::readAffinity));
  }

  private static void readBalance(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "balance", arguments)) {
      return;
    }
    BalanceDefinition balance = algorithm(section, arguments);
    arguments.end();
    section.set(BALANCE, balance, arguments);
  }

  private static BalanceDefinition algorithm(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      return BalanceDefinition.ROUND_ROBIN;
    }
    Word word = arguments.word("an algorithm");
    String text = word.text();
    int open = text.indexOf('(');
    String name = open < 0 ? text : text.substring(0, open);
    return switch (name) {
      case "roundrobin" -> BalanceDefinition.ROUND_ROBIN;
      case "static-rr" -> new BalanceDefinition.StaticRoundRobin();
      case "leastconn" -> new BalanceDefinition.LeastConnections();
      case "first" -> new BalanceDefinition.First();
      case "source" -> new BalanceDefinition.Source();
      case "random" -> new BalanceDefinition.Random(draws(word, open, arguments));
      case "uri" -> uri(arguments);
      case "url_param" -> urlParameter(arguments);
      case "hdr" -> header(word, open, arguments);
      case "rdp-cookie" -> rdpCookie(word, open, arguments);
      case "hash" ->
          new BalanceDefinition.Hash(
              new RuleParser(section.rules(), Place.SERVER_SELECTION).expression(arguments));
      default ->
          throw arguments.error(
              word,
              "balance only supports 'roundrobin', 'static-rr', 'leastconn', 'first', 'random',"
                  + " 'source', 'uri', 'url_param', 'hash', 'hdr(name)' and 'rdp-cookie(name)'"
                  + " options.");
    };
  }

  private static int draws(Word word, int open, Arguments arguments) {
    if (open < 0) {
      return DEFAULT_DRAWS;
    }
    String count = inParentheses(word, open);
    try {
      int draws = Integer.parseInt(count);
      if (draws >= 1) {
        return draws;
      }
    } catch (NumberFormatException e) {
      throw arguments.error(word, "balance random : '" + count + "' is not a number of draws.");
    }
    throw arguments.error(word, "balance random : number of draws must be at least 1.");
  }

  private static Uri uri(Arguments arguments) {
    boolean isWhole = false;
    boolean isPathOnly = false;
    int length = 0;
    int depth = 0;
    while (arguments.hasNext()) {
      Word word = arguments.word("a parameter");
      switch (word.text()) {
        case "len" -> length = count("len", arguments);
        case "depth" -> depth = count("depth", arguments);
        case "whole" -> isWhole = true;
        case "path-only" -> isPathOnly = true;
        default ->
            throw arguments.error(
                word,
                "balance uri only accepts parameters 'len', 'depth', 'path-only', and 'whole' (got '"
                    + word
                    + "').");
      }
    }
    return new Uri(isWhole, isPathOnly, length, depth);
  }

  private static int count(String parameter, Arguments arguments) {
    String text = arguments.hasNext() ? arguments.text("a number") : "";
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw arguments.error(
        "balance uri : '" + parameter + "' expects a positive integer (got '" + text + "').");
  }

  private static UrlParameter urlParameter(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("balance url_param requires an URL parameter name.");
    }
    String name = arguments.text("a name");
    boolean checksPost = false;
    if (arguments.hasNext()) {
      Word word = arguments.word("'check_post'");
      if (!word.text().equals("check_post")) {
        throw arguments.error(
            word, "balance url_param only accepts check_post modifier (got '" + word + "').");
      }
      checksPost = true;
      if (arguments.hasNext()) {
        arguments.word("a number");
      }
    }
    return new UrlParameter(name, checksPost);
  }

  private static Header header(Word word, int open, Arguments arguments) {
    String name = inParentheses(word, open);
    if (name.isEmpty()) {
      throw arguments.error(word, "balance hdr requires an http header field name.");
    }
    boolean isDomainOnly = false;
    if (arguments.hasNext()) {
      Word modifier = arguments.word("'use_domain_only'");
      if (!modifier.text().equals("use_domain_only")) {
        throw arguments.error(
            modifier,
            "balance hdr(name) only accepts 'use_domain_only' modifier (got '" + modifier + "').");
      }
      isDomainOnly = true;
    }
    return new Header(name, isDomainOnly);
  }

  private static RdpCookie rdpCookie(Word word, int open, Arguments arguments) {
    if (open < 0) {
      return new RdpCookie("mstshash");
    }
    String name = inParentheses(word, open);
    if (name.isEmpty()) {
      throw arguments.error(
          word, "balance rdp-cookie : empty name between parentheses in '" + word + "'.");
    }
    return new RdpCookie(name);
  }

  private static void readPersistence(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "persist", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("missing persist method.");
    }
    Word word = arguments.word("a method");
    String text = word.text();
    int open = text.indexOf('(');
    if (!(open < 0 ? text : text.substring(0, open)).equals("rdp-cookie")) {
      throw arguments.error(
          word, "unknown persist method '" + word + "' (expected: rdp-cookie, rdp-cookie(name)).");
    }
    String name = open < 0 ? "msts" : inParentheses(word, open);
    if (name.isEmpty()) {
      throw arguments.error(word, "'persist rdp-cookie(name)' requires an rdp cookie name.");
    }
    arguments.end();
    section.set(RDP_PERSISTENCE, name, arguments);
  }

  private static String inParentheses(Word word, int open) {
    String text = word.text();
    return open >= 0 && text.endsWith(")") ? text.substring(open + 1, text.length() - 1) : "";
  }

  private static void readHashType(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "hash-type", arguments)) {
      return;
    }
    HashType type =
        switch (arguments.hasNext() ? arguments.text("a type") : "") {
          case "consistent" -> HashType.CONSISTENT;
          case "map-based" -> HashType.DEFAULT;
          case "avalanche" ->
              throw arguments.error(
                  "experimental feature 'hash-type avalanche' is not supported anymore, please use"
                      + " 'hash-type map-based sdbm avalanche' instead.");
          default ->
              throw arguments.error("'hash-type' only supports 'consistent' and 'map-based'.");
        };
    if (arguments.hasNext()) {
      HashFunction function = function(arguments);
      boolean isAvalanched = false;
      if (arguments.hasNext()) {
        Word modifier = arguments.word("'avalanche'");
        if (!modifier.text().equals("avalanche")) {
          throw arguments.error(
              modifier, "'hash-type' only supports 'avalanche' as a modifier for hash functions.");
        }
        isAvalanched = true;
      }
      type = type.with(function, isAvalanched);
    }
    arguments.end();
    section.set(HASH_TYPE, type, arguments);
  }

  private static HashFunction function(Arguments arguments) {
    Word word = arguments.word("a hash function");
    for (HashFunction function : HashFunction.values()) {
      if (function.word().equals(word.text())) {
        return function;
      }
    }
    throw arguments.error(
        word, "'hash-type' only supports 'sdbm', 'djb2', 'crc32', 'wt6' or 'none' hash functions.");
  }

  private static void readFactor(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "hash-balance-factor", arguments)) {
      return;
    }
    int factor = arguments.integer("an integer argument", 0, Integer.MAX_VALUE);
    if (factor > 0 && factor < MIN_FACTOR) {
      throw arguments.error("'hash-balance-factor' must be 0 or greater than 100.");
    }
    arguments.end();
    section.set(HASH_BALANCE_FACTOR, factor, arguments);
  }

  private static void readAffinity(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "hash-preserve-affinity", arguments)) {
      return;
    }
    HashType.Affinity affinity =
        switch (arguments.hasNext() ? arguments.text("an affinity") : "") {
          case "always" -> HashType.Affinity.ALWAYS;
          case "maxconn" -> HashType.Affinity.UNTIL_SLOTS_TAKEN;
          case "maxqueue" -> HashType.Affinity.UNTIL_QUEUE_FULL;
          default ->
              throw arguments.error(
                  "'hash-preserve-affinity' only supports 'always', 'maxconn' and 'maxqueue'.");
        };
    arguments.end();
    section.set(HASH_AFFINITY, affinity, arguments);
  }
}
