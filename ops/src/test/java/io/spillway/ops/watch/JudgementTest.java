package io.spillway.ops.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.SourcePosition;
import io.spillway.facility.definition.CheckPace;
import io.spillway.facility.watch.Outcome;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.Subject;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What looks at a process come to. */
class JudgementTest {
  private static final Outcome WELL = new Outcome(Outcome.Kind.SUCCESS, "process 7");
  private static final Outcome SILENT = new Outcome(Outcome.Kind.FAILURE, "does not answer");
  private static final Outcome NOT_TRIED = new Outcome(Outcome.Kind.NOT_TOLD, "");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Judgement judgement =
      new Judgement(
          new ProcessDefinition(
              "edge",
              "east",
              UnixDomainSocketAddress.of("/s"),
              null,
              null,
              null,
              List.of(InetSocketAddress.createUnresolved("127.0.0.1", 80)),
              List.of("/etc/haproxy.cfg"),
              SECOND,
              List.of(new Limit(Limit.What.CONNECTIONS, 80, true)),
              true,
              new CheckPace(SECOND, SECOND, SECOND, 2, 2),
              SourcePosition.BUILT_IN),
          address -> address.startsWith("10.1.") ? "east" : "");
  private final List<String> told = new ArrayList<>();

  private static WatchedRow server(String name, String status) {
    return new WatchedRow(false, "shop", name, status, false, 0, "10.1.0.1:80", "L4CON");
  }

  private static WatchedRow backend(String status) {
    return new WatchedRow(true, "shop", "BACKEND", status, false, 0, "", "");
  }

  private List<Event> look(Outcome alive, long pid, double connections, WatchedRow... rows) {
    List<Event> events =
        judgement.accept(
            new Look(
                alive,
                true,
                alive,
                pid,
                Map.of(Limit.What.CONNECTIONS, new Limit.Used(connections, 100)),
                alive.kind() == Outcome.Kind.SUCCESS ? WELL : NOT_TRIED,
                rows.length == 0 ? null : List.of(rows)));
    events.forEach(e -> told.add(e.kind() + " " + e.subject().name()));
    return events;
  }

  @Test
  void aProcessIsDownAfterFallLooksAndUpAfterRiseAndWhatItIsAtFirstIsNoRecovery() {
    look(WELL, 7, 1);
    look(SILENT, 0, 1);
    assertThat(told).isEmpty();
    assertThat(judgement.isChanging()).isTrue();
    assertThat(look(SILENT, 0, 1).getFirst().text())
        .isEqualTo("process edge is down: does not answer");
    look(SILENT, 0, 1);
    look(WELL, 7, 1);
    assertThat(judgement.ending(Subject.watched("edge", ""), "process-down")).isNull();
    Event up = look(WELL, 7, 1).getFirst();
    assertThat(up.ends()).containsExactly("process-down");
    assertThat(told).containsExactly("process-down edge", "process-up edge");
  }

  @Test
  void aLimitThatIsPassedIsToldOnceAndOnceWhenItNoLongerIs() {
    look(WELL, 7, 81);
    assertThat(look(WELL, 7, 90).getFirst().text())
        .isEqualTo("process edge has 90 of 100 connections, above the limit of 80%");
    look(WELL, 7, 95);
    look(WELL, 7, 80);
    look(WELL, 7, 81);
    look(WELL, 7, 20);
    look(WELL, 7, 20);
    assertThat(told).containsExactly("connections-high edge", "connections-normal edge");
  }

  @Test
  void anotherProcessIdIsAReload() {
    look(WELL, 7, 1);
    look(WELL, 8, 1);
    assertThat(told).containsExactly("process-replaced edge");
  }

  @Test
  void statesOfServersAreToldAsThoseOfOwnServers() {
    look(WELL, 7, 1, server("s1", "UP"), server("s2", "DOWN 1/2"), backend("UP"));
    assertThat(told).containsExactly("server-down edge:shop/s2");
    told.clear();
    List<Event> events =
        look(WELL, 7, 1, server("s1", "DOWN"), server("s2", "MAINT"), backend("DOWN"));
    assertThat(told)
        .containsExactly(
            "server-down edge:shop/s1",
            "server-maintenance edge:shop/s2",
            "backend-down edge:shop");
    assertThat(events.getFirst().subject().facility()).isEqualTo("east");
    assertThat(events.getFirst().text())
        .isEqualTo("Server shop/s1 of edge is DOWN, reason: L4CON.");
    assertThat(judgement.state(List.of("shop")).standing()).isEqualTo(ProcessStates.Standing.BAD);
    assertThat(judgement.state(List.of()).standing()).isEqualTo(ProcessStates.Standing.WELL);
    told.clear();
    look(WELL, 7, 1, server("s1", "UP"), server("s2", "DRAIN"), backend("UP"));
    look(WELL, 7, 1, server("s1", "no check"), backend("UP"));
    assertThat(told)
        .containsExactly(
            "server-up edge:shop/s1",
            "server-ready edge:shop/s2",
            "server-drained edge:shop/s2",
            "server-up edge:shop/s2",
            "backend-up edge:shop",
            "server-undrained edge:shop/s2");
  }

  @Test
  void aProblemOfAnEarlierRunEndsWhenItIsKnownToBeOver() {
    Subject subject = Subject.watchedServer("edge", "shop", "s1", "");
    assertThat(judgement.ending(subject, "server-down")).isNull();
    look(WELL, 7, 1, server("s1", "UP"), backend("UP"));
    Event over = judgement.ending(subject, "server-down");
    assertThat(over).isNotNull();
    assertThat(over.ends()).contains("server-down");
    assertThat(judgement.ending(subject, "server-maintenance")).isNotNull();
    assertThat(judgement.ending(Subject.watched("edge", ""), "cpu-high")).isNotNull();
  }

  @Test
  void rowsAreReadOfTheCsvByTheNamesOfItsColumns() {
    List<WatchedRow> rows =
        WatchedRow.parse(
            "# pxname,svname,qcur,status,bck,type,check_status,last_chk,addr,\n"
                + "f,FRONTEND,,OPEN,,0,,,,\n"
                + "b,s1,3,DOWN,1,2,* L7STS,\"HTTP status, \"\"bad\"\"\",10.0.0.1:80,\n"
                + "b,BACKEND,4,UP,0,1,,,,\n");
    assertThat(rows)
        .containsExactly(
            new WatchedRow(
                false, "b", "s1", "DOWN", true, 3, "10.0.0.1:80", "L7STS, HTTP status, \"bad\""),
            new WatchedRow(true, "b", "BACKEND", "UP", false, 4, "", ""));
  }

  @Test
  void aUnitRunsWhileSystemdSaysThatItIsActive() {
    assertThat(SystemdUnit.parse("h", "LoadState=loaded\nActiveState=active\nMainPID=12\n"))
        .isEqualTo(new SystemdUnit(12, null));
    assertThat(
            SystemdUnit.parse(
                    "h",
                    "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\n"
                        + "MainPID=0\n")
                .trouble())
        .isEqualTo("unit h is failed (failed, exit-code)");
    assertThat(SystemdUnit.parse("h", "LoadState=not-found\nActiveState=inactive\n").trouble())
        .isEqualTo("unit h is not-found");
  }
}
