package io.spillway.facility.runtime;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.certificate.PemContext;
import io.spillway.facility.definition.CoordinationDefinition;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.provider.Backoff;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Publisher;
import io.spillway.facility.provider.election.EtcdElection;
import io.spillway.facility.provider.election.QuorumElection;
import io.spillway.facility.provider.election.WriterElection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The answers of an instance on their way to the providers of the names, as long as it is open.
 * Confined to one thread, but for what the answers and the publishers do by themselves.
 */
public final class Publications implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
  private static final Duration RECHECK = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(200);

  /**
   * How long a request may take that was begun by a writer whom the quorum knew. Where a new writer
   * comes meanwhile, what a late request did is put right when the answer is compared next.
   */
  private static final Duration REQUEST = Duration.ofSeconds(4);

  /** How long an instance that did not reach a provider leaves it to the others. */
  private static final Duration STAND_BACK = Duration.ofSeconds(30);

  private final WriterElection election;
  private final Map<String, List<Publisher>> publishers = new HashMap<>();
  private @Nullable AutoCloseable subscription;

  private Publications(WriterElection election) {
    this.election = election;
  }

  /**
   * Publishes what {@code runtime} answers; null where there is nothing to publish, or the voter is
   * a witness.
   *
   * @throws IOException when a certificate for etcd cannot be used
   */
  public static @Nullable Publications start(FacilityRuntime runtime, VoterDefinition self)
      throws IOException {
    List<NameDefinition> names =
        runtime.configuration().names().stream().filter(n -> !n.providers().isEmpty()).toList();
    if (names.isEmpty() || self.facility() == null) {
      return null;
    }
    Publications made = new Publications(election(runtime, self, "writer"));
    Publisher.Pace pace =
        new Publisher.Pace(new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new Random()), RECHECK, LOOK);
    for (NameDefinition name : names) {
      List<Publisher> started = new ArrayList<>();
      for (ProviderDefinition provider : name.providers()) {
        started.add(
            Publisher.start(
                name.name(),
                provider,
                provider.open(ProviderSurroundings.system()),
                made.election,
                pace,
                event -> runtime.note(new FacilityEvent.Publication(event))));
      }
      made.publishers.put(name.name(), started);
    }
    made.subscription = runtime.answers().onChange(made::submit);
    runtime.answers().all().forEach(made::submit);
    return made;
  }

  /**
   * The election of the one instance that does something for all.
   *
   * @param what they do, the name of the election where etcd holds it
   * @throws IOException when a certificate for etcd cannot be used
   */
  public static WriterElection election(FacilityRuntime runtime, VoterDefinition self, String what)
      throws IOException {
    CoordinationDefinition.Etcd etcd = runtime.configuration().coordination().etcd();
    if (etcd != null) {
      return EtcdElection.start(
          new EtcdElection.Settings(
              etcd.endpoints(),
              etcd.authorities() == null && etcd.certificate() == null
                  ? null
                  : PemContext.of("TLS", etcd.certificate(), etcd.authorities()),
              etcd.prefix() + what,
              self.name(),
              etcd.lease()));
    }
    List<VoterDefinition> voters = runtime.configuration().voters();
    List<String> instances =
        voters.stream().filter(v -> v.facility() != null).map(VoterDefinition::name).toList();
    return new QuorumElection(
        () -> {
          Acquaintance known = runtime.acquaintance();
          return new QuorumElection.Known(
              self.name(),
              instances,
              voters.size(),
              known.hears(),
              known.standBack(),
              Duration.ofNanos(known.until() - System.nanoTime()).plus(REQUEST));
        },
        () -> runtime.standBack(STAND_BACK));
  }

  private void submit(NameAnswer answer) {
    publishers.getOrDefault(answer.name(), List.of()).forEach(one -> one.submit(answer));
  }

  /** Stops after the requests that are under way. */
  @Override
  public void close() {
    AutoCloseable subscribed = subscription;
    if (subscribed != null) {
      try {
        subscribed.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    publishers.values().forEach(all -> all.forEach(Publisher::close));
    election.close();
  }
}
