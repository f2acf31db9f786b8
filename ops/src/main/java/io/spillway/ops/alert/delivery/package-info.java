/**
 * Brings notifications to channels: {@link io.spillway.ops.alert.delivery.DeliveryQueue} keeps them
 * on disk until they were taken, {@link io.spillway.ops.alert.delivery.Deliverer} tells them one
 * after the other, and tries again, with longer and longer pauses, while a channel does not take
 * them.
 */
@NullMarked
package io.spillway.ops.alert.delivery;

import org.jspecify.annotations.NullMarked;
