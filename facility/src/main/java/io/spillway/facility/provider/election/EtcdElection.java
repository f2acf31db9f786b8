package io.spillway.facility.provider.election;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.api.ApiClient;
import io.spillway.facility.provider.api.ApiRequest;
import io.spillway.facility.provider.api.ApiResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The writer is the holder of a lease in etcd. Each instance keeps a lease of its own alive and
 * tries to create one key under it; the key goes with its holder's lease, and the next one to try
 * has it. Thread-safe; a virtual thread of its own talks to etcd.
 *
 * <p>The right to write ends, by this machine's monotonic clock, a tenth of the lease before etcd
 * would end it, counted from before the request that renewed it was sent. So a holder that was
 * paused or cut off knows that it is none any more before anybody else can become one.
 *
 * <p>Speaks etcd's JSON gateway (etcd 3.4 and later, {@code /v3/lease/…}, {@code /v3/kv/txn}): the
 * four requests need none of the forty libraries that a client over gRPC brings.
 */
public final class EtcdElection implements WriterElection {
  /**
   * Where etcd is and what to compete for. Immutable.
   *
   * @param endpoints the members' client addresses, asked in turn
   * @param tls whom to trust and who to be, or null for what the system trusts
   * @param key the key that the writer holds; the same on all instances
   * @param self this instance's name
   * @param lease how long a holder that is silent stays the holder; whole seconds, at least 2
   */
  public record Settings(
      List<URI> endpoints, @Nullable SSLContext tls, String key, String self, Duration lease) {
    public Settings {
      endpoints = List.copyOf(endpoints);
      if (endpoints.isEmpty() || lease.toSeconds() < 2 || lease.toNanosPart() != 0) {
        throw new IllegalArgumentException("endpoints: " + endpoints + ", lease: " + lease);
      }
    }
  }

  /** What is known of the lease. Immutable. */
  private record State(boolean holding, long deadline, @Nullable String holder, String reason) {}

  private final Settings settings;
  private final List<ApiClient> clients;
  private final Thread thread;
  private volatile State state = new State(false, 0, null, "etcd was not asked yet");

  /**
   * Until when this instance does not compete, by the monotonic clock; the end of the last time.
   */
  private volatile long abstainsUntil = System.nanoTime();

  /** The member that answered last; confined to the thread, as is the lease. */
  private int member;

  private @Nullable Long lease;

  private EtcdElection(Settings settings) {
    this.settings = settings;
    this.clients =
        settings.endpoints().stream()
            .map(uri -> new ApiClient(uri, "etcd " + uri, InstantSource.system(), settings.tls()))
            .toList();
    this.thread = Thread.ofVirtual().name("etcd lease").unstarted(this::run);
  }

  /** Starts to compete. */
  public static EtcdElection start(Settings settings) {
    EtcdElection election = new EtcdElection(settings);
    election.thread.start();
    return election;
  }

  @Override
  public Standing standing() {
    if (isAbstaining()) {
      return new Standing.Other(null, "this instance could not write and lets another one try");
    }
    State known = state;
    if (!known.holding()) {
      return new Standing.Other(known.holder(), known.reason());
    }
    long left = known.deadline() - System.nanoTime();
    return left > 0
        ? new Standing.Writer(Duration.ofNanos(left))
        : new Standing.Other(null, "the lease ran out: etcd did not renew it in time");
  }

  /**
   * Competes no more for one and a half leases. The lease runs out by itself: until then, what
   * another thread began to write under it may still be under way.
   */
  @Override
  public void cannotWrite() {
    abstainsUntil = System.nanoTime() + settings.lease().multipliedBy(3).dividedBy(2).toNanos();
  }

  private boolean isAbstaining() {
    return abstainsUntil - System.nanoTime() > 0;
  }

  /** Gives the lease back, so that the next holder need not wait for its end. */
  @Override
  public void close() {
    state = new State(false, 0, null, "this instance is stopping");
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clients.forEach(ApiClient::close);
  }

  private void run() {
    long interval = settings.lease().toNanos() / 3;
    try {
      while (true) {
        if (isAbstaining()) {
          lease = null;
          state = new State(false, 0, null, "etcd was not asked since");
          TimeUnit.NANOSECONDS.sleep(interval / 10);
          continue;
        }
        long start = System.nanoTime();
        boolean answered = compete();
        long next = answered ? interval : interval / 10;
        TimeUnit.NANOSECONDS.sleep(Math.max(next / 10, next - (System.nanoTime() - start)));
      }
    } catch (InterruptedException e) {
      revoke();
    }
  }

