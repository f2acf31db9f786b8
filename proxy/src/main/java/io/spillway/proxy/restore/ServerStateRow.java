package io.spillway.proxy.restore;

import io.spillway.net.WrittenAddress;
import io.spillway.proxy.definition.InitialAddress;
import io.spillway.proxy.definition.ResolutionKeywords;
import io.spillway.proxy.server.AdminState;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A line of {@code show servers state} (management manual). Immutable. */
final class ServerStateRow {
  private static final int FEWEST_FIELDS = 20;
  private static final int MOST_FIELDS = 25;
  private static final int MOST_WEIGHT = 256;
  private static final int MOST_PORT = 65_535;
  private static final int MAINTENANCE = AdminState.FORCED_MAINTENANCE.bit();
  private static final int CONFIGURED = AdminState.CONFIGURED_MAINTENANCE.bit();
  private static final int DRAIN = AdminState.FORCED_DRAIN.bit();

  /** What operators can have decided; the rest follows from other servers and names. */
  private static final int OWN = MAINTENANCE | CONFIGURED | DRAIN;

  private static final Set<Integer> DECISIONS =
      Set.of(0, MAINTENANCE, CONFIGURED, MAINTENANCE | CONFIGURED, DRAIN, CONFIGURED | DRAIN);

  private final String[] fields;

  private ServerStateRow(String[] fields) {
    this.fields = fields;
  }

  /** The row in {@code line}, or null where it has too few or too many fields. */
  static @Nullable ServerStateRow of(String line) {
    String[] fields = line.strip().split("[ \t]+", -1);
    return fields.length < FEWEST_FIELDS || fields.length > MOST_FIELDS
        ? null
        : new ServerStateRow(fields);
  }

  String address() {
    return fields[4];
  }

  String backendId() {
    return fields[0];
  }

  String backend() {
    return fields[1];
  }

  String server() {
    return fields[3];
  }

  /**
   * What of the row is no value, as {@code invalid srv_op_state value '9'}; null where all is well.
   */
  @Nullable String fault() {
    List<String> names = List.of("srv_op_state", "srv_admin_state", "srv_uweight", "srv_iweight");
    int[] most = {OperationalState.values().length - 1, 0x7f, MOST_WEIGHT, MOST_WEIGHT};
    for (int i = 0; i < most.length; i++) {
      long value = number(5 + i);
      if (value < 0 || value > most[i] || (i == 1 && !DECISIONS.contains((int) value & OWN))) {
        return fault(names.get(i), 5 + i);
      }
    }
    if (number(9) < 0) {
      return fault("srv_last_time_change", 9);
    }
    return number(18) < 0 || number(18) > MOST_PORT ? fault("srv_port", 18) : null;
  }

  private String fault(String name, int field) {
    return "invalid " + name + " value '" + fields[field] + "'";
  }

  /** A number of at most nine digits, or -1. */
  private long number(int field) {
    String text = fields[field];
    boolean isNumber =
        !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.parseInt(text) : -1;
  }

  /** Gives {@code server} what the row says; {@link #fault} is null. */
  void applyTo(Server server) {
    decide(server);
    int port = (int) number(18);
    if (port > 0) {
      server.changePort(port);
    }
    locate(server);
    server
        .state()
        .restore(OperationalState.values()[(int) number(5)], Math.multiplyExact(1000L, number(9)));
  }

  /**
   * Gives a server with a name the address that it had ({@code init-addr last}), and one of a
   * service the host that it had.
   */
  private void locate(Server server) {
    InetAddress address = WrittenAddress.literal(fields[4]);
    String host = fields[17];
    if (server.hostName().service() != null) {
      boolean isSame = fields.length > 19 && fields[19].equals(server.hostName().service());
      if (!isSame || host.equals("-")) {
        return;
      }
      server.hostName().host(host);
    } else if (server.hostName().host() == null || !wantsLast(server)) {
      return;
    }
    if (address != null) {
      server.changeAddress(address);
      server.state().restoreAddress();
    }
  }

  /** Whether the address from before comes before all that gave the server one. */
  private static boolean wantsLast(Server server) {
    for (InitialAddress method :
        server.definition().settings().get(ResolutionKeywords.INITIAL_ADDRESS)) {
      if (method instanceof InitialAddress.Last) {
        return true;
      }
      if (!server.isNowhere()) {
        return false;
      }
    }
    return false;
  }

  /** Gives {@code server} what operators decided, as far as the configuration says the same. */
  void decide(Server server) {
    if (number(8) == server.initialWeight()) {
      server.setWeight((int) number(7));
    }
    int admin = (int) number(6);
    boolean isDisabled = (server.state().admin() & CONFIGURED) != 0;
    boolean wasDisabled = (admin & CONFIGURED) != 0;
    boolean wasInMaintenance = (admin & MAINTENANCE) != 0;
    if (isDisabled && wasDisabled && !wasInMaintenance) {
      server
          .state()
          .makeReady(); // an operator enabled it although the configuration says otherwise
    } else if (!isDisabled && !wasDisabled && wasInMaintenance) {
      server.state().enterMaintenance();
    }
    if ((admin & DRAIN) != 0 && !server.state().isInMaintenance()) {
      server.state().drain();
    }
  }
}
