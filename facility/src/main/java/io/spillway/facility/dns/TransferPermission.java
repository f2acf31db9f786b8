package io.spillway.facility.dns;

import io.spillway.net.Network;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who may fetch a whole zone. Immutable.
 *
 * @param network the addresses that may, or null for all
 * @param key the key that must sign the request, or null for none
 */
public record TransferPermission(@Nullable Network network, @Nullable TransactionKey key) {
  boolean allows(InetAddress client, @Nullable TransactionKey signedWith) {
    return (network == null || network.contains(client))
        && (key == null || (signedWith != null && key.name().equals(signedWith.name())));
  }
}
