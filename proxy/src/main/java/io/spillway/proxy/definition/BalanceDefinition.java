package io.spillway.proxy.definition;

import io.spillway.rules.Expression;

/** The algorithm of {@code balance} with its parameters. Immutable. */
public sealed interface BalanceDefinition {
  /** Whether what is known of a stream decides about its server. */
  default boolean isHashing() {
    return switch (this) {
      case RoundRobin _, StaticRoundRobin _, LeastConnections _, First _, Random _ -> false;
      case Source _, Uri _, UrlParameter _, Header _, RdpCookie _, Hash _ -> true;
    };
  }

  /** {@code roundrobin}, the default. */
  BalanceDefinition ROUND_ROBIN = new RoundRobin();

  /** {@code roundrobin}. */
  record RoundRobin() implements BalanceDefinition {}

  /** {@code static-rr}. */
  record StaticRoundRobin() implements BalanceDefinition {}

  /** {@code leastconn}. */
  record LeastConnections() implements BalanceDefinition {}

  /** {@code first}. */
  record First() implements BalanceDefinition {}

  /**
   * {@code random}.
   *
   * @param draws how many servers are drawn for each stream, from 1
   */
  record Random(int draws) implements BalanceDefinition {}

  /** {@code source}. */
  record Source() implements BalanceDefinition {}

  /**
   * {@code uri}.
   *
   * @param isWhole {@code whole}
   * @param isPathOnly {@code path-only}
   * @param length {@code len}; 0 for all
   * @param depth {@code depth}; 0 for all
   */
  record Uri(boolean isWhole, boolean isPathOnly, int length, int depth)
      implements BalanceDefinition {}

  /**
   * {@code url_param}.
   *
   * @param checksPost {@code check_post}
   */
  record UrlParameter(String name, boolean checksPost) implements BalanceDefinition {}

  /**
   * {@code hdr(name)}.
   *
   * @param isDomainOnly {@code use_domain_only}
   */
  record Header(String name, boolean isDomainOnly) implements BalanceDefinition {}

  /** {@code rdp-cookie(name)}. */
  record RdpCookie(String name) implements BalanceDefinition {}

  /** {@code hash expression}. */
  record Hash(Expression expression) implements BalanceDefinition {}

  /** The algorithm's name as statistics tell it: {@code roundrobin}. */
  default String algorithm() {
    return switch (this) {
      case RoundRobin turn -> "roundrobin";
      case StaticRoundRobin turn -> "static-rr";
      case LeastConnections least -> "leastconn";
      case First first -> "first";
      case Random random -> "random";
      case Source source -> "source";
      case Uri uri -> "uri";
      case UrlParameter parameter -> "url_param";
      case Header header -> "hdr";
      case RdpCookie cookie -> "rdp-cookie";
      case Hash hash -> "hash";
    };
  }

  /** Whether the algorithm looks at an HTTP request, and so needs {@code mode http}. */
  default boolean needsHttp() {
    return this instanceof Uri || this instanceof UrlParameter || this instanceof Header;
  }
}
