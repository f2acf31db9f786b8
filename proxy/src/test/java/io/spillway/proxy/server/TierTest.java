package io.spillway.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.server.Fixture.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tiers of servers: the best one with a usable server takes all. */
class TierTest {
  private final Fixture backend = new Fixture();
  private Server a1;
  private Server a2;
  private Server b1;
  private Server b2;
  private Server spare;

  @BeforeEach
  void facilities() {
    a1 = backend.add("a1");
    spare = backend.add("spare", ServerPolicy.DEFAULT.asBackup());
    b1 = backend.add("b1", ServerPolicy.DEFAULT.withTier(2));
    a2 = backend.add("a2");
    b2 = backend.add("b2", ServerPolicy.DEFAULT.withTier(2));
  }

  private Dispatcher dispatcher(TierFailback failback) {
    return backend.dispatcher(new DispatchPolicy(false, false, false, false, 1, failback));
  }

  private static String picks(Dispatcher dispatcher) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      Assignment assignment = dispatcher.assign(new Stream());
      names.append(names.isEmpty() ? "" : " ");
      if (assignment instanceof Server server) {
        names.append(server.name());
        dispatcher.release(server);
      } else {
        names.append(assignment);
      }
    }
    return names.toString();
  }

  @Test
  void theFirstTierWithAUsableServerTakesAll() {
    Dispatcher dispatcher = dispatcher(TierFailback.IMMEDIATE);
    assertThat(picks(dispatcher)).isEqualTo("a1 a2 a1 a2");
    a1.state().forceDown();
    assertThat(picks(dispatcher)).isEqualTo("a2 a2 a2 a2");
    a2.state().forceDown();
    assertThat(picks(dispatcher)).isEqualTo("b1 b2 b1 b2");
    b1.state().enterMaintenance();
    b2.state().drain();
    assertThat(picks(dispatcher)).isEqualTo("spare spare spare spare");
    spare.state().forceDown();
    assertThat(dispatcher.assign(new Stream())).isEqualTo(Assignment.Refused.NO_SERVER);
  }

  @Test
  void aBetterTierTakesOverAtOnceWhenItComesBack() {
    Dispatcher dispatcher = dispatcher(TierFailback.IMMEDIATE);
    a1.state().forceDown();
    a2.state().forceDown();
    a2.state().forceUp();
    assertThat(picks(dispatcher)).isEqualTo("a2 a2 a2 a2");
  }

  @Test
  void aBetterTierTakesOverAfterItsTime() {
    Dispatcher dispatcher = dispatcher(TierFailback.after(30_000));
    a1.state().forceDown();
    a2.state().forceDown();
    a1.state().forceUp();
    backend.pass(29_999);
    assertThat(picks(dispatcher)).isEqualTo("b1 b2 b1 b2");
    backend.pass(1);
    assertThat(picks(dispatcher)).isEqualTo("a1 a1 a1 a1");
  }

  @Test
  void aBreakBeginsTheTimeAnew() {
    Dispatcher dispatcher = dispatcher(TierFailback.after(30_000));
    a1.state().forceDown();
    a2.state().forceDown();
    a1.state().forceUp();
    backend.pass(20_000);
    a1.state().forceDown();
    backend.pass(1000);
    a1.state().forceUp();
    backend.pass(20_000);
    assertThat(picks(dispatcher)).isEqualTo("b1 b2 b1 b2");
    backend.pass(10_000);
    assertThat(picks(dispatcher)).isEqualTo("a1 a1 a1 a1");
  }

  @Test
  void aBetterTierTakesOverEarlyWhenTheActiveOneFails() {
    Dispatcher dispatcher = dispatcher(TierFailback.MANUAL);
    a1.state().forceDown();
    a2.state().forceDown();
    a1.state().forceUp();
    b1.state().forceDown();
    assertThat(picks(dispatcher)).isEqualTo("b2 b2 b2 b2");
    b2.state().forceDown();
    assertThat(picks(dispatcher)).isEqualTo("a1 a1 a1 a1");
  }

  @Test
  void anOperatorMayDecideWhenTheBetterTierTakesOver() {
    Dispatcher dispatcher = dispatcher(TierFailback.MANUAL);
    a1.state().forceDown();
    a2.state().forceDown();
    a1.state().forceUp();
    a2.state().forceUp();
    backend.pass(86_400_000);
    assertThat(picks(dispatcher)).isEqualTo("b1 b2 b1 b2");
    dispatcher.failback();
    assertThat(picks(dispatcher)).isEqualTo("a1 a2 a1 a2");
  }

  @Test
  void aServerThatFollowsOneInMaintenanceIsNotUsedFromTheStart() {
    Dispatcher dispatcher = dispatcher(TierFailback.IMMEDIATE);
    b1.state().enterMaintenance();
    a1.state().track(b1.state());
    assertThat(picks(dispatcher)).isEqualTo("a2 a2 a2 a2");
    b1.state().makeReady();
    assertThat(picks(dispatcher)).contains("a1");
  }
}
