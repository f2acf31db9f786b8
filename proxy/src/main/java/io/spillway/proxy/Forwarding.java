package io.spillway.proxy;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.ByteBuilder;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What options add to each request about where it comes from: {@code option forwarded}, {@code
 * option forwardfor} and {@code option originalto}. Immutable; run by any thread.
 *
 * @param parameters what the {@code Forwarded} header tells, or null
 * @param client the header that tells the client's address, or null
 * @param original the header that tells the address that the client connected to, or null
 */
public record Forwarding(
    @Nullable ForwardedParameters parameters, @Nullable Header client, @Nullable Header original) {
  /** Nothing is added. */
  public static final Forwarding NONE = new Forwarding(null, null, null);

  /**
   * One of the two headers.
   *
   * @param name its name
   * @param ifNone whether it is added only where there is none yet
   * @param exceptNetwork an address of the network that it is not added for, or null
   * @param exceptBits the network's prefix length
   */
  public record Header(
      HeaderName name, boolean ifNone, @Nullable InetAddress exceptNetwork, int exceptBits) {
    /** Adds the header unless it, or what {@code frontend} says, is against it. */
    private void apply(
        RequestHead head,
        @Nullable Header frontend,
        @Nullable Address address,
        ByteBuilder scratch) {
      if (address == null
          || isExcepted(address)
          || (frontend != null && frontend.isExcepted(address))
          || (ifNone && (frontend == null || frontend.ifNone) && head.has(name))) {
        return;
      }
      scratch.clear();
      AddressText.append(scratch, address);
      head.add(name, scratch.array(), 0, scratch.length());
    }

    private boolean isExcepted(Address address) {
      if (exceptNetwork == null) {
        return false;
      }
      Address network = Address.of(exceptNetwork, 0);
      if (network.isIpv4() != address.isIpv4()) {
        return false;
      }
      int width = address.isIpv4() ? 32 : 128;
      return samePrefix(address, network, width);
    }

    private boolean samePrefix(Address a, Address b, int width) {
      byte[] left = a.toSocketAddress().getAddress().getAddress();
      byte[] right = b.toSocketAddress().getAddress().getAddress();
      int bits = Math.min(exceptBits, width);
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i & 7);
        if ((left[i >> 3] & mask) != (right[i >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Adds what is to be added to {@code head}.
   *
   * @param frontend what the frontend says, where this is the backend's: what this says nothing of
   *     is taken from there
   */
  public void apply(RequestHead head, Evaluation stream, Forwarding frontend, ByteBuilder scratch) {
    if (parameters != null) {
      parameters.addTo(head, stream, scratch);
    }
    Header clients = client == null ? frontend.client : client;
    if (clients != null) {
      clients.apply(head, frontend.client, stream.source(), scratch);
    }
    Header originals = original == null ? frontend.original : original;
    if (originals != null) {
      // Asking where the client went is a call of the kernel.
      originals.apply(head, frontend.original, stream.destination(), scratch);
    }
  }
}
