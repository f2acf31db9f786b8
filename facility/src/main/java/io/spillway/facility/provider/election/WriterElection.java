package io.spillway.facility.provider.election;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says which instance writes. Thread-safe; answers at once, from what is known already. */
public interface WriterElection extends AutoCloseable {
  /** Whether this instance is the writer now. */
  Standing standing();

  /**
   * This instance cannot reach what it is to write to: another one may try for a while, where the
   * election can arrange that.
   */
  default void cannotWrite() {}

  @Override
  default void close() {}

  /** Where this instance stands. Immutable. */
  sealed interface Standing {
    /**
     * This instance writes.
     *
     * @param allowed how long that is certain from now on; more than nothing
     */
    record Writer(Duration allowed) implements Standing {}

    /**
     * This instance does not write.
     *
     * @param writer the instance that does, or null where none is known
     * @param reason why, for an operator
     */
    record Other(@Nullable String writer, String reason) implements Standing {}
  }

  /** The election of an instance that is alone: it always writes. */
  static WriterElection alone() {
    return () -> new Standing.Writer(Duration.ofDays(1));
  }
}
