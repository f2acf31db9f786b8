/**
 * The ways in which operators are told. Each {@link io.spillway.ops.alert.channel.Channel} is one
 * class, which also reads its words of the configuration, and one line in {@link
 * io.spillway.ops.alert.channel.Channels}. A channel tells one notification and says whether that
 * went well; waiting, trying again and keeping what could not be told is the business of {@link
 * io.spillway.ops.alert.delivery}. What a channel needs of libraries is loaded when it first tells.
 */
@NullMarked
package io.spillway.ops.alert.channel;

import org.jspecify.annotations.NullMarked;
