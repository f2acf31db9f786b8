package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.AddressBlock;
import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.MessageWriter;
import io.spillway.facility.dns.message.NameBuffer;
import io.spillway.facility.dns.message.Query;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import io.spillway.facility.dns.message.ResponseCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a zone says to one question and writes it (RFC 1034 section 4.3.2). Confined to one
 * thread.
 *
 * <p>Only what is needed is told: of the additional section, the addresses of the name servers that
 * a referral names.
 */
public final class AnswerComposer {
  /**
   * A turn that was taken. Immutable.
   *
   * @param variant which of {@code weighted} it is
   */
  public record Turn(WeightedSets weighted, int variant) {}

  private static final int MAX_ALIASES = 16;
  private static final int MAX_DENIALS = 4;

  private final MessageWriter writer;
  private final ZoneContents contents;
  private final ZoneVersion version;
  private final @Nullable ZoneSigner signer;
  private final long now;
  private final int type;
  private final int stripe;
  private final NameBuffer name = new NameBuffer();
  private final int[] denied = new int[MAX_DENIALS];
  private int deniedCount;
  private int answers;
  private int authorities;
  private int additional;
  private int code = ResponseCode.NOERROR;
  private boolean authoritative = true;
  private boolean repeatable;
  private long validUntil = Long.MAX_VALUE;
  private int subject;
  private @Nullable AddressBlock addresses;
  private @Nullable Turn taken;
  private @Nullable WeightedSets weighted;
  private int variant;

  private AnswerComposer(
      MessageWriter writer,
      int type,
      ZoneVersion version,
      @Nullable ZoneSigner signer,
      long now,
      int stripe) {
    this.stripe = stripe;
    this.writer = writer;
    this.type = type;
    this.version = version;
    this.contents = version.contents();
    this.signer = signer;
    this.now = now;
    this.subject = contents.apex().hashCode();
  }

  /**
   * Writes the records of the answer behind the question.
   *
   * @param query a question at or below the zone's name
   * @param version one of {@code zone}'s
   * @param now seconds since 1970
   * @param stripe the number of the event loop, which takes turns of its own
   * @param turn the turn that was taken already, or null
   */
  public static AnswerComposer compose(
      MessageWriter writer,
      Query query,
      Zone zone,
      ZoneVersion version,
      long now,
      int stripe,
      @Nullable Turn turn) {
    ZoneSigner signer = query.wantsSignatures() ? zone.signer() : null;
    AnswerComposer composer =
        new AnswerComposer(writer, query.type(), version, signer, now, stripe);
    composer.taken = turn;
    writer.beginAfter(query);
    composer.follow(query.name());
    return composer;
  }

