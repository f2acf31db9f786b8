package io.spillway.facility.provider.election;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writer is the instance that hears the most voters, of those that a majority of all voters
 * hears; the first in the order of the configuration among equals. An instance that does not reach
 * a provider stands back for a while, as long as another one does not. An instance whose public
 * side is cut is still heard by the other facility, but hears fewer, and would not reach a provider
 * either. Every instance concludes the same from the same knowledge; an instance that hears no
 * majority itself never writes. Immutable; thread-safe as its supplier is.
 *
 * <p>While knowledge spreads after a change, two instances may differ for as long as a view is
 * valid. Providers that can are asked to change only what was read before (RFC 2136 prerequisites,
 * Route 53's deletion of the exact record), so that the later of two writes is refused and read
 * again. Where that is not enough, use a lease.
 */
public final class QuorumElection implements WriterElection {
  /**
   * What an instance knows of the others now. Immutable.
   *
   * @param self this instance's name
   * @param order the names of the instances that may write, the first one first
   * @param voters how many instances and witnesses are configured in all
   * @param hears for each voter that this instance hears, itself included, whom that voter hears,
   *     itself included
   * @param standBack the instances that do not reach a provider
   * @param valid how long this is certain from now on
   */
  public record Known(
      String self,
      List<String> order,
      int voters,
      Map<String, Set<String>> hears,
      Set<String> standBack,
      Duration valid) {
    public Known {
      order = List.copyOf(order);
      hears = Map.copyOf(hears);
      standBack = Set.copyOf(standBack);
    }
  }

  private final Supplier<Known> knowledge;
  private final Runnable standBack;

  /**
   * An election over what {@code knowledge} tells at each moment.
   *
   * @param standBack has this instance among {@link Known#standBack} for a while, here and where it
   *     is heard
   */
  public QuorumElection(Supplier<Known> knowledge, Runnable standBack) {
    this.knowledge = knowledge;
    this.standBack = standBack;
  }

  @Override
  public void cannotWrite() {
    standBack.run();
  }

  @Override
  public Standing standing() {
    return conclude(knowledge.get());
  }

  /** The conclusion from {@code known}; a pure function. */
  public static Standing conclude(Known known) {
    int majority = known.voters() / 2 + 1;
    if (known.hears().size() < majority) {
      return new Standing.Other(
          null, known.hears().size() + " of " + known.voters() + " voters are heard, no majority");
    }
    String writer = elect(known);
    if (writer == null) {
      return new Standing.Other(null, "no instance is heard by a majority");
    }
    if (!writer.equals(known.self())) {
      return new Standing.Other(writer, writer + " writes");
    }
    return known.valid().isPositive()
        ? new Standing.Writer(known.valid())
        : new Standing.Other(null, "what is known of the other instances is too old");
  }

  private static @Nullable String elect(Known known) {
    int majority = known.voters() / 2 + 1;
    String best = null;
    long most = 0;
    boolean bestStandsBack = true;
    for (String instance : known.order()) {
      long heardBy =
          known.hears().values().stream().filter(heard -> heard.contains(instance)).count();
      Set<String> itHears = known.hears().get(instance);
      // Whom this one does not hear itself is taken to hear those that hear it.
      long hearing = itHears == null ? heardBy : itHears.size();
      boolean standsBack = known.standBack().contains(instance);
      boolean better = standsBack == bestStandsBack ? hearing > most : bestStandsBack;
      if (heardBy >= majority && better) {
        best = instance;
        most = hearing;
        bestStandsBack = standsBack;
      }
    }
    return best;
  }
}
