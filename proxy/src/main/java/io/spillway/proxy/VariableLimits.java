package io.spillway.proxy;

/**
 * How many bytes variables may take ({@code tune.vars.*-max-size}); 0 for no limit. What counts in
 * a scope counts in those that live longer, too.
 *
 * @param session of a session, its streams' included
 * @param transaction of a transaction, its request's and response's included
 * @param message of a request, and of a response
 */
public record VariableLimits(int session, int transaction, int message) {}
