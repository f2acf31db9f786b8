package io.spillway.http;

import java.util.Collection;
import java.util.List;

/**
 * How some header names are written for peers of HTTP/1 that tell names apart by their case, which
 * RFC 9110 section 5.1 forbids ({@code h1-case-adjust}). Immutable.
 */
public final class HeaderCases {
  /** Names stay as they are. */
  public static final HeaderCases NONE = new HeaderCases(List.of());

  private final HeaderName[] names;

  /**
   * Names to be written in one way.
   *
   * @param written each as it is to be written
   */
  public HeaderCases(Collection<String> written) {
    names = written.stream().map(HeaderName::of).toArray(HeaderName[]::new);
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return names.length == 0;
  }

  /** Writes the names in {@code head} so. Lengths and offsets stay what they are. */
  public void applyTo(HeaderLines head) {
    for (HeaderName name : names) {
      for (int i = head.find(name, -1); i >= 0; i = head.find(name, i)) {
        head.writeName(i, name);
      }
    }
  }
}
