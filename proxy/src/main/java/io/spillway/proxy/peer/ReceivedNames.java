package io.spillway.proxy.peer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The names of servers that a peer told on one connection, by its numbers for them, at most {@link
 * SentNames#MOST}. Confined to the peers' loop.
 */
final class ReceivedNames {
  private final @Nullable String[] names = new String[SentNames.MOST];

  /** Reads a name; null for none, and for one that was never told. */
  @Nullable String read(Wire.Reader in) {
    long length = in.integer();
    if (length == 0) {
      return null;
    }
    long left = in.left() - length;
    long number = in.integer();
    if (length < 0 || left < 0 || number < 1 || number > names.length) {
      in.fail();
      return null;
    }
    int index = (int) number - 1;
    if (in.left() > left) {
      names[index] = new String(in.bytes(in.integer()), StandardCharsets.ISO_8859_1);
      if (in.left() < left) {
        in.fail();
      } else {
        in.bytes(in.left() - left);
      }
    }
    return names[index];
  }

  /** The name of {@code number}, from 1, or null. */
  @Nullable String at(int number) {
    return names[number - 1];
  }
}
