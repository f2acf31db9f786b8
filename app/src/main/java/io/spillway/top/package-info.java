/**
 * {@code spillway top}: a live view of HAProxy or Spillway in a terminal. {@link
 * io.spillway.top.Snapshot} is what the process told, {@link io.spillway.top.TopView} makes lines
 * of it, {@link io.spillway.top.TopScreen} redraws them and does what keys say, and {@link
 * io.spillway.top.RawTerminal} has the terminal pass keys on at once.
 */
@NullMarked
package io.spillway.top;

import org.jspecify.annotations.NullMarked;
