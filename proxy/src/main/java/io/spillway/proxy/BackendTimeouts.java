package io.spillway.proxy;

/**
 * How long a backend waits, in milliseconds, 0 for ever. Immutable.
 *
 * @param connect for a connection to a server
 * @param server for a server that is to send or to take something
 * @param serverFin the same once one direction is closed; 0 for {@code server}
 * @param queue for a slot
 * @param tunnel for either side of a relay without bytes; 0 for the sides' own
 * @param httpRequest for a request's body where that is buffered; 0 for the client's timeout
 * @param isIndependent whether what is sent to a server leaves its timeout as it is
 */
public record BackendTimeouts(
    int connect,
    int server,
    int serverFin,
    int queue,
    int tunnel,
    int httpRequest,
    boolean isIndependent) {}
