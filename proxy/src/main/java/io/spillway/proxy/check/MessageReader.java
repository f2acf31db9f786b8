package io.spillway.proxy.check;

import io.spillway.proxy.server.CheckStatus;

/** Understands what a server says in a protocol of its own. Thread-safe. */
@FunctionalInterface
public interface MessageReader {
  /**
   * Judges what came since the last step that sent something, or since the connection was made.
   *
   * @param received what came, at least one byte
   * @param isEnded whether nothing more will come
   * @return the outcome; {@link Incomplete} only where more may come
   */
  Outcome read(byte[] received, boolean isEnded);

  /** What a message means. */
  sealed interface Outcome {}

  /** More must come before it can be told. */
  enum Incomplete implements Outcome {
    INCOMPLETE
  }

  /**
   * The server works, as far as this message tells.
   *
   * @param code the code that the server gave, or 0
   * @param info what is told of it where this is the last step; may be empty
   */
  record Passed(CheckStatus status, int code, String info) implements Outcome {
    /** At layer 7, with no code. */
    public Passed(String info) {
      this(CheckStatus.LAYER7_OK, 0, info);
    }
  }

  /**
   * The server does not work.
   *
   * @param code the code that the server gave, or 0
   * @param info what was wrong; may be empty
   */
  record Failed(CheckStatus status, int code, String info) implements Outcome {
    /** The server did not speak its protocol. */
    public static Failed invalid(String info) {
      return new Failed(CheckStatus.LAYER7_RESPONSE, 0, info);
    }

    /** The server said that it does not work. */
    public static Failed refused(int code, String info) {
      return new Failed(CheckStatus.LAYER7_STATUS, code, info);
    }
  }
}
