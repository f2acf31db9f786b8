package io.spillway.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.Endpoint.Family;
import io.spillway.net.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressChoiceTest {
  private static final List<InetAddress> ADDRESSES =
      List.of("192.0.2.1", "192.0.2.2", "198.51.100.1", "2001:db8::1").stream()
          .map(InetAddress::ofLiteral)
          .toList();

  private static @Nullable String choose(
      Family family, boolean allowsDuplicates, String network, String current, String used) {
    AddressChoice choice =
        new AddressChoice(
            family,
            network.isEmpty() ? List.of() : List.of(Objects.requireNonNull(Network.parse(network))),
            allowsDuplicates);
    InetAddress now = current.isEmpty() ? null : InetAddress.ofLiteral(current);
    InetAddress found =
        choice.choose(ADDRESSES, now, address -> used.contains(address.getHostAddress() + ";"));
    return found == null ? null : found.getHostAddress();
  }

  @Test
  void theFamilyComesBeforeTheNetworkAndThatBeforeTheOldAddress() {
    assertThat(choose(Family.IPV6, false, "198.51.100.0/24", "192.0.2.2", ""))
        .isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(choose(Family.IPV4, false, "198.51.100.0/24", "192.0.2.2", ""))
        .isEqualTo("198.51.100.1");
    assertThat(choose(Family.IPV4, false, "", "192.0.2.2", "")).isEqualTo("192.0.2.2");
    assertThat(choose(Family.IPV4, false, "", "", "")).isEqualTo("192.0.2.1");
  }

  @Test
  void anAddressOfAnotherServerIsTakenOnlyWhereThatIsAllowed() {
    String all = "192.0.2.1;192.0.2.2;198.51.100.1;2001:db8:0:0:0:0:0:1;";
    assertThat(choose(Family.IPV4, false, "", "", "192.0.2.1;")).isEqualTo("192.0.2.2");
    assertThat(choose(Family.IPV4, false, "", "", all)).isNull();
    assertThat(choose(Family.IPV4, true, "", "", all)).isEqualTo("192.0.2.1");
    assertThat(choose(Family.IPV4, true, "", "", "192.0.2.1;")).isEqualTo("192.0.2.2");
  }
}
