package io.spillway.facility.runtime;

import io.spillway.facility.provider.verify.AddressQuery;
import io.spillway.facility.provider.verify.AddressQuery.Recursion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * Asks all about all names at once; takes two seconds at most.
   *
   * @param names what is asked for; in this order is what is heard
   * @param servers name servers that know the name themselves
   * @param resolvers servers that ask others
   */
  public static Map<String, List<Heard>> ask(
      List<String> names, List<InetSocketAddress> servers, List<InetSocketAddress> resolvers) {
    Map<String, List<Future<Heard>>> asked = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String name : names) {
        List<Future<Heard>> answers = new ArrayList<>();
        servers.forEach(s -> answers.add(threads.submit(() -> ask(name, s, Recursion.NONE))));
        resolvers.forEach(s -> answers.add(threads.submit(() -> ask(name, s, Recursion.WANTED))));
        asked.put(name, answers);
      }
    }
    Map<String, List<Heard>> heard = new LinkedHashMap<>();
    asked.forEach(
        (name, answers) -> heard.put(name, answers.stream().map(Future::resultNow).toList()));
    return heard;
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
