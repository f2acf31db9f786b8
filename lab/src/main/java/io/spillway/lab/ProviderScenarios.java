package io.spillway.lab;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What makes the name follow at providers, and what goes wrong there. */
final class ProviderScenarios {
  private ProviderScenarios() {}

  /** A scenario has equipment of its own for each of its runs. */
  static List<Scenario> all() {
    return List.of(updatedNameServer(), etcdLeaderKilled(), etcdWriterCutOff(), providerTroubles());
  }

  private static Scenario updatedNameServer() {
    return new Scenario(
        "name-server-updated",
        "The name is kept by a BIND outside: it follows though the first instance cannot reach it",
        Map.of(),
        UpdatedNameServer::install,
        stage -> {
          Laboratory lab = stage.lab();
          Site primary = lab.primary();
          String second = lab.secondary().publicAddress();
          long cut = stage.act("the primary's public side is cut", primary::cutPublicSide);
          stage.nameMoves(cut, second, UpdatedNameServer.ADDRESS, Laboratory.RESOLVER);
          stage.told("lb2", "www.example.com published at");
          stage.pagesFrom(cut, second, "a1", "a2");
          long back = stage.act("it returns", primary::mendPublicSide);
          stage.nameMoves(
              back, primary.publicAddress(), UpdatedNameServer.ADDRESS, Laboratory.RESOLVER);
          stage.atMostAnswers(cut, UpdatedNameServer.ADDRESS, 2);
        });
  }

  private static Scenario etcdLeaderKilled() {
    EtcdMembers[] members = new EtcdMembers[1];
    return new Scenario(
        "etcd-leader-killed",
        "The writer holds a lease in etcd: etcd's leader is killed, then the writer itself",
        Map.of(),
        lab -> {
          members[0] = EtcdMembers.start(lab);
          return underALease(lab, members[0]);
        },
        stage -> {
          Laboratory lab = stage.lab();
          Site primary = lab.primary();
          String second = lab.secondary().publicAddress();
          long killed =
              stage.act(
                  "etcd's leader is killed",
                  () -> stage.await("etcd has a leader", () -> !members[0].killLeader().isEmpty()));
          stage.quiet(5);
          stage.neverMoved(killed);
          long drained =
              stage.act(
                  "the primary is drained",
                  () -> lab.command("lb2", "facility", "drain", "primary"));
          stage.nameMoves(drained, second, UpdatedNameServer.ADDRESS);
          long again =
              stage.act("and put back", () -> lab.command("lb2", "facility", "auto", "primary"));
          stage.nameMoves(again, primary.publicAddress(), UpdatedNameServer.ADDRESS);
          long dead = stage.act("lb1 is killed", () -> lab.instance("lb1").kill());
          stage.nameMoves(dead, second, UpdatedNameServer.ADDRESS);
          stage.atMostAnswers(killed, UpdatedNameServer.ADDRESS, 3);
        });
  }

  private static Map<String, String> underALease(Laboratory lab, EtcdMembers members)
      throws IOException {
    Map<String, String> settings = new HashMap<>(UpdatedNameServer.install(lab));
    settings.put("COORDINATION", members.line());
    return settings;
  }

  private static Scenario etcdWriterCutOff() {
    return new Scenario(
        "etcd-writer-cut-off",
        "The holder of the lease still reaches etcd, but not the name server: another one writes",
        Map.of(),
        lab -> underALease(lab, EtcdMembers.start(lab)),
        stage -> {
          Laboratory lab = stage.lab();
          String second = lab.secondary().publicAddress();
          long cut = stage.act("the primary's public side is cut", lab.primary()::cutPublicSide);
          stage.nameMoves(cut, second, UpdatedNameServer.ADDRESS, Laboratory.RESOLVER);
          stage.told("lb2", "www.example.com published at");
          stage.pagesFrom(cut, second, "a1", "a2");
          stage.atMostAnswers(cut, UpdatedNameServer.ADDRESS, 1);
        });
  }

  private static Scenario providerTroubles() {
    ManagedDns[] provider = new ManagedDns[1];
    return new Scenario(
        "provider-troubles",
        "The managed DNS provider answers 500, then nothing, then 'too many': it follows in the end",
        Map.of(),
        lab -> {
          provider[0] = ManagedDns.start(lab);
          return ManagedDns.settings(lab);
        },
        stage -> {
          Laboratory lab = stage.lab();
          String first = lab.primary().publicAddress();
          String second = lab.secondary().publicAddress();
          ManagedDns dns = provider[0];
          stage.told("lb1", "www.example.com is as wanted at dnsmadeeasy");
          stage.act("the provider answers 500", () -> dns.behave("error"));
          long cut = stage.act("the primary's public side is cut", lab.primary()::cutPublicSide);
          stage.nameMoves(cut, second, second);
          stage.told("lb2", "with status 500");
          stage.act("it does not answer at all", () -> dns.behave("silent"));
          stage.told("lb2", "no answer within");
          stage.act("it answers 429", () -> dns.behave("limiting"));
          stage.told("lb2", "with status 429");
          long well = stage.act("it is well again", () -> dns.behave("well"));
          stage.await("the provider holds " + second, () -> dns.held().getLast().equals(second));
          stage
              .timeline()
              .tell(
                  "the provider holds %s, %.1f s after it was well again"
                      .formatted(second, (System.nanoTime() - well) / 1e9));
          if (!dns.held().equals(List.of(first, second))) {
            throw new IOException("the provider held in turn: " + dns.held());
          }
        });
  }
}
