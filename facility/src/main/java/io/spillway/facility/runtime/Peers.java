package io.spillway.facility.runtime;

import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.exchange.VoterState;
import io.spillway.facility.exchange.VoterState.NameState;
import io.spillway.facility.verdict.Testimony;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the other voters last said, and who of them is heard: whoever has said something within the
 * validity. Confined to the runtime's thread.
 */
final class Peers {
  private record Heard(VoterState state, long at) {}

  private final VoterDefinition self;
  private final List<VoterDefinition> voters;
  private final Duration validity;
  private final FacilityEvent.Listener listener;
  private final Map<String, Heard> last = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private boolean tellsLosses;

  Peers(
      VoterDefinition self,
      List<VoterDefinition> voters,
      Duration validity,
      FacilityEvent.Listener listener) {
    this.self = self;
    this.voters = voters;
    this.validity = validity;
    this.listener = listener;
  }

  void heard(String voter, VoterState state, long now) {
    last.put(voter, new Heard(state, now));
    if (told.add(voter)) {
      listener.happened(new FacilityEvent.PeerChanged(voter, facilityOf(voter), true));
    }
  }

  /** Forgets all that was said. */
  void forget() {
    last.clear();
  }

  /** Tells who is no longer heard; the first time, also who never was. */
  void tellLosses(long now) {
    for (VoterDefinition voter : voters) {
      if (voter.name().equals(self.name()) || isHeard(voter.name(), now)) {
        continue;
      }
      if (told.remove(voter.name()) || !tellsLosses) {
        listener.happened(new FacilityEvent.PeerChanged(voter.name(), voter.facility(), false));
      }
    }
    tellsLosses = true;
  }

  boolean isHeard(String voter, long now) {
    Heard heard = last.get(voter);
    return voter.equals(self.name()) || (heard != null && now - heard.at() <= validity.toNanos());
  }

  /** The voters that are heard, this one included. */
  Set<String> heard(long now) {
    Set<String> names = new HashSet<>();
    for (VoterDefinition voter : voters) {
      if (isHeard(voter.name(), now)) {
        names.add(voter.name());
      }
    }
    return names;
  }

  /** How many voters that are heard stand before this one, and do not defer to it. */
  int rank(long now) {
    int rank = 0;
    Set<String> mine = heard(now);
    for (VoterDefinition voter : voters) {
      if (voter.name().equals(self.name())) {
        return rank;
      }
      Heard before = last.get(voter.name());
      if (before != null && isHeard(voter.name(), now) && !isMore(mine, before.state().hears())) {
        rank++;
      }
    }
    return rank;
  }

  /**
   * Whether a voter that is heard hears all that this one hears, and more. That one has the better
   * reasons: who is half cut off sees dead what those see alive whom it does not hear any more.
   */
  boolean isOneBetterInformed(long now) {
    Set<String> mine = heard(now);
    return last.entrySet().stream()
        .filter(entry -> isHeard(entry.getKey(), now))
        .anyMatch(entry -> isMore(entry.getValue().state().hears(), mine));
  }

  private static boolean isMore(Set<String> some, Set<String> others) {
    return some.size() > others.size() && some.containsAll(others);
  }

  /** What {@code voter} last said, if it is heard. */
  @Nullable VoterState state(String voter, long now) {
    Heard heard = last.get(voter);
    return heard != null && isHeard(voter, now) ? heard.state() : null;
  }

  /**
   * Who hears whom; certain until the first of those that are heard would have been silent.
   *
   * @param standsBack whether this voter does
   */
  Acquaintance acquaintance(boolean standsBack, long now) {
    Map<String, Set<String>> hears = new HashMap<>();
    hears.put(self.name(), heard(now));
    Set<String> standBack = new HashSet<>();
    if (standsBack) {
      standBack.add(self.name());
    }
    long until = now + validity.toNanos();
    for (Map.Entry<String, Heard> entry : last.entrySet()) {
      if (isHeard(entry.getKey(), now)) {
        hears.put(entry.getKey(), entry.getValue().state().hears());
        if (entry.getValue().state().standsBack()) {
          standBack.add(entry.getKey());
        }
        until = Math.min(until, entry.getValue().at() + validity.toNanos());
      }
    }
    return new Acquaintance(hears, standBack, until);
  }

  /** What all have said about {@code name}, {@code own} words of this voter included. */
  List<Testimony> testimonies(String name, NameState own, long now) {
    List<Testimony> testimonies = new ArrayList<>();
    testimonies.add(new Testimony(self.name(), self.facility(), own.views(), now));
    last.forEach(
        (voter, heard) -> {
          NameState said = heard.state().names().get(name);
          testimonies.add(
              new Testimony(
                  voter, facilityOf(voter), said == null ? Map.of() : said.views(), heard.at()));
        });
    return testimonies;
  }

  private @Nullable String facilityOf(String voter) {
    for (VoterDefinition one : voters) {
      if (one.name().equals(voter)) {
        return one.facility();
      }
    }
    return null;
  }
}
