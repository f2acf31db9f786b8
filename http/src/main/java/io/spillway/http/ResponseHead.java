package io.spillway.http;

/** A response's head. */
public final class ResponseHead {}
