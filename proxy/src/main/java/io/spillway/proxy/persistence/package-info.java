/**
 * Persistence by cookies: clients stay with the server that served them first.
 *
 * <p>A {@link io.spillway.proxy.persistence.CookiePolicy} is what a {@code cookie} line says, a
 * {@link io.spillway.proxy.persistence.CookiePersistence} what a live backend makes of it: which
 * value stands for which server. {@link io.spillway.proxy.persistence.RequestCookies} finds the
 * server that a request asks for and takes out of the request what is not the application's; {@link
 * io.spillway.proxy.persistence.ResponseCookies} sets, rewrites or removes the cookie in the
 * response. What both learn of one stream is its {@link
 * io.spillway.proxy.persistence.StreamPersistence}, which the log shows. {@link
 * io.spillway.proxy.persistence.CookieCapture} shares the reading: it keeps a cookie for the log.
 */
@NullMarked
package io.spillway.proxy.persistence;

import org.jspecify.annotations.NullMarked;
