package io.spillway.facility;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the names that follow a verdict shall answer, at each moment. Thread-safe. */
public interface NameAnswers {
  /** No name follows a verdict. */
  NameAnswers NONE =
      new NameAnswers() {
        @Override
        public @Nullable NameAnswer answer(String name) {
          return null;
        }

        @Override
        public Collection<NameAnswer> all() {
          return List.of();
        }

        @Override
        public AutoCloseable onChange(Listener listener) {
          return () -> {};
        }
      };

  /**
   * What a name shall answer now.
   *
   * @param name the fully qualified name in lower case, without a dot at its end
   * @return null where no verdict decides about this name
   */
  @Nullable NameAnswer answer(String name);

  /** The answers of all names. */
  Collection<NameAnswer> all();

  /**
   * Whether the answers can be relied on. They cannot while this process has only just gone on
   * after it was stopped, and has not heard yet what has happened meanwhile.
   *
   * @param nanos {@link System#nanoTime} now
   */
  default boolean hold(long nanos) {
    return true;
  }

  /**
   * Has {@code listener} told of each change, on the thread that makes it; it must not block.
   *
   * @return ends the subscription
   */
  AutoCloseable onChange(Listener listener);

  /** Hears of changed answers. */
  @FunctionalInterface
  interface Listener {
    /** This name has a new answer from now on. */
    void changed(NameAnswer answer);
  }
}
