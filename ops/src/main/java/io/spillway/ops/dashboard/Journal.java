package io.spillway.ops.dashboard;

import java.util.List;

/** What happened, and what operators did. Thread-safe. */
public interface Journal {
  /** Keeps nothing. */
  Journal NONE =
      new Journal() {
        @Override
        public List<String> last(int count) {
          return List.of();
        }

        @Override
        public void acted(boolean isDone, String text) {}
      };

  /**
   * The last {@code count} events, the oldest first: {@code <time> <severity> <kind> <subject>:
   * <text>}.
   */
  List<String> last(int count);

  /**
   * An operator had something done, or was refused.
   *
   * @param text who did what, and what came of it; a sentence without its full stop
   */
  void acted(boolean isDone, String text);
}
