/**
 * The data path: one request-response exchange or one relayed connection, from accept to log.
 *
 * <p>A {@code FrontendListener} admits connections as far as {@code Admission} allows and begins a
 * session for each. An {@code HttpSession} reads request after request from its client and has each
 * carried by its {@code HttpStream}: {@code HttpRules} decides what becomes of it, {@code
 * ServerAcquisition} finds it a server and a connection, {@code RequestTransfer} and {@code
 * ResponseTransfer} pass the messages on, and {@code LoopLog} writes its line. A {@code TcpSession}
 * is session and stream in one; its bytes go through a {@code Relay}, as do those of an upgraded
 * HTTP exchange. Reading {@code HttpStream} from the top tells the story; {@code HttpExchange},
 * which it extends, holds its state and its ends. It sees its client as a {@code ClientSide}, which
 * a connection of HTTP/1 is, and each stream of HTTP/2: {@code Http2Session}, {@code Http2Frames}
 * and {@code Http2Stream}, with an {@code Http2Intake} and an {@code Http2SendQueue}, make the one
 * look like the other. It sees its server as a {@code ServerConnection}, which is a connection of
 * HTTP/1 or one stream of an {@code Http2ServerSession}.
 *
 * <p>All of these are confined to the event loop of the client's connection, which is also that of
 * the connection to the server. They share a {@code LoopContext}, and nothing with other loops but
 * what the frontend, the backend and the process hold. {@link io.spillway.proxy.stream.ProxyEngine}
 * is the door for everybody else: it opens listeners, and puts tasks on the loops for what must
 * reach every session.
 *
 * <p>What goes wrong is a {@link io.spillway.proxy.stream.Failure} or a {@link
 * io.spillway.proxy.stream.Termination}, never an exception. A stream's objects are used again for
 * the next request of its session.
 */
@NullMarked
package io.spillway.proxy.stream;

import org.jspecify.annotations.NullMarked;
