package io.spillway.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.server.CheckReport;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.HealthPolicy;
import io.spillway.proxy.server.HealthPolicy.Observe;
import io.spillway.proxy.server.HealthPolicy.OnError;
import io.spillway.proxy.server.Observation;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerListener;
import io.spillway.proxy.server.ServerPolicy;
import io.spillway.proxy.server.ServerTransition;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckSchedulerTest {
  private static final CheckTiming QUICK = new CheckTiming(20, 0, 0, 0, 1000);

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  private static CheckScheduler scheduler(int concurrency) {
    return new CheckScheduler(
        new CheckScheduler.Spread(0, 0, concurrency), CheckSchedulerTest::millis, () -> 0.5);
  }

  private static Server server(int port, HealthPolicy health) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    Endpoint endpoint = new Endpoint.Inet("127.0.0.1", loopback, port, Endpoint.Family.ANY);
    SourcePosition here = new SourcePosition("test", 1, 1);
    ServerDefinition definition =
        new ServerDefinition("s" + port, 1, endpoint, 0, Settings.EMPTY, here);
    ServerPolicy policy = ServerPolicy.DEFAULT.withHealth(health);
    return new Server(definition, "b", policy, 1, CheckSchedulerTest::millis);
  }

  private static Check check(Server server, CheckTiming timing) {
    return new Check(server, List.of(server), CheckScript.CONNECT, timing, null, 0, null, "node");
  }

  private static BlockingQueue<ServerTransition.Kind> transitions(Server server) {
    BlockingQueue<ServerTransition.Kind> kinds = new LinkedBlockingQueue<>();
    server
        .state()
        .addListener(
            new ServerListener() {
              @Override
              public void transitioned(ServerTransition transition) {
                kinds.add(transition.kind());
              }
            });
    return kinds;
  }

  @Test
  void aServerFallsWhenItDiesAndRisesWhenItIsBack() throws Exception {
    Peer peer = new Peer(Peer.silent());
    Server server = server(peer.port(), HealthPolicy.CHECKED);
    BlockingQueue<ServerTransition.Kind> kinds = transitions(server);
    try (CheckScheduler scheduler = scheduler(10)) {
      scheduler.start(List.of(check(server, QUICK)));
      while (server.state().lastCheck().status() != CheckStatus.LAYER4_OK) {
        Thread.onSpinWait();
      }
      peer.close();
      assertThat(kinds.take()).isEqualTo(ServerTransition.Kind.DOWN);
      assertThat(server.usable()).isFalse();
      assertThat(server.state().counts().failedChecks()).isEqualTo(3);
      try (Peer again = new Peer(Peer.silent())) {
        server.moveTo(
            new Endpoint.Inet(
                "127.0.0.1",
                InetAddress.ofLiteral("127.0.0.1"),
                again.port(),
                Endpoint.Family.ANY));
        assertThat(kinds.take()).isEqualTo(ServerTransition.Kind.UP);
      }
      assertThat(server.usable()).isTrue();
    }
  }

  @Test
  void aServerInMaintenanceIsLeftAlone() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (Peer peer = new Peer((socket, self) -> connections.incrementAndGet());
        Peer other = new Peer(Peer.silent());
        CheckScheduler scheduler = scheduler(10)) {
      Server resting = server(peer.port(), HealthPolicy.CHECKED);
      resting.state().enterMaintenance();
      Server working = server(other.port(), HealthPolicy.CHECKED);
      AtomicInteger checks = new AtomicInteger();
      scheduler.start(List.of(check(resting, QUICK), check(working, QUICK)));
      while (checks.get() < 5) {
        if (working.state().lastCheck().status() == CheckStatus.LAYER4_OK) {
          checks.incrementAndGet();
          working.state().forceDown();
          while (working.state().operational() == OperationalState.STOPPED) {
            Thread.onSpinWait();
          }
        }
      }
      assertThat(connections).hasValue(0);
      resting.state().makeReady();
      while (connections.get() == 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void errorsInTrafficBringTheNextCheckForward() throws Exception {
    try (CheckScheduler scheduler = scheduler(10)) {
      HealthPolicy watching =
          HealthPolicy.CHECKED.watching(Observe.LAYER7, 2, OnError.SUDDEN_DEATH);
      Server server;
      try (Peer peer = new Peer(Peer.silent())) {
        server = server(peer.port(), watching);
        scheduler.start(List.of(check(server, new CheckTiming(3_600_000, 10, 10, 0, 0))));
        while (server.state().lastCheck().status() != CheckStatus.LAYER4_OK) {
          Thread.onSpinWait();
        }
      }
      BlockingQueue<ServerTransition.Kind> kinds = transitions(server);
      server.observe(Observation.RESPONSE_STATUS_BAD);
      server.observe(Observation.RESPONSE_OK);
      server.observe(Observation.RESPONSE_TIMEOUT);
      assertThat(server.state().counts().failedObservations()).isZero();
      server.observe(Observation.RESPONSE_STATUS_BAD);
      assertThat(server.state().counts().failedObservations()).isOne();
      assertThat(server.state().status()).isEqualTo("UP 1/3");
      assertThat(kinds.take()).isEqualTo(ServerTransition.Kind.DOWN);
    }
  }

  @Test
  void noResultIsToldOnceTheChecksHaveEnded() throws Exception {
    try (Peer peer = new Peer(Peer.silent())) {
      Server server = server(peer.port(), HealthPolicy.CHECKED);
      CheckScheduler scheduler = scheduler(10);
      Thread closer = Thread.ofPlatform().unstarted(scheduler::close);
      BlockingQueue<Thread.State> whileTold = new LinkedBlockingQueue<>();
      server
          .state()
          .addListener(
              new ServerListener() {
                @Override
                public void checked(CheckReport report) {
                  closer.start();
                  Thread.State state = closer.getState();
                  while (state != Thread.State.WAITING && state != Thread.State.TERMINATED) {
                    Thread.onSpinWait();
                    state = closer.getState();
                  }
                  whileTold.add(state);
                }
              });
      scheduler.start(List.of(check(server, QUICK)));
      assertThat(whileTold.take()).isEqualTo(Thread.State.WAITING);
      closer.join();
    }
  }

  @Test
  void tenThousandServersAreCheckedInOneProcess() throws Exception {
    try (Peer peer = new Peer((socket, self) -> {});
        CheckScheduler scheduler = scheduler(500)) {
      List<Check> checks = new ArrayList<>();
      CountDownLatch allChecked = new CountDownLatch(10_000);
      ServerListener counter =
          new ServerListener() {
            @Override
            public void checked(CheckReport report) {
              allChecked.countDown();
            }
          };
      for (int i = 0; i < 10_000; i++) {
        Server server = server(peer.port(), HealthPolicy.CHECKED);
        server.state().addListener(counter);
        checks.add(check(server, new CheckTiming(5000, 0, 0, 0, 0)));
      }
      int platformThreads = Thread.getAllStackTraces().size();
      scheduler.start(checks);
      allChecked.await();
      assertThat(checks)
          .extracting(check -> check.server().state().lastCheck().status())
          .containsOnly(CheckStatus.LAYER4_OK);
      assertThat(Thread.getAllStackTraces().size() - platformThreads).isLessThan(50);
    }
  }
}
