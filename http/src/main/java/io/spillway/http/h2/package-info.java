/**
 * HTTP/2 as bytes (RFC 9113, RFC 7541): frames, and the compressed headers in them.
 *
 * <p>A request's header block becomes the text of an HTTP/1 head ({@link
 * io.spillway.http.h2.HeadText}), which {@link io.spillway.http.RequestHead} then reads as any
 * other: what rules, logs and servers see does not depend on the version, and there is one parser
 * that judges heads. No object is made for a header. A response's head is written as a header block
 * without the dynamic table ({@link io.spillway.http.h2.HeaderBlockWriter}), so that it depends on
 * nothing that was sent before.
 *
 * <p>{@link io.spillway.http.h2.FrameReader} judges what can be judged of a frame alone and tells a
 * {@link io.spillway.http.h2.FrameHandler} what it says. Errors are values: {@link
 * io.spillway.http.h2.ErrorCode}. Everything here is confined to the event loop of its connection
 * unless it says otherwise.
 */
@NullMarked
package io.spillway.http.h2;

import org.jspecify.annotations.NullMarked;
