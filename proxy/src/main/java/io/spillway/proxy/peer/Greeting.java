package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What the side that connects says first, in three lines: the protocol and its version, the name of
 * the other side, and its own name with the number of its process. Immutable.
 *
 * @param major the version before the dot
 * @param minor the version behind it
 * @param remoteName whom it wants to talk to
 * @param localName who it is
 * @param fault the status that refuses it, or {@link #SUCCESS}
 */
record Greeting(int major, int minor, String remoteName, String localName, int fault) {
  static final int SUCCESS = 200;
  static final int TRY_AGAIN = 300;
  static final int PROTOCOL_ERROR = 501;
  static final int BAD_VERSION = 502;
  static final int WRONG_REMOTE_NAME = 503;
  static final int UNKNOWN_LOCAL_NAME = 504;

  /** The newest version, and the one before, which knows no times in lessons. */
  static final int NEWEST_MINOR = 1;

  private static final String PROTOCOL = "HAProxyS ";
  private static final int MAJOR = 2;

  /** The text of a greeting. */
  static String text(int minor, String remoteName, String localName) {
    return PROTOCOL
        + MAJOR
        + "."
        + minor
        + "\n"
        + remoteName
        + "\n"
        + localName
        + " "
        + ProcessHandle.current().pid()
        + " 1\n";
  }

  /** Whether a greeting can begin with {@code bytes}. */
  static boolean mayBecome(ByteBuf bytes) {
    int length = Math.min(PROTOCOL.length(), bytes.readableBytes());
    return bytes
        .toString(bytes.readerIndex(), length, StandardCharsets.ISO_8859_1)
        .equals(PROTOCOL.substring(0, length));
  }

  /** Reads three lines. */
  static Greeting parse(String text) {
    String[] lines = text.split("\r?\n", -1);
    if (!lines[0].startsWith(PROTOCOL)) {
      return faulty(PROTOCOL_ERROR);
    }
    String version = lines[0].substring(PROTOCOL.length()).strip();
    if (!version.matches("[0-9]{1,4}\\.[0-9]{1,4}")) {
      return faulty(PROTOCOL_ERROR);
    }
    int dot = version.indexOf('.');
    int major = Integer.parseInt(version.substring(0, dot));
    int minor = Integer.parseInt(version.substring(dot + 1));
    if (major != MAJOR || minor > NEWEST_MINOR) {
      return faulty(BAD_VERSION);
    }
    String[] sender = lines[2].split(" ", -1);
    return sender.length < 3
        ? faulty(PROTOCOL_ERROR)
        : new Greeting(major, minor, lines[1], sender[0], SUCCESS);
  }

  private static Greeting faulty(int status) {
    return new Greeting(0, 0, "", "", status);
  }
}
