package io.spillway.facility.provider;

import io.spillway.facility.NameAnswer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.stream.Stream;

/** Makes answers. */
public final class Answers {
  private Answers() {}

  /** What www.example.com shall answer. */
  public static NameAnswer www(long revision, int seconds, String... addresses) {
    return new NameAnswer(
        "www.example.com",
        Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
        Duration.ofSeconds(seconds),
        revision);
  }
}
