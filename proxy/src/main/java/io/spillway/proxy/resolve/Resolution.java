package io.spillway.proxy.resolve;

import io.spillway.proxy.definition.ResolversDefinition;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * One question, asked again and again for all who want the answer. Confined to the resolvers'
 * thread; times are milliseconds of one monotonic clock.
 *
 * <p>An attempt asks all name servers at once. The first valid answer counts. When all have
 * answered and none well, the other family is asked for at once; when some have not, after {@code
 * timeout retry}. The next attempt begins after {@code timeout retry}; after the last one the
 * resolution has failed.
 */
final class Resolution {
  /** How the last resolution ended. */
  enum Status {
    NONE,
    VALID,
    NO_NAME,
    REFUSED,
    TIMEOUT,
    OTHER
  }

  /** Sends queries to all name servers. */
  interface Sender {
    /** Begins with a query number of its own. */
    void begin(Resolution resolution);

    /** Sends to all; how many took it. */
    int send(Resolution resolution, int type);

    /** The query's number is free again. */
    void end(Resolution resolution);
  }

  private static final int NO_ID = -1;

  private final Question question;
  private final Name name;
  private final ResolversDefinition section;
  private final Sender sender;
  private final List<Requester> requesters = new ArrayList<>();
  private final Map<InetAddress, Long> addresses = new LinkedHashMap<>();
  private final Map<String, Seen> services = new LinkedHashMap<>();
  private final Map<String, InetAddress> knownTargets = new HashMap<>();

  private record Seen(Reply.Service service, long millis) {}

  private Status status = Status.NONE;
  private boolean isRunning;
  private boolean wasValid;
  private long lastValid;
  private long lastEnd;
  private boolean hasEnded;
  private long deadline;
  private int attemptsLeft;
  private int asked;
  private int answered;
  private boolean asksOther;
  private int type;
  private Status lastFault = Status.TIMEOUT;
  private int id = NO_ID;

  Resolution(Question question, ResolversDefinition section, Sender sender, long now) {
    this.question = question;
    this.name = question.toName();
    this.section = section;
    this.sender = sender;
    this.deadline = now;
  }

  Question question() {
    return question;
  }

  Name name() {
    return name;
  }

  Status status() {
    return status;
  }

  boolean isRunning() {
    return isRunning;
  }

  /** When {@link #tick} is to be called. */
  long deadline() {
    return deadline;
  }

  /** The number of its queries. */
  int id() {
    return id;
  }

  void id(int number) {
    id = number;
  }

  /** The type that is asked for at the moment. */
  int type() {
    return type;
  }

  List<Requester> requesters() {
    return requesters;
  }

  /** The addresses that are known, the oldest ones first. */
  List<InetAddress> addresses() {
    return List.copyOf(addresses.keySet());
  }

  /** The endpoints that are known. */
  List<Reply.Service> services() {
    return services.values().stream().map(Seen::service).toList();
  }

  /** The address of {@code target} that came along with the last answer, or null. */
  @Nullable InetAddress knownAddress(String target) {
    return knownTargets.get(target);
  }

  /** Has it begin at {@code now} where it waits for its next time. */
  void hurry(long now) {
    if (!isRunning) {
      deadline = now;
    }
  }

  /** Has it begin no earlier than at {@code millis}. */
  void postpone(long millis) {
    deadline = millis;
  }

  /** Whether what is known is fresh enough for {@code do-resolve}. */
  boolean isFresh(long now) {
    return status == Status.VALID && hasEnded && now - lastEnd < section.hold().valid();
  }

  /** Whether it failed and what was valid before no longer holds. */
  boolean isOver(long now) {
    ResolversDefinition.Hold hold = section.hold();
    long time =
        switch (status) {
          case NO_NAME -> hold.nx();
          case REFUSED -> hold.refused();
          case TIMEOUT -> hold.timeout();
          case OTHER -> hold.other();
          case NONE, VALID -> Long.MAX_VALUE;
        };
    return time != Long.MAX_VALUE && (!wasValid || now - lastValid >= time);
  }

  /** The deadline is reached. */
  void tick(long now) {
    if (!isRunning) {
      begin(now);
    } else if (answered > 0 && !asksOther && hasOther()) {
      askOther(now);
    } else if (--attemptsLeft <= 0) {
      if (answered == 0) {
        lastFault = Status.TIMEOUT;
      }
      fail(now);
    } else {
      ask(now);
    }
  }

  private void begin(long now) {
    isRunning = true;
    attemptsLeft = section.attempts();
    lastFault = Status.TIMEOUT;
    sender.begin(this);
    ask(now);
  }

  private boolean hasOther() {
    return question.kind().type() != question.kind().otherType();
  }

  private void ask(long now) {
    asksOther = false;
    type = question.kind().type();
    send(now);
  }

  private void askOther(long now) {
    asksOther = true;
    type = question.kind().otherType();
    send(now);
  }

  private void send(long now) {
    answered = 0;
    deadline = now + section.retryMillis();
    asked = sender.send(this, type);
  }

  /** A name server answered. */
  void answered(Nameserver nameserver, Reply reply, long now) {
    switch (reply) {
      case Reply.Fault fault -> {
        nameserver.count(fault.counter());
        faulty(fault, now);
      }
      case Reply.Addresses found -> {
        found.addresses().forEach(address -> addresses.put(address, now));
        valid(nameserver, now);
      }
      case Reply.Services found -> {
        for (Reply.Service service : found.services()) {
          services.put(service.target() + ":" + service.port(), new Seen(service, now));
        }
        knownTargets.clear();
        knownTargets.putAll(found.known());
        valid(nameserver, now);
      }
    }
  }

  private void faulty(Reply.Fault fault, long now) {
    answered++;
    lastFault =
        switch (fault) {
          case NO_NAME -> Status.NO_NAME;
          case REFUSED -> Status.REFUSED;
          case FAILURE, NO_RECORD, NO_RECORD_OF_ALIAS, TRUNCATED, INVALID -> Status.OTHER;
        };
    if (answered < asked || !hasOther()) {
      return;
    }
    if (!asksOther) {
      askOther(now);
    } else if (attemptsLeft <= 1) {
      fail(now);
    }
  }

  private void valid(Nameserver nameserver, long now) {
    nameserver.count(NameserverCounter.VALID);
    Predicate<Long> isObsolete = seen -> seen != now && now - seen >= section.hold().obsolete();
    addresses.values().removeIf(isObsolete);
    services.values().removeIf(seen -> isObsolete.test(seen.millis()));
    wasValid = true;
    lastValid = now;
    end(Status.VALID, now);
    @Nullable Nameserver by = nameserver;
    for (Requester requester : List.copyOf(requesters)) {
      requester.resolved(this, by);
      by = null;
    }
  }

  private void fail(long now) {
    end(lastFault, now);
    for (Requester requester : List.copyOf(requesters)) {
      requester.failed(this);
    }
  }

  private void end(Status how, long now) {
    status = how;
    isRunning = false;
    lastEnd = now;
    hasEnded = true;
    deadline = now + section.resolveMillis();
    sender.end(this);
    id = NO_ID;
  }
}
