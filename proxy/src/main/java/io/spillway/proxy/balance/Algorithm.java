package io.spillway.proxy.balance;

import io.spillway.http.HeaderName;
import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import io.spillway.rules.Expression;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * The algorithms of {@code balance} (configuration manual, chapter 4.2), each as what makes a
 * balancer over the servers of one priority group.
 */
public interface Algorithm extends Function<List<Server>, Balancer> {
  /** {@code roundrobin}. */
  static Algorithm roundRobin() {
    return RoundRobin::new;
  }

  /** {@code static-rr}. */
  static Algorithm staticRoundRobin() {
    return ServerMap::new;
  }

  /** {@code leastconn}. */
  static Algorithm leastConnections() {
    return LeastConnections::new;
  }

  /** {@code first}. */
  static Algorithm first() {
    return First::new;
  }

  /**
   * {@code random}.
   *
   * @param draws how many servers are drawn for each stream, from 1
   * @param random gives 32 random bits; thread-safe
   */
  static Algorithm random(int draws, HashType type, ServerKey key, IntSupplier random) {
    return servers -> new RandomDraws(new HashRing(servers, type, key), draws, random);
  }

  /** {@code source}. */
  static Algorithm source(HashType type, ServerKey key) {
    return hashed(new SourceKey(), type, key);
  }

  /**
   * {@code uri}.
   *
   * @param isWhole {@code whole}
   * @param isPathOnly {@code path-only}
   * @param length {@code len}; 0 for all
   * @param depth {@code depth}; 0 for all
   */
  static Algorithm uri(
      boolean isWhole, boolean isPathOnly, int length, int depth, HashType type, ServerKey key) {
    return hashed(new UriKey(isWhole, isPathOnly, length, depth), type, key);
  }

  /**
   * {@code url_param}.
   *
   * @param checksPost {@code check_post}
   */
  static Algorithm urlParameter(String name, boolean checksPost, HashType type, ServerKey key) {
    return hashed(new UrlParameterKey(name, checksPost), type, key);
  }

  /**
   * {@code hdr(name)}.
   *
   * @param isDomainOnly {@code use_domain_only}
   */
  static Algorithm header(String name, boolean isDomainOnly, HashType type, ServerKey key) {
    return hashed(new HeaderKey(HeaderName.of(name), isDomainOnly), type, key);
  }

  /** {@code rdp-cookie(name)}. */
  static Algorithm rdpCookie(String name, HashType type, ServerKey key) {
    return hashed(new RdpCookieKey(name), type, key);
  }

  /** {@code hash expression}. */
  static Algorithm hash(Expression expression, HashType type, ServerKey key) {
    return hashed(new ExpressionKey(expression), type, key);
  }

  private static Algorithm hashed(HashKey hashed, HashType type, ServerKey key) {
    return servers ->
        new Hashed(
            hashed,
            type,
            type.isConsistent() ? new HashRing(servers, type, key) : new ServerMap(servers));
  }
}
