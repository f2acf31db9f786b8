/**
 * The balance algorithms, one class each, picking servers in the order in which HAProxy picks them.
 */
@NullMarked
package io.spillway.proxy.balance;

import org.jspecify.annotations.NullMarked;
