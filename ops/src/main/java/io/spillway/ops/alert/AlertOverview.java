package io.spillway.ops.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What alerts are about at one moment. Immutable.
 *
 * @param problems those that last, the gravest first
 * @param silences those that hold, the earliest first
 * @param channels how deliveries go
 */
public record AlertOverview(
    List<Lasting> problems, List<Silence> silences, List<ChannelState> channels) {
  /**
   * A problem that lasts.
   *
   * @param isSuppressed whether it is not told, for a silence, a window or a greater problem
   */
  public record Lasting(Alert alert, boolean isSuppressed) {}

  /**
   * A channel.
   *
   * @param waiting how many notifications wait to be told
   * @param trouble why the last attempt failed, or null
   */
  public record ChannelState(String name, int waiting, @Nullable String trouble) {}

  public AlertOverview {
    problems = List.copyOf(problems);
    silences = List.copyOf(silences);
    channels = List.copyOf(channels);
  }
}
