package io.spillway.facility.runtime;

import io.spillway.facility.provider.verify.AddressQuery;
import io.spillway.facility.provider.verify.AddressQuery.Recursion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What name servers and resolvers say about a name at this moment. Stateless. */
public final class PublicAnswers {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /**
   * What somebody says. Immutable.
   *
   * @param where its address and port
   * @param what the addresses that it tells, with commas; or why there are none
   */
  public record Heard(String where, String what) {}

  private PublicAnswers() {}

  /**
   * Asks all at once; takes about a second at most.
   *
   * @param servers name servers that know the name themselves
   * @param resolvers servers that ask others
   */
  public static List<Heard> ask(
      String name, List<InetSocketAddress> servers, List<InetSocketAddress> resolvers) {
    List<Future<Heard>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.forEach(s -> asked.add(threads.submit(() -> ask(name, s, Recursion.NONE))));
      resolvers.forEach(s -> asked.add(threads.submit(() -> ask(name, s, Recursion.WANTED))));
    }
    return asked.stream().map(Future::resultNow).toList();
  }

  private static Heard ask(String name, InetSocketAddress server, Recursion recursion) {
    String where = server.getAddress().getHostAddress() + ":" + server.getPort();
    try {
      Name asked = Name.fromString(name, Name.root);
      Set<String> found = new TreeSet<>();
      for (int type : List.of(Type.A, Type.AAAA)) {
        found.addAll(AddressQuery.ask(server, asked, type, recursion, TIMEOUT));
      }
      return new Heard(where, found.isEmpty() ? "no address" : String.join(", ", found));
    } catch (TextParseException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      return new Heard(where, "no answer" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
    }
  }
}
