package io.spillway.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeriesTest {
  private final Series series = new Series();

  private JsonNode points(Series.Span span) {
    StringBuilder out = new StringBuilder("{");
    series.append(out, span);
    return new JsonMapper().readTree(out.append('}').toString());
  }

  @Test
  void theHourKeepsItsLastPointsInTheirOrder() {
    for (int i = 0; i < 400; i++) {
      series.add(i, 0, Float.NaN, 1);
    }
    JsonNode hour = points(Series.Span.HOUR);
    assertThat(hour.get("step").asInt()).isEqualTo(10);
    assertThat(hour.get("requests")).hasSize(hour.get("points").asInt()).hasSize(360);
    assertThat(hour.get("requests").get(0).asInt()).isEqualTo(40);
    assertThat(hour.get("requests").get(359).asInt()).isEqualTo(399);
  }

  @Test
  void aPointOfTheDayIsTheMeanOfFiveMinutes() {
    for (int i = 0; i < 30; i++) {
      series.add(i < 15 ? 10 : 20, 0.25f, i < 10 ? 7 : Float.NaN, 4);
    }
    JsonNode day = points(Series.Span.DAY);
    assertThat(day.get("step").asInt()).isEqualTo(300);
    assertThat(day.get("points").asInt()).isEqualTo(288);
    assertThat(day.get("requests").toString()).isEqualTo("[15]");
    assertThat(day.get("errors").toString()).isEqualTo("[0.3]");
    assertThat(day.get("latency").toString()).isEqualTo("[7]");
  }

  @Test
  void whereThereWereNoRequestsThereIsNoLatency() {
    series.add(0, 0, Float.NaN, 0);
    series.add(3, 0, 12, 0);
    assertThat(points(Series.Span.HOUR).get("latency").toString()).isEqualTo("[null,12]");
  }
}
