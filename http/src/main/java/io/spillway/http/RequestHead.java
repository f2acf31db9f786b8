package io.spillway.http;

/** A request's head. */
public final class RequestHead {}
