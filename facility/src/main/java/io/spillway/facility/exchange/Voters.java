package io.spillway.facility.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/** The set of all voters, as they compare it. Stateless. */
final class Voters {
  private Voters() {}

  /** The same for the same names, in any order. */
  static long digest(Collection<String> names) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      names.stream()
          .sorted()
          .forEach(name -> digest.update((name + "\n").getBytes(StandardCharsets.UTF_8)));
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
