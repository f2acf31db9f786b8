package io.spillway.proxy.server;

/** Gives the streams of one backend their servers. */
public final class Dispatcher {}
