/**
 * Watches other processes, HAProxy's or Spillway's, on this machine or elsewhere. A {@link
 * io.spillway.ops.watch.ProcessSections section} {@code process} makes a {@link
 * io.spillway.ops.watch.ProcessDefinition}; a {@link io.spillway.ops.watch.ProcessWatch} takes a
 * {@link io.spillway.ops.watch.Look} again and again, by the means that the section names, and a
 * {@link io.spillway.ops.watch.Judgement} makes events of what it saw. The judgement is a pure
 * function of the looks; whatever blocks is in {@link io.spillway.ops.watch.Observer} and what it
 * uses, on the watch's own virtual thread. {@link io.spillway.ops.watch.OwnProcess} and {@link
 * io.spillway.ops.watch.ProxyWatch} look at this process and at its proxies.
 */
@NullMarked
package io.spillway.ops.watch;

import org.jspecify.annotations.NullMarked;
