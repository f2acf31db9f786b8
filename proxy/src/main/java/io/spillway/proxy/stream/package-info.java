/** The data path: one request-response exchange or one relayed connection, from accept to log. */
@NullMarked
package io.spillway.proxy.stream;

import org.jspecify.annotations.NullMarked;
