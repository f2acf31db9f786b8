package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;

/**
 * A {@code server} line, its {@code default-server} resolved. Immutable.
 *
 * @param name the server's name, unique in its backend
 * @param id the server's numeric id, from 1, unique in its backend
 * @param endpoint where it is; a port of 0 means the port that the client connected to
 * @param portOffset what a {@code +n} or {@code -n} port adds to the client's port; 0 otherwise
 * @param settings the words after the address
 * @param position where the line stands
 */
public record ServerDefinition(
    String name,
    int id,
    Endpoint endpoint,
    int portOffset,
    Settings settings,
    SourcePosition position) {}