  /** Renews the lease and tries to get the key, or to see that it is held; false without answer. */
  private boolean compete() throws InterruptedException {
    try {
      long before = System.nanoTime();
      Long held = lease;
      long seconds = held == null ? grant() : renew(held);
      held = lease;
      if (seconds <= 0 || held == null) {
        lease = null;
        state = new State(false, 0, null, "the lease ran out");
        return false;
      }
      Duration sure = Duration.ofSeconds(seconds).multipliedBy(9).dividedBy(10);
      state = acquire(held, before + sure.toNanos());
      return true;
    } catch (ProviderException e) {
      failed(e.reason());
      return false;
    } catch (RuntimeException e) {
      failed("an answer of etcd makes no sense: " + e);
      return false;
    }
  }

  /** Asks the next member from now on; what is known stays true until its deadline. */
  private void failed(String reason) {
    member = (member + 1) % clients.size();
    State known = state;
    state = new State(known.holding(), known.deadline(), known.holder(), reason);
  }

  private long grant() throws ProviderException, InterruptedException {
    ObjectNode body = ApiClient.json().createObjectNode();
    body.put("TTL", settings.lease().toSeconds());
    JsonNode granted = post("/v3/lease/grant", body);
    lease = number(granted, "ID");
    return number(granted, "TTL");
  }

  /** How long the lease lives from now on, in seconds; 0 where it is gone. */
  private long renew(long id) throws ProviderException, InterruptedException {
    JsonNode answer =
        post("/v3/lease/keepalive", ApiClient.json().createObjectNode().put("ID", id));
    return answer.path("result").path("TTL").asLong(0);
  }

  /** Creates the key under the lease where nobody has it, or reads who does. */
  private State acquire(long id, long deadline) throws ProviderException, InterruptedException {
    String key = encoded(settings.key());
    ObjectNode transaction = ApiClient.json().createObjectNode();
    transaction
        .withArray("compare")
        .addObject()
        .put("key", key)
        .put("target", "CREATE")
        .put("result", "EQUAL")
        .put("create_revision", 0);
    transaction
        .withArray("success")
        .addObject()
        .putObject("request_put")
        .put("key", key)
        .put("value", encoded(settings.self()))
        .put("lease", String.valueOf(id));
    transaction.withArray("failure").addObject().putObject("request_range").put("key", key);
    JsonNode answer = post("/v3/kv/txn", transaction);
    if (answer.path("succeeded").asBoolean(false)) {
      return new State(true, deadline, settings.self(), "this instance holds the lease");
    }
    JsonNode held = answer.path("responses").path(0).path("response_range").path("kvs").path(0);
    String holder =
        new String(
            Base64.getDecoder().decode(held.path("value").asString("")), StandardCharsets.UTF_8);
    // The answer to an earlier attempt may have been lost: the key is this instance's then.
    return held.path("lease").asLong(0) == id
        ? new State(true, deadline, settings.self(), "this instance holds the lease")
        : new State(false, 0, holder, holder + " holds the lease");
  }

  private void revoke() {
    Long id = lease;
    if (id == null) {
      return;
    }
    try {
      post("/v3/lease/revoke", ApiClient.json().createObjectNode().put("ID", id));
    } catch (ProviderException e) {
      // It runs out by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode post(String path, JsonNode body) throws ProviderException, InterruptedException {
    ApiClient client = clients.get(member);
    ApiRequest request = new ApiRequest("POST", path, Map.of(), body);
    ApiResponse response = client.send(request, settings.lease().dividedBy(5));
    if (!response.successful()) {
      String message = response.body().path("message").asString("");
      if (message.contains("lease not found")) {
        lease = null;
      }
      throw client.refused(request, response, message);
    }
    return response.body();
  }

  private long number(JsonNode node, String field) throws ProviderException {
    long value = node.path(field).asLong(0);
    if (value == 0) {
      throw new ProviderException(
          Kind.MALFORMED, "etcd " + settings.endpoints().get(member) + " grants no lease");
    }
    return value;
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
