package io.spillway.assembly;

/**
 * What the program calls itself towards operators. Immutable.
 *
 * @param name {@code HAProxy} or {@code Spillway}
 * @param version its version
 * @param releaseDate the day of the release: {@code 2026/11/24}
 */
public record ProgramIdentity(String name, String version, String releaseDate) {}
