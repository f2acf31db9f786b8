package io.spillway.proxy.resolve;

import org.jspecify.annotations.Nullable;

/** Whoever wants what a {@link Resolution} finds. Called on the resolvers' thread. */
interface Requester {
  /**
   * There is an answer.
   *
   * @param by the name server that gave it; null where another requester of the same resolution was
   *     told of it before
   */
  void resolved(Resolution resolution, @Nullable Nameserver by);

  /** No attempt brought an answer; what was known before may still hold. */
  void failed(Resolution resolution);
}
