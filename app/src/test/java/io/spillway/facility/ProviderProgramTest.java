package io.spillway.facility;

import static io.spillway.facility.TwoFacilities.PRIMARY;
import static io.spillway.facility.TwoFacilities.SECONDARY;
import static io.spillway.facility.TwoFacilities.spillway;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import io.spillway.facility.provider.NameServerProcess;
import io.spillway.facility.provider.StandIn;
import io.spillway.facility.provider.dnsmadeeasy.DnsMadeEasyStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers of real processes reach providers: BIND, and DNS Made Easy's protocol. */
class ProviderProgramTest {
  @TempDir private Path directory;

  private static String asked(NameServerProcess server) {
    String[] address = server.address().split(":");
    return TwoFacilities.run(
            List.of("dig", "+short", "@" + address[0], "-p", address[1], "www.example.com"))
        .strip();
  }

  @Test
  void oneInstanceWritesAndTheOtherTakesOverWithTheFacility() throws Exception {
    Path key = Files.writeString(directory.resolve("key"), NameServerProcess.SECRET);
    Path api = Files.writeString(directory.resolve("api"), DnsMadeEasyStandIn.API_KEY);
    Path secret = Files.writeString(directory.resolve("dme"), DnsMadeEasyStandIn.SECRET_KEY);
    try (NameServerProcess bind = NameServerProcess.bind(directory, "hmac-sha256");
        DnsMadeEasyStandIn dnsMadeEasy = new DnsMadeEasyStandIn();
        TwoFacilities two =
            new TwoFacilities(
                directory,
                "provider rfc2136 server %s key failover key-file %s verify-server %s"
                    .formatted(bind.address(), key, bind.address()),
                "provider dnsmadeeasy endpoint %s api-key-file %s secret-key-file %s no-verify failover"
                    .formatted(dnsMadeEasy.address() + "/V2.0", api, secret))) {
      long record = dnsMadeEasy.add("www", "A", PRIMARY, 30);
      two.startAll();
      two.of("lb2").await(() -> asked(bind).equals(PRIMARY));
      two.of("lb1").awaitOutput("is answered as published by " + bind.address());
      two.of("lb2").awaitOutput("is left to lb1");
      assertThat(two.of("w1").output()).doesNotContain("published");

      two.shut(PRIMARY);
      two.of("lb2").await(() -> asked(bind).equals(SECONDARY));
      two.of("lb1").await(() -> dnsMadeEasy.values("www", "A").toString().contains(SECONDARY));
      assertThat(two.of("lb2").output()).doesNotContain("published at");

      // The writer dies, and the name returns: the other one writes.
      two.of("lb1").signal("KILL");
      two.open(PRIMARY);
      two.of("lb2").await(() -> asked(bind).equals(PRIMARY));
      two.of("lb2").await(() -> dnsMadeEasy.values("www", "A").toString().contains(PRIMARY));
      two.of("lb2").awaitOutput("published at rfc2136 " + bind.address());

      // An operator writes himself.
      List<String> files = two.files("lb2");
      assertThat(spillway(words("dns", "publish", files))).contains("no change");
      String dry = spillway(words("dns", "sync", files, "--dry-run"));
      assertThat(dry).contains("no failover of its own", "Nothing was written");
      spillway(words("dns", "sync", files));
      assertThat(dnsMadeEasy.monitor(record).path("ip2").asString("")).isEqualTo(SECONDARY);
      assertThat(spillway(words("dns", "sync", files, "no.example.com")))
          .contains("there is no 'dns-failover no.example.com'");

      // The provider is in trouble: it is told, and tried again.
      dnsMadeEasy.fail(StandIn.Fault.values());
      two.shut(PRIMARY);
      two.of("lb2").awaitOutput("could not be published at dnsmadeeasy");
      two.of("lb2").await(() -> dnsMadeEasy.values("www", "A").toString().contains(SECONDARY));
      assertThat(dnsMadeEasy.violations()).isEmpty();
    }
  }

  @Test
  void anInstanceThatDoesNotReachTheProviderLeavesTheWritingToOneThatDoes() throws Exception {
    Path key = Files.writeString(directory.resolve("key"), NameServerProcess.SECRET);
    try (NameServerProcess bind = NameServerProcess.bind(directory, "hmac-sha256");
        TwoFacilities two =
            new TwoFacilities(
                directory,
                "provider rfc2136 server %s key failover key-file %s no-verify"
                    .formatted(bind.address(), key))) {
      // To the first in the order, which hears everybody, nobody answers there.
      Path first = two.facilities("lb1");
      String nobody = "127.0.0.1:" + FreePorts.inARow(1);
      Files.writeString(first, Files.readString(first).replace(bind.address(), nobody));
      two.startAll();
      two.of("lb2").await(() -> asked(bind).equals(PRIMARY));
      assertThat(two.of("lb1").output()).contains("could not be published at rfc2136 " + nobody);
      two.of("lb1").awaitOutput("is left to lb2");
    }
  }

  private static String[] words(String command, String what, List<String> files, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of(command, what));
    words.addAll(files);
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }
}
