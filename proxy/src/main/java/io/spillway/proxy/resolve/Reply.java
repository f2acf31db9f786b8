package io.spillway.proxy.resolve;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** What a name server's message comes to. Immutable. */
sealed interface Reply {
  /** What is wrong with a message. */
  enum Fault implements Reply {
    /** There is no such name. */
    NO_NAME(NameserverCounter.NX),
    REFUSED(NameserverCounter.REFUSED),
    /** Another code of failure. */
    FAILURE(NameserverCounter.OTHER),
    /** There is the name, but no record. */
    NO_RECORD(NameserverCounter.ANY_ERROR),
    /** An alias without a record at its end. */
    NO_RECORD_OF_ALIAS(NameserverCounter.CNAME_ERROR),
    TRUNCATED(NameserverCounter.TRUNCATED),
    /** No message, or none about the question. */
    INVALID(NameserverCounter.INVALID);

    private final NameserverCounter counter;

    Fault(NameserverCounter counter) {
      this.counter = counter;
    }

    NameserverCounter counter() {
      return counter;
    }
  }

  /** Addresses, at least one. */
  record Addresses(List<InetAddress> addresses) implements Reply {
    public Addresses {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Endpoints of a service, at least one.
   *
   * @param known addresses of targets that came along, by target
   */
  record Services(List<Service> services, Map<String, InetAddress> known) implements Reply {
    public Services {
      services = List.copyOf(services);
      known = Map.copyOf(known);
    }
  }

  /**
   * An SRV record.
   *
   * @param target a host's name in lower case, without a dot at the end
   * @param port 0 to 65535
   * @param weight 0 to 65535
   */
  record Service(String target, int port, int weight) {}
}
