package io.spillway.proxy.definition;

import io.spillway.config.SourcePosition;
import java.util.List;

/**
 * A {@code resolvers} section (configuration manual, chapter 5.3.2). Immutable.
 *
 * @param name its name
 * @param position where it begins
 * @param nameservers those that are asked, all at once
 * @param payloadSize the longest answer over UDP, in bytes
 * @param attempts how often a name is asked for before that counts as failed
 * @param resolveMillis how long after one resolution of a name the next begins
 * @param retryMillis how long an attempt waits for answers
 * @param hold for how long what was valid stays so, whatever comes after it
 */
public record ResolversDefinition(
    String name,
    SourcePosition position,
    List<NameserverDefinition> nameservers,
    int payloadSize,
    int attempts,
    long resolveMillis,
    long retryMillis,
    Hold hold) {
  /**
   * The times of {@code hold}, in milliseconds.
   *
   * @param nx after answers that there is no such name
   * @param refused after refusals
   * @param timeout after silence
   * @param other after anything else that is no answer
   * @param obsolete for records that answers no longer have
   * @param valid for how long {@code do-resolve} takes what is known
   */
  public record Hold(long nx, long refused, long timeout, long other, long obsolete, long valid) {}

  public ResolversDefinition {
    nameservers = List.copyOf(nameservers);
  }
}
