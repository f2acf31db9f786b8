package io.spillway.facility.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.verdict.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

/**
 * Agreement on a network that loses, repeats, delays and reorders, among voters that start again at
 * any time, from what they had written down.
 */
class RegisterProperties {
  private record Travelling(String from, String to, Message message) {}

  private static final class Network {
    private final Random random;
    private final List<String> voters = new ArrayList<>();
    private final Map<String, Register> registers = new HashMap<>();
    private final Map<String, Ledger> written = new HashMap<>();
    private final List<Travelling> travelling = new ArrayList<>();
    private final Map<Long, Verdict> agreed = new HashMap<>();
    private final Map<String, Long> lastRevision = new HashMap<>();
    private final double loss;

    Network(long seed, int size, double loss) {
      this.random = new Random(seed);
      this.loss = loss;
      for (int i = 0; i < size; i++) {
        voters.add("v" + i);
      }
      voters.forEach(v -> written.put(v, Ledger.EMPTY));
      voters.forEach(this::startAgain);
    }

    void startAgain(String voter) {
      registers.put(voter, new Register("name", voter, voters, written.get(voter)));
    }

    void send(String from, List<Register.Outgoing> out) {
      Register register = registers.get(from);
      written.put(from, register.ledger());
      note(from, register.verdict());
      out.forEach(o -> travelling.add(new Travelling(from, o.to(), o.message())));
    }

    /** No two verdicts with the same revision; none that goes back. */
    void note(String voter, Verdict verdict) {
      Verdict known = agreed.putIfAbsent(verdict.revision(), verdict);
      if (known != null) {
        assertThat(verdict).isEqualTo(known);
      }
      assertThat(verdict.revision()).isGreaterThanOrEqualTo(lastRevision.getOrDefault(voter, 0L));
      lastRevision.put(voter, verdict.revision());
    }

    void step() {
      String voter = voters.get(random.nextInt(voters.size()));
      switch (random.nextInt(20)) {
        case 0 -> startAgain(voter);
        case 1 -> send(voter, registers.get(voter).propose(anySet()));
        case 2 -> {
          String other = voters.get(random.nextInt(voters.size()));
          registers.get(voter).learn(registers.get(other).verdict());
          send(voter, List.of());
        }
        default -> deliver();
      }
    }

    void deliver() {
      if (travelling.isEmpty()) {
        return;
      }
      int index = random.nextInt(travelling.size());
      Travelling one = random.nextInt(10) == 0 ? travelling.get(index) : travelling.remove(index);
      if (random.nextDouble() >= loss) {
        send(one.to(), registers.get(one.to()).receive(one.from(), one.message()));
      }
    }

    Set<InetAddress> anySet() {
      Set<InetAddress> addresses = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        if (random.nextBoolean()) {
          addresses.add(address(i));
        }
      }
      return addresses;
    }

    static InetAddress address(int last) {
      try {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Property(tries = 300)
  void noTwoVerdictsEverHaveTheSameRevision(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
    Network network = new Network(seed, size, 0.2);
    for (int i = 0; i < 600; i++) {
      network.step();
    }
  }

  @Property(tries = 100)
  void onANetworkThatLosesNothingOneThatTriesAloneIsAgreedWith(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int size) {
    Network network = new Network(seed, size, 0);
    String voter = network.voters.getFirst();
    Set<InetAddress> wanted = Set.of(Network.address(1));
    network.send(voter, network.registers.get(voter).propose(wanted));
    for (int i = 0; i < 1000 && !network.travelling.isEmpty(); i++) {
      network.deliver();
    }
    assertThat(network.registers.get(voter).verdict()).isEqualTo(new Verdict(1, wanted));
  }

  @Property(tries = 100)
  void aMinorityAgreesOnNothing(@ForAll long seed) {
    Network network = new Network(seed, 5, 0);
    Set<String> minority = Set.of("v0", "v1");
    for (int i = 0; i < 300; i++) {
      String voter = network.random.nextBoolean() ? "v0" : "v1";
      if (network.random.nextInt(5) == 0) {
        network.send(voter, network.registers.get(voter).propose(network.anySet()));
      }
      network.travelling.removeIf(t -> !minority.contains(t.to()));
      network.deliver();
    }
    assertThat(network.registers.get("v0").verdict()).isEqualTo(Verdict.INITIAL);
    assertThat(network.registers.get("v1").verdict()).isEqualTo(Verdict.INITIAL);
  }
}
