package io.spillway.ops.alert.definition;

import io.spillway.ops.alert.AlertPolicy;
import io.spillway.ops.alert.channel.Channel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code alerts} section says. Immutable.
 *
 * @param stateDirectory where everything is kept that must survive a restart; null for the usual
 *     place
 * @param historyFile the file of the last events; null for one in the state directory
 * @param historyLimit how many events are kept
 * @param queueLimit how many notifications each channel may have waiting
 * @param instance what this instance is called; null for its name among the facilities' instances,
 *     or the machine's
 * @param policy what is told, and when
 * @param channels by name, in the order of the configuration
 */
public record AlertsDefinition(
    @Nullable String stateDirectory,
    @Nullable String historyFile,
    int historyLimit,
    int queueLimit,
    @Nullable String instance,
    AlertPolicy policy,
    SequencedMap<String, Channel> channels) {
  public AlertsDefinition {
    channels = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(channels));
  }
}
