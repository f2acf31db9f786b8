package io.spillway.facility.provider;

import java.util.Arrays;

/**
 * A credential. Shows its source and never its content: neither {@link #toString} nor an error nor
 * {@code explain} prints it. Immutable.
 */
public final class Secret {
  private final String source;
  private final String content;

  /**
   * A credential.
   *
   * @param source where it came from, for messages: {@code file /etc/spillway/key}
   */
  public Secret(String source, String content) {
    this.source = source;
    this.content = content;
  }

  /** The credential itself, for the one place that sends or signs with it. */
  public String reveal() {
    return content;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && source.equals(that.source)
        && content.equals(that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {source, content});
  }

  /** Where the credential came from. */
  @Override
  public String toString() {
    return "secret from " + source;
  }
}
