package io.spillway.facility.provider.verify;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** Asks one name server for the addresses of a name. Stateless; blocks the thread that asks. */
public final class AddressQuery {
  /** Whom a server is to ask for what it does not know itself. */
  public enum Recursion {
    /** Nobody: it is asked for what it knows. */
    NONE,
    /** Others: it is a resolver. */
    WANTED
  }

  private AddressQuery() {}

  /**
   * The addresses that {@code server} tells, as text; none where it says that there are none.
   *
   * @param type {@code Type.A} or {@code Type.AAAA}
   * @throws IOException when it does not answer in {@code timeout}, or answers with an error
   */
  public static Set<String> ask(
      InetSocketAddress server, Name name, int type, Recursion recursion, Duration timeout)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(timeout);
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    if (recursion == Recursion.NONE) {
      query.getHeader().unsetFlag(Flags.RD);
    }
    Message response = resolver.send(query);
    int code = response.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      throw new IOException(Rcode.string(code));
    }
    return addresses(response);
  }

  static Set<String> addresses(Message response) {
    Set<String> addresses = new HashSet<>();
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        addresses.add(a.getAddress().getHostAddress());
      } else if (record instanceof AAAARecord aaaa) {
        addresses.add(aaaa.getAddress().getHostAddress());
      }
    }
    return addresses;
  }
}
