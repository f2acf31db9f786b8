package io.spillway.conformance;

import java.util.List;
import java.util.Map;

/**
 * What one side showed in one case, aspect by aspect. Immutable.
 *
 * @param aspects {@code client NAME}, {@code origin NAME}, {@code order}, {@code logs}, normalised
 * @param surprises where the case's own expectations failed
 */
record Observation(Map<String, String> aspects, List<String> surprises) {}
