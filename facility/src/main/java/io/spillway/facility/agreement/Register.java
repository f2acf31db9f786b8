package io.spillway.facility.agreement;

import io.spillway.facility.verdict.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One voter's part in agreeing about one name. Confined to one thread. What a method returns must
 * not be sent before {@link #ledger} was written down, if that has changed.
 */
public final class Register {
  private final String name;
  private final String self;
  private final List<String> others;
  private final int majority;
  private Ledger ledger;
  private long highest;
  private @Nullable Attempt attempt;

  /** A message for another voter. */
  public record Outgoing(String to, Message message) {}

  /** An attempt of this voter's own. */
  private static final class Attempt {
    private final Ballot ballot;
    private final Verdict base;
    private final Set<InetAddress> wanted;
    private final Map<String, Optional<Vote>> promises = new HashMap<>();
    private final Set<String> votes = new HashSet<>();
    private @Nullable Verdict proposed;

    Attempt(Ballot ballot, Verdict base, Set<InetAddress> wanted) {
      this.ballot = ballot;
      this.base = base;
      this.wanted = wanted;
    }

    /**
     * What to propose: where somebody voted for a newer verdict than the one that this attempt
     * starts from, that one, as it may have been agreed already.
     */
    Verdict choose() {
      Vote latest = null;
      for (Optional<Vote> promise : promises.values()) {
        Vote vote = promise.orElse(null);
        if (vote != null && (latest == null || vote.ballot().compareTo(latest.ballot()) > 0)) {
          latest = vote;
        }
      }
      return latest != null && latest.verdict().revision() > base.revision()
          ? latest.verdict()
          : base.next(wanted);
    }
  }

  /**
   * A voter that remembers {@code ledger}.
   *
   * @param voters the names of all configured voters, this one included
   */
  public Register(String name, String self, List<String> voters, Ledger ledger) {
    this.name = name;
    this.self = self;
    this.others = voters.stream().filter(voter -> !voter.equals(self)).toList();
    this.majority = voters.size() / 2 + 1;
    this.ledger = ledger;
    this.highest = ledger.promised().number();
  }

  /** What to remember. */
  public Ledger ledger() {
    return ledger;
  }

  /** The latest verdict that this voter knows to be agreed. */
  public Verdict verdict() {
    return ledger.verdict();
  }

  /** Takes over a verdict that another voter knows to be agreed. */
  public void learn(Verdict agreed) {
    if (agreed.revision() > ledger.verdict().revision()) {
      ledger = ledger.knowing(agreed);
      Attempt current = attempt;
      if (current != null && current.base.revision() < agreed.revision()) {
        attempt = null;
      }
    }
  }

  /** Whether an attempt of this voter's own waits for answers. */
  public boolean isAttempting() {
    return attempt != null;
  }

  /** Gives up the attempt that waits for answers, if there is one. */
  public void giveUp() {
    attempt = null;
  }

  /** Tries to have the verdict changed so that {@code withdrawn} are withdrawn. */
  public List<Outgoing> propose(Set<InetAddress> withdrawn) {
    Ballot ballot = new Ballot(++highest, self);
    attempt = new Attempt(ballot, ledger.verdict(), Set.copyOf(withdrawn));
    List<Outgoing> out = toOthers(new Message.Prepare(name, ballot));
    ledger = ledger.promising(ballot);
    out.addAll(promised(self, ballot, ledger.vote()));
    return out;
  }

  /** Answers what {@code from} said. */
  public List<Outgoing> receive(String from, Message message) {
    highest = Math.max(highest, message.ballot().number());
    return switch (message) {
      case Message.Prepare prepare -> List.of(new Outgoing(from, promise(prepare)));
      case Message.Propose propose -> List.of(new Outgoing(from, vote(propose)));
      case Message.Promise promise -> promised(from, promise.ballot(), promise.vote());
      case Message.Voted voted -> voted(from, voted.ballot());
      case Message.Refused refused -> {
        highest = Math.max(highest, refused.promised().number());
        Attempt current = attempt;
        if (current != null && current.ballot.equals(refused.ballot())) {
          attempt = null;
        }
        yield List.of();
      }
    };
  }

  private Message promise(Message.Prepare prepare) {
    if (prepare.ballot().compareTo(ledger.promised()) < 0) {
      return new Message.Refused(name, prepare.ballot(), ledger.promised());
    }
    ledger = ledger.promising(prepare.ballot());
    return new Message.Promise(name, prepare.ballot(), ledger.vote());
  }

  private Message vote(Message.Propose propose) {
    if (propose.ballot().compareTo(ledger.promised()) < 0) {
      return new Message.Refused(name, propose.ballot(), ledger.promised());
    }
    ledger = ledger.voting(new Vote(propose.ballot(), propose.verdict()));
    return new Message.Voted(name, propose.ballot());
  }

  private List<Outgoing> promised(String from, Ballot ballot, @Nullable Vote vote) {
    Attempt current = attempt;
    if (current == null || !current.ballot.equals(ballot) || current.proposed != null) {
      return new ArrayList<>();
    }
    current.promises.put(from, Optional.ofNullable(vote));
    if (current.promises.size() < majority) {
      return new ArrayList<>();
    }
    if (ballot.compareTo(ledger.promised()) < 0) {
      // This voter itself has promised to somebody else in between.
      attempt = null;
      return new ArrayList<>();
    }
    Verdict proposed = current.choose();
    current.proposed = proposed;
    ledger = ledger.voting(new Vote(ballot, proposed));
    List<Outgoing> out = toOthers(new Message.Propose(name, ballot, proposed));
    out.addAll(voted(self, ballot));
    return out;
  }

  private List<Outgoing> voted(String from, Ballot ballot) {
    Attempt current = attempt;
    if (current != null && current.ballot.equals(ballot)) {
      Verdict proposed = current.proposed;
      if (proposed != null) {
        current.votes.add(from);
        if (current.votes.size() >= majority) {
          attempt = null;
          learn(proposed);
        }
      }
    }
    return List.of();
  }

  private List<Outgoing> toOthers(Message message) {
    List<Outgoing> out = new ArrayList<>();
    others.forEach(other -> out.add(new Outgoing(other, message)));
    return out;
  }
}
