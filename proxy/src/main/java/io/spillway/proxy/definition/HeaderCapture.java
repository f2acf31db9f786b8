package io.spillway.proxy.definition;

/**
 * A header that is kept for the log ({@code capture request header}). Immutable.
 *
 * @param header its name
 * @param slot where its last value is kept
 */
public record HeaderCapture(String header, int slot) {}
