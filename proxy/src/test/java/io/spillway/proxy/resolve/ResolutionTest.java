package io.spillway.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.SourcePosition;
import io.spillway.proxy.definition.NameserverDefinition;
import io.spillway.proxy.definition.ResolversDefinition;
import io.spillway.proxy.resolve.Question.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** When a resolution asks for what, and what it tells. The times were seen of HAProxy 2.6. */
class ResolutionTest {
  private static final ResolversDefinition.Hold HOLD =
      new ResolversDefinition.Hold(5000, 4000, 3000, 2000, 1000, 10_000);
  private static final NameserverDefinition ONE =
      new NameserverDefinition("one", new InetSocketAddress("127.0.0.1", 53), false);
  private static final NameserverDefinition TWO =
      new NameserverDefinition("two", new InetSocketAddress("127.0.0.2", 53), false);
  private static final ResolversDefinition SECTION =
      new ResolversDefinition(
          "dns", SourcePosition.BUILT_IN, List.of(ONE, TWO), 512, 2, 2000, 300, HOLD);

  private final List<String> told = new ArrayList<>();
  private final Nameserver one = new Nameserver(ONE, "dns");
  private final Nameserver two = new Nameserver(TWO, "dns");
  private long now = 10_000;

  private final class Script implements Resolution.Sender {
    @Override
    public void begin(Resolution resolution) {
      told.add("begin");
    }

    @Override
    public int send(Resolution resolution, int type) {
      told.add(Type.string(type));
      return 2;
    }

    @Override
    public void end(Resolution resolution) {
      told.add("end");
    }
  }

  private Resolution resolution(Kind kind) {
    Resolution made = new Resolution(Question.of("A.Test.", kind), SECTION, new Script(), now);
    made.requesters()
        .add(
            new Requester() {
              @Override
              public void resolved(Resolution resolution, @Nullable Nameserver by) {
                told.add(
                    (by == null ? "known" : by.path())
                        + " "
                        + resolution.addresses()
                        + resolution.services());
              }

              @Override
              public void failed(Resolution resolution) {
                told.add("failed " + resolution.status() + " " + resolution.isOver(now));
              }
            });
    return made;
  }

  /** Goes on to the resolution's next time. */
  private void tick(Resolution resolution) {
    now = resolution.deadline();
    resolution.tick(now);
  }

  private static Reply addresses(String... texts) {
    return new Reply.Addresses(List.of(texts).stream().map(InetAddress::ofLiteral).toList());
  }

  private void expect(String... events) {
    assertThat(told).containsExactly(events);
    told.clear();
  }

  @Test
  void theFirstValidAnswerCountsAndTheNextQuestionComesAfterTheTimeForThat() {
    Resolution resolution = resolution(Kind.IPV4);
    tick(resolution);
    resolution.answered(one, Reply.Fault.NO_NAME, now);
    resolution.answered(two, addresses("192.0.2.1"), now);
    expect("begin", "A", "end", "dns/two [/192.0.2.1][]");
    assertThat(resolution.deadline()).isEqualTo(now + 2000);
    assertThat(one.value(NameserverCounter.NX)).isOne();
    assertThat(two.value(NameserverCounter.VALID)).isOne();
  }

  @Test
  void allFaultsBringTheOtherFamilyAtOnceAndTheNextAttemptAfterItsTime() {
    Resolution resolution = resolution(Kind.IPV6);
    tick(resolution);
    resolution.answered(one, Reply.Fault.NO_NAME, now);
    resolution.answered(two, Reply.Fault.REFUSED, now);
    resolution.answered(one, Reply.Fault.NO_NAME, now);
    resolution.answered(two, Reply.Fault.NO_NAME, now);
    expect("begin", "AAAA", "A");
    long began = now;
    tick(resolution);
    assertThat(now).isEqualTo(began + 300);
    for (int i = 0; i < 2; i++) {
      resolution.answered(one, Reply.Fault.REFUSED, now);
      resolution.answered(two, Reply.Fault.NO_NAME, now);
    }
    expect("AAAA", "A", "end", "failed NO_NAME true");
    assertThat(resolution.deadline()).isEqualTo(now + 2000);
  }

  @Test
  void whereOneIsSilentTheOtherFamilyIsAskedForAfterTheTimeOfAnAttempt() {
    Resolution resolution = resolution(Kind.IPV6);
    tick(resolution);
    resolution.answered(one, Reply.Fault.NO_RECORD, now);
    tick(resolution);
    resolution.answered(one, addresses("192.0.2.1"), now);
    expect("begin", "AAAA", "A", "end", "dns/one [/192.0.2.1][]");
  }

  @Test
  void silenceIsAskedAgainAsOftenAsTheSectionSays() {
    Resolution resolution = resolution(Kind.IPV6);
    tick(resolution);
    tick(resolution);
    tick(resolution);
    expect("begin", "AAAA", "AAAA", "end", "failed TIMEOUT true");
  }

  @Test
  void whatWasValidHoldsForTheTimeOfItsFault() {
    Resolution resolution = resolution(Kind.IPV4);
    tick(resolution);
    resolution.answered(one, addresses("192.0.2.1"), now);
    told.clear();
    for (int round = 0; round < 2; round++) {
      tick(resolution);
      tick(resolution);
      tick(resolution);
    }
    // The first failure comes 2.6 s after the answer, the second 5.2 s; silence is held for 3 s.
    expect(
        "begin",
        "A",
        "A",
        "end",
        "failed TIMEOUT false",
        "begin",
        "A",
        "A",
        "end",
        "failed TIMEOUT true");
  }

  @Test
  void recordsStayForTheTimeOfObsoleteOnes() {
    Resolution resolution = resolution(Kind.IPV4);
    tick(resolution);
    resolution.answered(one, addresses("192.0.2.1", "192.0.2.2"), now);
    resolution.hurry(now + 600);
    tick(resolution);
    resolution.answered(one, addresses("192.0.2.2"), now);
    assertThat(resolution.addresses()).hasSize(2);
    resolution.hurry(now + 600);
    tick(resolution);
    resolution.answered(one, addresses("192.0.2.2"), now);
    assertThat(resolution.addresses()).containsExactly(InetAddress.ofLiteral("192.0.2.2"));
  }

  @Test
  void servicesHaveNoOtherFamily() {
    Resolution resolution = resolution(Kind.SERVICE);
    tick(resolution);
    resolution.answered(one, Reply.Fault.NO_NAME, now);
    resolution.answered(two, Reply.Fault.NO_NAME, now);
    tick(resolution);
    resolution.answered(
        one, new Reply.Services(List.of(new Reply.Service("h", 80, 1)), Map.of()), now);
    expect("begin", "SRV", "SRV", "end", "dns/one [][Service[target=h, port=80, weight=1]]");
  }
}
