package io.spillway.proxy.walk;

import io.spillway.http.RequestHead;
import io.spillway.proxy.Backend;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.QueuePlace;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.Waiter;
import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order a backend's servers would be tried for a request, each taken down after it was
 * chosen. Takes all servers of the backend down, so it is for one that carries nothing. Confined to
 * one thread.
 */
final class ServerOrder {
  private ServerOrder() {}

  static List<String> of(Backend backend, Evaluation evaluation, @Nullable Server preferred) {
    List<String> order = new ArrayList<>();
    ImaginaryWaiter waiter = new ImaginaryWaiter(evaluation, preferred);
    while (backend.dispatcher().assign(waiter) instanceof Server server
        && !order.contains(server.name())) {
      order.add(server.name());
      backend.dispatcher().release(server);
      server.state().enterMaintenance();
    }
    return order;
  }

  private static final class ImaginaryWaiter implements Waiter, BalanceInput {
    private final Evaluation evaluation;
    private final @Nullable Server preferred;

    ImaginaryWaiter(Evaluation evaluation, @Nullable Server preferred) {
      this.evaluation = evaluation;
      this.preferred = preferred;
    }

    @Override
    public void granted(Server server) {}

    @Override
    public void sentBack() {}

    @Override
    public BalanceInput balanceInput() {
      return this;
    }

    @Override
    public @Nullable Server preferred() {
      return preferred != null && preferred.usable() ? preferred : null;
    }

    @Override
    public @Nullable Server avoided() {
      return null;
    }

    @Override
    public void place(@Nullable QueuePlace place) {}

    @Override
    public @Nullable QueuePlace place() {
      return null;
    }

    @Override
    public @Nullable InetAddress source() {
      Address address = evaluation.source();
      return address == null ? null : address.toSocketAddress().getAddress();
    }

    @Override
    public @Nullable RequestHead request() {
      return evaluation.request();
    }

    @Override
    public byte[] buffered() {
      return new byte[0];
    }

    @Override
    public Evaluation evaluation() {
      return evaluation;
    }
  }
}
