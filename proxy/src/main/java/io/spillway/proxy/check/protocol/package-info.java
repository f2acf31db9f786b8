/**
 * The checks of single protocols, byte for byte those of HAProxy ({@code option redis-check} and
 * its like; configuration manual, chapter 4.2). Each class makes the script of one of them out of
 * what is sent and of readers that understand the answers.
 *
 * <p>They look at the first words that a server says, and log in nowhere.
 */
@NullMarked
package io.spillway.proxy.check.protocol;

import org.jspecify.annotations.NullMarked;
