package io.spillway.facility.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for the reasoning whatever is seen and heard, and when. */
class DeliberationProperties {
  private static final Duration VALIDITY = Duration.ofSeconds(1);
  private static final long STEP = 200_000_000L;
  private static final View[] VIEWS = View.values();

  /** Facilities, voters and what they see, at random, over time. */
  private static final class World {
    private final Random random;
    private final Policy policy;
    private final Map<String, String> facilityOf = new HashMap<>();
    private final Map<String, Testimony> said = new HashMap<>();
    private Verdict verdict = Verdict.INITIAL;
    private Deliberation deliberation = Deliberation.NONE;
    private long now;

    World(long seed, Duration holdDown) {
      random = new Random(seed);
      int facilities = 2 + random.nextInt(3);
      List<Policy.Member> members = new ArrayList<>();
      for (int i = 0; i < facilities; i++) {
        List<InetAddress> addresses = new ArrayList<>();
        for (int j = 0; j <= random.nextInt(2); j++) {
          addresses.add(DeliberationTest.address("192.0.2." + (10 * i + j)));
        }
        members.add(new Policy.Member("f" + i, addresses));
        facilityOf.put("lb" + i, "f" + i);
      }
      int witnesses = random.nextInt(3);
      for (int i = 0; i < witnesses; i++) {
        facilityOf.put("w" + i, "");
      }
      policy =
          new Policy(
              Policy.Choice.ORDER,
              members,
              facilityOf.size(),
              new Failback.After(holdDown),
              random.nextBoolean());
    }

    /** Some speak, time passes, and the reasoning goes on. */
    void step() {
      now += random.nextLong(STEP);
      for (Map.Entry<String, String> voter : facilityOf.entrySet()) {
        if (random.nextInt(4) == 0) {
          Map<InetAddress, View> views = new HashMap<>();
          policy.addresses().forEach(a -> views.put(a, VIEWS[random.nextInt(VIEWS.length)]));
          said.put(
              voter.getKey(),
              new Testimony(
                  voter.getKey(),
                  voter.getValue().isEmpty() ? null : voter.getValue(),
                  views,
                  now));
        }
      }
      deliberation = deliberation.next(policy, verdict, said.values(), VALIDITY, now);
    }

    long fresh() {
      return said.values().stream().filter(t -> now - t.heardAt() <= VALIDITY.toNanos()).count();
    }
  }

  @Property(tries = 300)
  void nothingChangesUnlessAMajorityOfAllVotersIsHeard(@ForAll long seed) {
    World world = new World(seed, Duration.ofSeconds(2));
    for (int i = 0; i < 100; i++) {
      world.step();
      if (world.fresh() * 2 <= world.facilityOf.size()) {
        assertThat(world.deliberation.quorum()).isFalse();
        assertThat(world.deliberation.disagreesWith(world.verdict)).isFalse();
      }
      if (world.deliberation.disagreesWith(world.verdict)) {
        world.verdict = world.verdict.next(world.deliberation.withdrawn());
      }
    }
  }

  @Property(tries = 300)
  void anAddressIsWithdrawnOnlyByMoreDeadThanAliveViewsThatCount(@ForAll long seed) {
    World world = new World(seed, Duration.ofSeconds(2));
    for (int i = 0; i < 100; i++) {
      world.step();
      Set<InetAddress> added = new HashSet<>(world.deliberation.withdrawn());
      added.removeAll(world.verdict.withdrawn());
      for (InetAddress address : added) {
        long dead = countOf(world, address, View.DEAD);
        assertThat(dead).isGreaterThan(countOf(world, address, View.ALIVE));
      }
      if (world.deliberation.disagreesWith(world.verdict)) {
        world.verdict = world.verdict.next(world.deliberation.withdrawn());
      }
    }
  }

  private static long countOf(World world, InetAddress address, View view) {
    return world.said.values().stream()
        .filter(t -> world.now - t.heardAt() <= VALIDITY.toNanos())
        .filter(t -> world.policy.hasStanding(t, address))
        .filter(t -> t.view(address) == view)
        .count();
  }

  @Property(tries = 300)
  void noAddressComesBackBeforeTheHoldDownUnlessNothingElseServes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int holdDownSeconds) {
    World world = new World(seed, Duration.ofSeconds(holdDownSeconds));
    Map<InetAddress, Long> withdrawnAt = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      world.step();
      if (!world.deliberation.disagreesWith(world.verdict)) {
        continue;
      }
      Set<InetAddress> back = new HashSet<>(world.verdict.withdrawn());
      back.removeAll(world.deliberation.withdrawn());
      Set<InetAddress> stillServing = new HashSet<>(world.policy.addresses());
      stillServing.removeAll(world.deliberation.withdrawn());
      stillServing.removeAll(back);
      for (InetAddress address : back) {
        if (!stillServing.isEmpty()) {
          assertThat(world.now - withdrawnAt.get(address))
              .isGreaterThanOrEqualTo(Duration.ofSeconds(holdDownSeconds).toNanos());
        }
      }
      world.verdict = world.verdict.next(world.deliberation.withdrawn());
      for (InetAddress address : world.verdict.withdrawn()) {
        withdrawnAt.putIfAbsent(address, world.now);
      }
      withdrawnAt.keySet().retainAll(world.verdict.withdrawn());
    }
  }

  @Property(tries = 300)
  void underOrderExactlyOneFacilityIsAnsweredWithAtLeastOneAddress(@ForAll long seed) {
    World world = new World(seed, Duration.ofSeconds(1));
    for (int i = 0; i < 50; i++) {
      world.step();
      if (world.deliberation.disagreesWith(world.verdict)) {
        world.verdict = world.verdict.next(world.deliberation.withdrawn());
      }
      Map<String, Order> orders = new HashMap<>();
      for (Policy.Member member : world.policy.members()) {
        Order.Kind kind = Order.Kind.values()[world.random.nextInt(Order.Kind.values().length)];
        orders.put(member.facility(), new Order(kind, 1));
      }
      Selection selection = Selection.of(world.policy, world.verdict, orders);
      assertThat(selection.facilities()).hasSize(1);
      assertThat(selection.addresses()).isNotEmpty();
      assertThat(selection.addresses())
          .allMatch(a -> selection.facilities().contains(world.policy.facilityOf(a)));
    }
  }

  @Property(tries = 200)
  void theSameWordsGiveTheSameReasoningInWhateverOrderTheyCame(@ForAll long seed) {
    World world = new World(seed, Duration.ofSeconds(1));
    for (int i = 0; i < 30; i++) {
      world.step();
    }
    List<Testimony> reversed = new ArrayList<>(world.said.values()).reversed();
    Deliberation one =
        Deliberation.NONE.next(
            world.policy, world.verdict, world.said.values(), VALIDITY, world.now);
    assertThat(Deliberation.NONE.next(world.policy, world.verdict, reversed, VALIDITY, world.now))
        .isEqualTo(one);
  }
}
