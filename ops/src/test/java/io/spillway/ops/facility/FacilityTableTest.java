package io.spillway.ops.facility;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.maintenance.Occurrence;
import io.spillway.facility.runtime.FacilityStatus;
import io.spillway.facility.runtime.FacilityStatus.NameStatus;
import io.spillway.facility.runtime.FacilityStatus.ShareStatus;
import io.spillway.facility.runtime.FacilityStatus.SiteStatus;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FacilityTableTest {
  private static final Instant BEGIN = Instant.parse("2026-12-01T02:00:00Z");
  private static final Instant END = Instant.parse("2026-12-01T04:00:00Z");
  private static final List<InetAddress> ADDRESSES =
      List.of(InetAddress.ofLiteral("203.0.113.10"), InetAddress.ofLiteral("198.51.100.10"));

  private static FacilityStatus status() {
    return new FacilityStatus(
        "lb1",
        true,
        List.of(),
        List.of(
            new SiteStatus(
                "primary",
                new Order(Order.Kind.MAINTENANCE, 1024),
                "lb1",
                true,
                END,
                null,
                List.of("lb1", "lb2")),
            new SiteStatus(
                "secondary",
                Order.NONE,
                "",
                false,
                null,
                new Occurrence(BEGIN, END),
                List.of("lb1"))),
        List.of(
            new NameStatus(
                "www.example.com",
                0,
                BEGIN,
                new Selection(List.of("primary", "secondary"), ADDRESSES, Selection.Reason.NORMAL),
                new NameAnswer("www.example.com", ADDRESSES, Duration.ofSeconds(30), 0),
                List.of(new ShareStatus("primary", 3, 0.75), new ShareStatus("secondary", 1, 0.25)),
                List.of())));
  }

  @Test
  void theTableTellsOfMaintenanceAndShares() {
    assertThat(FacilityTable.text(status()))
        .containsPattern(
            "primary +maintenance +- +lb1,lb2 +until 2026-12-01T04:00:00Z, by the clock of lb1")
        .containsPattern("secondary +auto +- +- +next from 2026-12-01T02:00:00Z to 2026-12-01T04")
        .contains("each leads to one: primary 75.0 % (weight 3), secondary 25.0 % (weight 1)");
  }

  @Test
  void soDoesJson() {
    assertThat(FacilityJson.text(status()))
        .contains("\"scheduled\":true,\"maintenance_until\":\"2026-12-01T04:00:00Z\"")
        .contains("\"maintenance_until\":null,\"maintenance_next\":\"2026-12-01T02:00:00Z\"")
        .contains("\"shares\":[{\"facility\":\"primary\",\"weight\":3,\"share\":0.7500},");
  }
}
