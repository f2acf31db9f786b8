/**
 * What a configuration would do with a request, found out without traffic: {@code spillway explain
 * --request} and {@code spillway test}. A {@link io.spillway.proxy.walk.RequestWalk} runs the real,
 * compiled rules on an {@link io.spillway.proxy.walk.ImaginaryRequest} and asks the real balance
 * algorithms for servers. What only traffic can tell (counters, loads, checks, stick tables,
 * certificates of clients) is absent, as it is right after a start.
 */
@NullMarked
package io.spillway.proxy.walk;

import org.jspecify.annotations.NullMarked;
