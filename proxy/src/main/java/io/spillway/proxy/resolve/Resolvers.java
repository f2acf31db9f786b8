package io.spillway.proxy.resolve;

import io.spillway.proxy.definition.NameserverDefinition;
import io.spillway.proxy.definition.ResolversDefinition;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code resolvers} section at work. {@link #name}, {@link #nameservers} and {@link #ask} are
 * thread-safe, all else is confined to the resolvers' thread.
 */
public final class Resolvers {
  private static final int IDS = 1 << 16;
  private static final int MOST_KEPT = 10_000;

  private final ResolversDefinition definition;
  private final ResolverLoop loop;
  private final RandomGenerator random;
  private final List<Link> links = new ArrayList<>();
  private final Map<Question, Resolution> resolutions = new HashMap<>();
  private final Map<Integer, Resolution> running = new HashMap<>();
  private final Resolution.Sender sender = new Queries();

  /** A name server with the way to it. */
  private final class Link implements Transport.Receiver {
    final Nameserver nameserver;
    final Transport transport;

    Link(NameserverDefinition line) {
      nameserver = new Nameserver(line, definition.name());
      transport =
          line.isStream()
              ? new StreamTransport(line.address(), definition.payloadSize(), loop.selector(), this)
              : new DatagramTransport(
                  line.address(), definition.payloadSize(), loop.selector(), this);
    }

    boolean send(byte[] query) {
      boolean isSent = transport.send(query);
      nameserver.count(isSent ? NameserverCounter.SENT : NameserverCounter.SEND_ERROR);
      return isSent;
    }

    @Override
    public void received(byte[] message) {
      int id = Messages.id(message);
      Resolution resolution = running.get(id);
      if (id < 0) {
        nameserver.count(NameserverCounter.INVALID);
      } else if (resolution == null) {
        nameserver.count(NameserverCounter.OUTDATED);
      } else {
        Reply reply = Messages.read(message, resolution.name(), resolution.type());
        resolution.answered(nameserver, reply, loop.now());
        watch(resolution);
      }
    }

    @Override
    public void receivedTooMuch() {
      nameserver.count(NameserverCounter.TOO_BIG);
    }
  }

  private final class Queries implements Resolution.Sender {
    @Override
    public void begin(Resolution resolution) {
      int id = random.nextInt(IDS);
      while (running.containsKey(id)) {
        id = (id + 1) % IDS;
      }
      running.put(id, resolution);
      resolution.id(id);
    }

    @Override
    public int send(Resolution resolution, int type) {
      byte[] query =
          Messages.query(resolution.id(), resolution.name(), type, definition.payloadSize());
      int sent = 0;
      for (Link link : links) {
        if (link.send(query)) {
          sent++;
        }
      }
      return sent;
    }

    @Override
    public void end(Resolution resolution) {
      running.remove(resolution.id());
    }
  }

  /**
   * A section that asks for nothing yet.
   *
   * @param random for the numbers of queries; hard to guess
   */
  Resolvers(ResolversDefinition definition, ResolverLoop loop, RandomGenerator random) {
    this.definition = definition;
    this.loop = loop;
    this.random = random;
    definition.nameservers().forEach(line -> links.add(new Link(line)));
  }

  /** The section's name. */
  public String name() {
    return definition.name();
  }

  /** Its name servers in the configuration's order. */
  public List<Nameserver> nameservers() {
    return links.stream().map(link -> link.nameserver).toList();
  }

  ResolverLoop loop() {
    return loop;
  }

  /** Has {@code requester} told of what becomes of {@code question}, from now on. */
  void subscribe(Question question, Requester requester) {
    Resolution resolution = resolution(question);
    resolution.requesters().add(requester);
    if (resolution.isFresh(loop.now())) {
      requester.resolved(resolution, null);
    }
  }

  /** Ends {@link #subscribe}. */
  void unsubscribe(Question question, Requester requester) {
    Resolution resolution = resolutions.get(question);
    if (resolution != null) {
      resolution.requesters().remove(requester);
    }
  }

  /**
   * Has {@code requester} told once what {@code question} comes to. What is known and not older
   * than {@code hold valid} is told without asking. {@code requester} is told on the resolvers'
   * thread.
   */
  public void ask(Question question, OneAnswer requester) {
    loop.start();
    loop.execute(() -> askNow(question, requester));
  }

  private void askNow(Question question, OneAnswer answer) {
    Resolution resolution = resolution(question);
    if (resolution.isFresh(loop.now())) {
      answer.answered(resolution.addresses());
      return;
    }
    resolution
        .requesters()
        .add(
            new Requester() {
              @Override
              public void resolved(Resolution found, @Nullable Nameserver by) {
                found.requesters().remove(this);
                answer.answered(found.addresses());
              }

              @Override
              public void failed(Resolution failed) {
                failed.requesters().remove(this);
                answer.answered(List.of());
              }
            });
    resolution.hurry(loop.now());
    watch(resolution);
  }

  /** Takes the answer to a question that was asked once. */
  @FunctionalInterface
  public interface OneAnswer {
    /** The addresses that were found; none where that failed. */
    void answered(List<InetAddress> addresses);
  }

  private Resolution resolution(Question question) {
    Resolution known = resolutions.get(question);
    if (known == null) {
      if (resolutions.size() >= MOST_KEPT) {
        resolutions.values().removeIf(old -> old.requesters().isEmpty() && !old.isRunning());
      }
      known = new Resolution(question, definition, sender, loop.now());
      resolutions.put(question, known);
      watch(known);
    }
    return known;
  }

  private void watch(Resolution resolution) {
    loop.watch(resolution, () -> tick(resolution));
  }

  private void tick(Resolution resolution) {
    long now = loop.now();
    if (resolution.requesters().isEmpty() && !resolution.isRunning()) {
      if (!resolution.isFresh(now)) {
        resolutions.remove(resolution.question(), resolution);
        return;
      }
      resolution.postpone(now + definition.hold().valid());
    } else {
      resolution.tick(now);
    }
    watch(resolution);
  }
}
