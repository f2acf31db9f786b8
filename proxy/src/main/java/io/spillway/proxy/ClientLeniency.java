package io.spillway.proxy;

import io.spillway.http.HeaderCases;

/**
 * What is done for, or against, clients that do not keep to what the standards say. Immutable.
 *
 * @param headerCases how names of headers are written in responses of HTTP/1
 * @param announcesWebSockets whether clients of HTTP/2 are told that it carries WebSocket (RFC
 *     8441)
 * @param rejectsPrivilegedPorts whether connections from ports below 1024 are closed at once
 * @param endsOnlyAfterResponse whether a soft stop leaves an idle connection for one more request
 * @param dropsTrailers whether responses lose their trailers
 */
public record ClientLeniency(
    HeaderCases headerCases,
    boolean announcesWebSockets,
    boolean rejectsPrivilegedPorts,
    boolean endsOnlyAfterResponse,
    boolean dropsTrailers) {}
