package io.spillway.proxy.balance;

import io.spillway.http.HeaderName;
import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import io.spillway.rules.Expression;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * The algorithms of {@code balance} (configuration manual, chapter 4.2), each as what makes a
 * balancer over the servers of one priority group. Where a hash may lead to a ring, {@code keys}
 * says what places each server on it: a {@link ServerKey}, or one for each server.
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
  static Algorithm random(
      int draws, HashType type, ToIntFunction<Server> keys, IntSupplier random) {
    return servers -> new RandomDraws(new HashRing(servers, type, keys), draws, random);
  }

  /** {@code source}. */
  static Algorithm source(HashType type, ToIntFunction<Server> keys) {
    return hashed(new SourceKey(), type, keys);
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
      boolean isWhole,
      boolean isPathOnly,
      int length,
      int depth,
      HashType type,
      ToIntFunction<Server> keys) {
    return hashed(new UriKey(isWhole, isPathOnly, length, depth), type, keys);
  }

  /**
   * {@code url_param}.
   *
   * @param checksPost {@code check_post}
   */
  static Algorithm urlParameter(
      String name, boolean checksPost, HashType type, ToIntFunction<Server> keys) {
    return hashed(new UrlParameterKey(name, checksPost), type, keys);
  }

  /**
   * {@code hdr(name)}.
   *
   * @param isDomainOnly {@code use_domain_only}
   */
  static Algorithm header(
      String name, boolean isDomainOnly, HashType type, ToIntFunction<Server> keys) {
    return hashed(new HeaderKey(HeaderName.of(name), isDomainOnly), type, keys);
  }

  /** {@code rdp-cookie(name)}. */
  static Algorithm rdpCookie(String name, HashType type, ToIntFunction<Server> keys) {
    return hashed(new RdpCookieKey(name), type, keys);
  }

  /** {@code hash expression}. */
  static Algorithm hash(Expression expression, HashType type, ToIntFunction<Server> keys) {
    return hashed(new ExpressionKey(expression), type, keys);
  }

  private static Algorithm hashed(HashKey hashed, HashType type, ToIntFunction<Server> keys) {
    return servers ->
        new Hashed(
            hashed,
            type,
            type.isConsistent() ? new HashRing(servers, type, keys) : new ServerMap(servers));
  }
}
