package io.spillway.facility.definition;

import io.spillway.config.SourcePosition;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.verdict.Policy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code dns-failover} section. Immutable.
 *
 * @param name the fully qualified name, in lower case, without a dot at its end
 * @param policy how verdict and answer are found
 * @param check how the public addresses are checked over the network; null where only processes
 *     count
 * @param processCheck which watched processes count; null where only the network does
 * @param pace how often
 * @param timeToLive of the answer while everything is as it should be
 * @param degradedTimeToLive of the answer otherwise
 * @param authoritative whether a zone of the built-in DNS server is to hold the name
 * @param providers whose name servers are kept in step
 * @param position where it is defined
 */
public record NameDefinition(
    String name,
    Policy policy,
    @Nullable CheckDefinition check,
    @Nullable ProcessCheck processCheck,
    CheckPace pace,
    Duration timeToLive,
    Duration degradedTimeToLive,
    boolean authoritative,
    List<ProviderDefinition> providers,
    SourcePosition position) {
  public NameDefinition {
    providers = List.copyOf(providers);
  }
}