  private void follow(NameBuffer question) {
    NameBuffer asked = question;
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      DomainName target = step(asked, aliases == 0);
      if (target == null) {
        return;
      }
      name.set(target);
      asked = name;
      if (!contents.contains(asked)) {
        return;
      }
    }
  }

  /** Answers for one name; returns the name to go on with, or null at the end. */
  private @Nullable DomainName step(NameBuffer asked, boolean first) {
    ZoneNode node = contents.closest(asked);
    boolean exact = node.name().labels() == asked.labels();
    if (first) {
      repeatable = exact;
      subject = exact ? node.name().hashCode() : subject;
    }
    ZoneNode crossing = node.crossing;
    if (crossing != null) {
      boolean above = exact && crossing == node;
      if (crossing.isDelegation()) {
        if (!above || (type != RecordType.DS && type != RecordType.NSEC)) {
          refer(crossing);
          return null;
        }
      } else if (!above) {
        return redirect(asked, crossing);
      }
    }
    if (exact) {
      return answer(asked, node);
    }
    ZoneNode wildcard = node.wildcard;
    if (wildcard == null) {
      code = ResponseCode.NXDOMAIN;
      start();
      deny(contents.denialOf(asked));
      deny(node.wildcardDenial);
      return null;
    }
    subject = wildcard.name().hashCode();
    if (wildcard.isDelegation()) {
      refer(wildcard);
      return null;
    }
    DomainName target = answer(asked, wildcard);
    deny(contents.denialOf(asked));
    return target;
  }

  private @Nullable DomainName answer(NameBuffer asked, ZoneNode node) {
    RecordSet set = asked(node);
    if (set != null) {
      int start = writer.position();
      answers += writer.records(set, asked);
      addresses = writer.block(set, start);
      answers += signatures(set, asked);
      return null;
    }
    RecordSet alias = version.set(node, RecordType.CNAME);
    if (alias != null && type != RecordType.NSEC && type != RecordType.RRSIG) {
      answers += owned(alias, asked);
      return alias.data(0).name();
    }
    if (type == RecordType.RRSIG && answerWithSignatures(asked, node)) {
      return null;
    }
    start();
    deny(node.denial != ZoneNode.NONE ? node.denial : before(node));
    return null;
  }

  private int before(ZoneNode node) {
    NameBuffer buffer = new NameBuffer();
    buffer.set(node.name());
    return contents.denialOf(buffer);
  }

  /** Any type is answered with the records of one (RFC 8482 section 4.1). */
  private @Nullable RecordSet asked(ZoneNode node) {
    if (type != RecordType.ANY) {
      return told(node, type);
    }
    for (RecordSet set : version.sets(node)) {
      return told(node, set.type());
    }
    return null;
  }

  /** The records of {@code type}; of several sets that take turns, the one whose turn it is. */
  private @Nullable RecordSet told(ZoneNode node, int type) {
    WeightedSets sets = version.weighted(node, type);
    if (sets == null) {
      return version.set(node, type);
    }
    Turn turn = taken;
    variant = turn != null && turn.weighted() == sets ? turn.variant() : sets.next(stripe);
    weighted = sets;
    return sets.set(variant);
  }

  private boolean answerWithSignatures(NameBuffer asked, ZoneNode node) {
    for (RecordSet set : version.sets(node)) {
      if (signer != null) {
        answers += signatures(set, asked);
        return true;
      }
    }
    return false;
  }

  private void refer(ZoneNode delegation) {
    authoritative = answers > 0;
    RecordSet servers = Objects.requireNonNull(delegation.fixed(RecordType.NS));
    authorities += writer.records(servers);
    RecordSet pointer = delegation.fixed(RecordType.DS);
    if (pointer != null && signer != null) {
      authorities += writer.records(pointer);
      authorities += signatures(pointer, null);
    } else {
      deny(delegation.denial);
    }
    for (int i = 0; i < servers.size(); i++) {
      DomainName server = servers.data(i).name();
      name.set(server);
      if (contents.contains(name)) {
        ZoneNode node = contents.closest(name);
        if (node.name().labels() == name.labels()) {
          glue(version.set(node, RecordType.A));
          glue(version.set(node, RecordType.AAAA));
        }
      }
    }
  }

  private void glue(@Nullable RecordSet addresses) {
    if (addresses != null) {
      additional += writer.records(addresses);
    }
  }

  /** Follows a DNAME (RFC 6672). */
  private @Nullable DomainName redirect(NameBuffer asked, ZoneNode node) {
    RecordSet set = Objects.requireNonNull(version.set(node, RecordType.DNAME));
    answers += writer.records(set);
    answers += signatures(set, null);
    NameBuffer target = new NameBuffer();
    target.set(asked.toName());
    if (!target.replaceSuffix(node.name().labels(), set.data(0).name())) {
      code = ResponseCode.YXDOMAIN;
      return null;
    }
    DomainName found = target.toName();
    writer.canonicalName(asked, set.timeToLive(), found);
    answers++;
    return type == RecordType.CNAME || type == RecordType.ANY ? null : found;
  }

  private void start() {
    RecordSet set = version.negative();
    authorities += writer.records(set);
    authorities += signatures(set, null);
  }

  private void deny(int index) {
    if (signer == null) {
      return;
    }
    for (int i = 0; i < deniedCount; i++) {
      if (denied[i] == index) {
        return;
      }
    }
    if (deniedCount < MAX_DENIALS) {
      denied[deniedCount++] = index;
    }
    RecordSet set = version.denial(index);
    authorities += writer.records(set);
    authorities += signatures(set, null);
  }

  private int owned(RecordSet set, NameBuffer asked) {
    int count = writer.records(set, asked);
    return count + signatures(set, asked);
  }

  private int signatures(RecordSet set, @Nullable NameBuffer asked) {
    if (signer == null) {
      return 0;
    }
    RecordSet.Signatures signatures = signer.signatures(set, now);
    validUntil = Math.min(validUntil, signatures.validUntil());
    return asked == null
        ? writer.records(signatures.records())
        : writer.records(signatures.records(), asked);
  }

  /** The sets of which the answer tells one, or null. */
  public @Nullable WeightedSets weighted() {
    return weighted;
  }

  /** Which of {@link #weighted} the answer tells; 0 where there are none. */
  public int variant() {
    return variant;
  }

  /** How many records the answer section has. */
  public int answers() {
    return answers;
  }

  /** How many records the authority section has. */
  public int authorities() {
    return authorities;
  }

  /** How many records the additional section has. */
  public int additional() {
    return additional;
  }

  /** The response code. */
  public int code() {
    return code;
  }

  /** Whether the zone itself says so, and does not refer to another one. */
  public boolean isAuthoritative() {
    return authoritative;
  }

  /**
   * Whether the answer is that of a name that exists, of which there are not more than the zone
   * has, so that it may be kept for the next such question.
   */
  public boolean isRepeatable() {
    return repeatable;
  }

  /** Until when the answer may be given again, in seconds since 1970. */
  public long validUntil() {
    return validUntil;
  }

  /** The addresses that the answer section has, or null where there are not several. */
  public @Nullable AddressBlock addresses() {
    return addresses;
  }

  /** A hash of what the answer is about: the name in the zone, or the zone. */
  public int subject() {
    return subject;
  }
}
