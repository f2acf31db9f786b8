package io.spillway.facility.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordData;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.TextParseException;

class WeightedSetsTest {
  @Test
  void theTurnsOfASetAreSpreadOut() {
    assertThat(WeightedSets.order(List.of(3, 1))).containsExactly(0, 0, 1, 0);
    assertThat(WeightedSets.order(List.of(5, 1, 1))).containsExactly(0, 0, 1, 0, 2, 0, 0);
    assertThat(WeightedSets.order(List.of(100, 100))).containsExactly(0, 1);
  }

  @Property(tries = 200)
  void eachSetHasExactlyItsShareOfARound(
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 256) Integer> weights) {
    int[] order = WeightedSets.order(weights);
    int all = weights.stream().mapToInt(w -> w).sum();
    for (int i = 0; i < weights.size(); i++) {
      long turns = 0;
      for (int set : order) {
        turns += set == i ? 1 : 0;
      }
      assertThat(turns * all).isEqualTo((long) weights.get(i) * order.length);
    }
  }

  @Property(tries = 50)
  void eachLoopHasTurnsOfItsOwn(
      @ForAll @IntRange(max = 200) int stripe, @ForAll @IntRange(max = 200) int other)
      throws TextParseException {
    List<RecordSet> sets = new ArrayList<>();
    for (byte i = 0; i < 2; i++) {
      sets.add(
          new RecordSet(
              DomainName.parse("www.example.com"),
              RecordType.A,
              5,
              List.of(RecordData.of(RecordType.A, new byte[] {10, 0, 0, i}))));
    }
    WeightedSets weighted = new WeightedSets(sets, List.of(1, 1));
    int first = weighted.next(stripe);
    if (stripe % 64 != other % 64) {
      weighted.next(other);
    }
    assertThat(weighted.next(stripe)).isEqualTo(1 - first);
  }
}
