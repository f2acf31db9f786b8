package io.spillway.ops.alert;

import org.jspecify.annotations.Nullable;

/** Which of several instances that see the same tells it. Thread-safe; answers at once. */
@FunctionalInterface
public interface Teller {
  /** An instance that is alone: it tells everything. */
  Teller ALONE = _ -> null;

  /** The instance that tells {@code audience} in place of this one; null where this one does. */
  @Nullable String other(Notification.Audience audience);
}
