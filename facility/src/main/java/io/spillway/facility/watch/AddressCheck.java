package io.spillway.facility.watch;

import io.spillway.facility.definition.ProcessCheck;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Checks an address of a facility over the network, and by the watched processes of the facility.
 * Where both are wanted, a process that cannot be asked from here says nothing: the network does.
 * Thread-safe.
 *
 * @param network null where only processes count
 * @param processes null where only the network counts
 */
public record AddressCheck(
    @Nullable Checker network,
    @Nullable ProcessCheck processes,
    ProcessStates states,
    String facility)
    implements Checker {
  @Override
  public Outcome check(InetAddress address) {
    Outcome seen = network == null ? null : network.check(address);
    ProcessCheck wanted = processes;
    if (wanted == null || (seen != null && seen.kind() == Outcome.Kind.FAILURE)) {
      return seen == null ? Outcome.notTold("nothing is checked") : seen;
    }
    ProcessStates.State state = states.of(facility, wanted);
    return switch (state.standing()) {
      case BAD -> Outcome.failure(state.reason());
      case WELL -> seen == null ? Outcome.success(state.reason()) : seen;
      case OUT_OF_REACH -> seen == null ? Outcome.failure(state.reason()) : seen;
      case UNKNOWN -> seen == null ? Outcome.notTold(state.reason()) : seen;
    };
  }
}
