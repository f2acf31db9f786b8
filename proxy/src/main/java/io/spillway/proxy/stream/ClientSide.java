package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.RequestHead;
import io.spillway.net.Duplex;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an HTTP exchange as an {@link HttpStream} sees it, whatever the version of
 * HTTP: requests come in, and responses go out, as the bytes of HTTP/1. A connection of HTTP/1 is
 * one of these ({@link HttpSession}); one of HTTP/2 has one for each of its streams ({@link
 * Http2Stream}). Confined to the connection's loop.
 */
interface ClientSide {
  SessionContext context();

  /** Where the response is written to. */
  Duplex connection();

  /** The head of the present request. */
  RequestHead head();

  /** The number of the present request in its session, from 1. */
  int requests();

  /** How many streams its connection carries now. */
  int streamCount();

  /** How many streams its connection may carry at once. */
  int streamLimit();

  /** The number of the present request's stream in its connection, from 1. */
  int streamId();

  /** The code that the client reset the stream with, or -1 where it did not. */
  int resetCode();

  /**
   * What was received and not taken yet; during an exchange it begins with the head until that is
   * taken.
   */
  @Nullable ByteBuf input();

  /** Hands over the first {@code count} bytes of the input, without copying them. */
  ByteBuf takeInput(int count);

  /** Drops the first {@code count} bytes of the input. */
  void skipInput(int count);

  /**
   * Waits for the client to send or to take bytes of the exchange, no longer than {@code timeout
   * client} says.
   */
  void awaitClient();

  /** As {@link #awaitClient()}, but for {@code millis}. */
  void awaitClient(int millis);

  /** The client has nothing to do for now. */
  void awaitNothing();

  /** The response will not be completed; {@link #exchangeEnded} and {@link #abort} follow. */
  void cutShort();

  /**
   * The stream is done with its request.
   *
   * @param keepAlive whether the connection lives on, where it carries nothing else
   * @param requestTaken whether all of the request was received
   */
  void exchangeEnded(boolean keepAlive, boolean requestTaken);

  /** Ends without waiting for anything. */
  void abort();

  /** The connection will end without the client hearing of it. */
  void endSilently();

  /** A tunnel took the connection over and has closed it. */
  void closedByTunnel();
}
