package io.spillway.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code spillway top} makes of what a process tells. */
class TopViewTest {
  private static final String ANSWER =
      """
      Name: HAProxy
      Version: 2.6.12
      Pid: 7
      CurrConns: 3
      Maxconn: 100

      # pxname,svname,qcur,scur,smax,ereq,econ,eresp,status,weight,type,rate,req_rate,check_status,rtime,ttime,hrsp_4xx,hrsp_5xx,
      f,FRONTEND,,3,9,1,,,OPEN,,0,4,40,,,,2,1,
      shop,a-server-with-a-name-that-is-longer-than-forty,5,2,4,,1,2,UP 1/3,10,2,3,,L4OK,12,34,0,0,
      shop,s2,0,0,0,,0,0,MAINT,1,2,0,,,,,0,0,
      shop,BACKEND,5,2,4,,1,2,UP,10,1,3,,,12,34,0,0,
      """;

  @Test
  void everyRowIsALineWithItsFigures() {
    List<String> lines = TopView.text(Snapshot.of(ANSWER)).lines().toList();
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0)).isEqualTo("HAProxy 2.6.12 on -, process 7, up -");
    assertThat(lines.get(1)).contains("connections 3 of 100", "requests 40/s", "queued 10");
    assertThat(lines.get(3).split("\\s+"))
        .containsExactly("f/FRONTEND", "OPEN", "3", "9", "40", "1", "2", "1");
    assertThat(lines.get(4).split("\\s+"))
        .containsExactly(
            "shop/a-server-with-a-name-that-is-longer".substring(0, 40),
            "UP",
            "1/3",
            "10",
            "2",
            "4",
            "3",
            "5",
            "3",
            "0",
            "0",
            "L4OK",
            "12ms",
            "34ms");
    assertThat(TopView.lines(Snapshot.of(ANSWER), true)).hasSize(3);
    assertThat(TopView.lines(Snapshot.of(ANSWER), true).getLast().state())
        .isEqualTo(TopView.State.ASIDE);
  }

  @Test
  void anotherAnswerIsNamed() {
    assertThatThrownBy(() -> Snapshot.of("Permission denied\n"))
        .hasMessage("answers with no statistics");
  }
}
