package io.spillway.proxy.server;

import static io.spillway.proxy.server.Fixture.limited;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.balance.Algorithm;
import io.spillway.proxy.server.Assignment.Queued;
import io.spillway.proxy.server.Assignment.Refused;
import io.spillway.proxy.server.Fixture.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final DispatchPolicy REDISPATCHING =
      new DispatchPolicy(false, false, true, false, 1, TierFailback.IMMEDIATE);

  private final Fixture backend = new Fixture();

  private static Stream preferring(Server server) {
    Stream stream = new Stream();
    stream.preferred = server;
    return stream;
  }

  @Test
  void aBackendWithoutUsableServersRefuses() {
    Server a = backend.add("a");
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    a.state().enterMaintenance();
    assertThat(dispatcher.assign(new Stream())).isEqualTo(Refused.NO_SERVER);
  }

  @Test
  void streamsWaitInTheBackendWhenAllServersAreFull() {
    Server a = backend.add("a", limited(0, 1, 0));
    Server b = backend.add("b", limited(0, 1, 0));
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    assertThat(dispatcher.assign(new Stream())).isEqualTo(a);
    assertThat(dispatcher.assign(new Stream())).isEqualTo(b);
    Stream waiting = new Stream();
    assertThat(dispatcher.assign(waiting)).isEqualTo(Queued.IN_BACKEND_QUEUE);
    assertThat(dispatcher.waiting()).isOne();
    dispatcher.release(b);
    assertThat(waiting.granted).isEqualTo(b);
    assertThat(b.sessions().value()).isOne();
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void waitersAreServedByClassThenByTimeAndOffset() {
    Server a = backend.add("a", limited(0, 1, 0));
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    dispatcher.assign(new Stream());
    Stream first = new Stream();
    Stream urgent = new Stream();
    urgent.priorityClass = -1;
    Stream early = new Stream();
    early.priorityOffset = -500;
    Stream unimportant = new Stream();
    unimportant.priorityClass = 7;
    for (Stream stream : List.of(unimportant, first, early, urgent)) {
      assertThat(dispatcher.assign(stream)).isEqualTo(Queued.IN_BACKEND_QUEUE);
      backend.now += 100;
    }
    for (Stream expected : List.of(urgent, early, first, unimportant)) {
      assertThat(expected.granted).isNull();
      dispatcher.release(a);
      assertThat(expected.granted).isEqualTo(a);
    }
  }

  @Test
  void aStreamWithAPreferredServerWaitsForThatOne() {
    Server a = backend.add("a", limited(0, 1, 1));
    Server b = backend.add("b");
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    assertThat(dispatcher.assign(preferring(a))).isEqualTo(a);
    Stream waiting = preferring(a);
    assertThat(dispatcher.assign(waiting)).isEqualTo(Queued.IN_SERVER_QUEUE);
    assertThat(dispatcher.assign(preferring(a))).isEqualTo(Refused.QUEUE_FULL);
    assertThat(a.waiting()).isOne();
    dispatcher.release(b);
    assertThat(waiting.granted).isNull();
    dispatcher.release(a);
    assertThat(waiting.granted).isEqualTo(a);
  }

  @Test
  void aFullQueueSendsAStreamElsewhereWhereRedispatchIsAllowed() {
    Server a = backend.add("a", limited(0, 1, 1));
    Server b = backend.add("b");
    Dispatcher dispatcher = backend.dispatcher(REDISPATCHING);
    dispatcher.assign(preferring(a));
    dispatcher.assign(preferring(a));
    assertThat(dispatcher.assign(preferring(a))).isEqualTo(b);
    Stream forced = preferring(a);
    forced.forces = true;
    assertThat(dispatcher.assign(forced)).isEqualTo(Refused.QUEUE_FULL);
  }

  @Test
  void aPreferredServerThatIsDownIsNotUsedUnlessPersistenceIsForced() {
    Server a = backend.add("a");
    Server b = backend.add("b");
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    a.state().forceDown();
    assertThat(dispatcher.assign(preferring(a))).isEqualTo(b);
    Stream forced = preferring(a);
    forced.forces = true;
    assertThat(dispatcher.assign(forced)).isEqualTo(a);
  }

  @Test
  void aDrainedServerStillServesThoseWhoPreferIt() {
    Server a = backend.add("a");
    Server b = backend.add("b");
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    a.state().drain();
    assertThat(dispatcher.assign(new Stream())).isEqualTo(b);
    assertThat(dispatcher.assign(new Stream())).isEqualTo(b);
    assertThat(dispatcher.assign(preferring(a))).isEqualTo(a);
  }

  @Test
  void waitersOfAServerThatGoesDownAreSentBackWhereRedispatchIsAllowed() {
    Server a = backend.add("a", limited(0, 1, 0));
    backend.add("b");
    Dispatcher dispatcher = backend.dispatcher(REDISPATCHING);
    dispatcher.assign(preferring(a));
    Stream waiting = preferring(a);
    dispatcher.assign(waiting);
    a.state().forceDown();
    assertThat(waiting.sentBack).isOne();
    assertThat(a.waiting()).isZero();
    dispatcher.release(a);
    assertThat(waiting.granted).isNull();
  }

  @Test
  void waitersOfAServerThatGoesDownStayWhereRedispatchIsNotAllowed() {
    Server a = backend.add("a", limited(0, 1, 0));
    backend.add("b");
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    dispatcher.assign(preferring(a));
    Stream waiting = preferring(a);
    dispatcher.assign(waiting);
    a.state().forceDown();
    assertThat(waiting.sentBack).isZero();
    assertThat(a.waiting()).isOne();
  }

  @Test
  void aServerThatComesUpServesTheWaiting() {
    Server a = backend.add("a", limited(0, 1, 0));
    Server b = backend.add("b", limited(0, 2, 0));
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    b.state().enterMaintenance();
    dispatcher.assign(new Stream());
    List<Stream> waiting = List.of(new Stream(), new Stream(), new Stream());
    waiting.forEach(dispatcher::assign);
    b.state().makeReady();
    assertThat(waiting).extracting(stream -> stream.granted).containsExactly(b, b, null);
    assertThat(a.sessions().value()).isOne();
  }

  @Test
  void aCancelledWaiterIsNotGranted() {
    Server a = backend.add("a", limited(0, 1, 0));
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    dispatcher.assign(new Stream());
    Stream gone = new Stream();
    Stream waiting = new Stream();
    dispatcher.assign(gone);
    dispatcher.assign(waiting);
    assertThat(waiting.place().ahead()).isOne();
    dispatcher.cancel(gone);
    dispatcher.cancel(gone);
    dispatcher.release(a);
    assertThat(gone.granted).isNull();
    assertThat(waiting.granted).isEqualTo(a);
  }

  @Test
  void slotsGrowFromMinimumToMaximumAsTheBackendFills() {
    Server a = backend.add("a", limited(2, 10, 0));
    DispatchPolicy policy =
        new DispatchPolicy(false, false, false, false, 100, TierFailback.IMMEDIATE);
    backend.dispatcher(policy);
    List<Integer> slots = new ArrayList<>();
    for (int inBackend = 0; inBackend <= 120; inBackend++) {
      if (inBackend % 30 == 0) {
        slots.add(a.slots());
      }
      backend.sessions.increment();
    }
    assertThat(slots).containsExactly(2, 3, 6, 9, 10);
  }

  @Test
  void theServerToAvoidIsTakenOnlyWhenThereIsNoOther() {
    for (Algorithm algorithm :
        List.of(
            Algorithm.roundRobin(),
            Algorithm.staticRoundRobin(),
            Algorithm.leastConnections(),
            Algorithm.first())) {
      Fixture fixture = new Fixture();
      Server a = fixture.add("a");
      Server b = fixture.add("b");
      Dispatcher dispatcher = fixture.dispatcher(DispatchPolicy.DEFAULT, algorithm);
      Stream retrying = new Stream();
      retrying.avoided = a;
      for (int i = 0; i < 5; i++) {
        assertThat(dispatcher.assign(retrying)).isEqualTo(b);
        dispatcher.release(b);
      }
      b.state().enterMaintenance();
      assertThat(dispatcher.assign(retrying)).isEqualTo(a);
    }
  }

  @Test
  void noSlotIsLostOrGivenTwiceBetweenThreads() throws Exception {
    Server a = backend.add("a", limited(0, 3, 0));
    Server b = backend.add("b", limited(0, 2, 0));
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    AtomicInteger served = new AtomicInteger();
    AtomicInteger excess = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5000; i++) {
                      Signalled stream = new Signalled();
                      Assignment assignment = dispatcher.assign(stream);
                      Server server = assignment instanceof Server now ? now : stream.await();
                      if (a.sessions().value() > 3 || b.sessions().value() > 2) {
                        excess.incrementAndGet();
                      }
                      served.incrementAndGet();
                      dispatcher.release(server);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(served).hasValue(40_000);
    assertThat(excess).hasValue(0);
    assertThat(a.sessions().value() + b.sessions().value()).isZero();
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void aWarmingServerGetsItsShareBitByBit() {
    Server a = backend.add("a", ServerPolicy.DEFAULT.withWeight(10).withSlowStart(20_000));
    Server b = backend.add("b", ServerPolicy.DEFAULT.withWeight(10));
    Dispatcher dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    a.state().enterMaintenance();
    a.state().makeReady();
    List<Integer> shares = new ArrayList<>();
    for (int second = 0; second <= 20; second += 5) {
      shares.add(share(dispatcher, a, 320));
      backend.pass(5000);
    }
    assertThat(a.state().operational()).isEqualTo(OperationalState.RUNNING);
    assertThat(shares).isSorted();
    assertThat(shares.getFirst()).isLessThan(30);
    assertThat(shares.getLast()).isBetween(159, 161);
    assertThat(b.usable()).isTrue();
  }

  private static int share(Dispatcher dispatcher, Server counted, int streams) {
    int count = 0;
    for (int i = 0; i < streams; i++) {
      Server server = (Server) dispatcher.assign(new Stream());
      count += server == counted ? 1 : 0;
      dispatcher.release(server);
    }
    return count;
  }
}
