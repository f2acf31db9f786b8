package io.spillway.facility.dns.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of one name and type (RFC 2181 section 5). Thread-safe; immutable but for the
 * signatures, which are kept here from the first answer that needs them on.
 */
public final class RecordSet {
  private final DomainName owner;
  private final int type;
  private final int timeToLive;
  private final RecordData[] data;
  private volatile @Nullable Signatures signatures;

  /**
   * Signatures over a set.
   *
   * @param records the RRSIG records
   * @param validUntil when to make new ones, in seconds since 1970
   */
  public record Signatures(RecordSet records, long validUntil) {}

  /**
   * A set.
   *
   * @param timeToLive seconds, 0 to 2147483647
   * @param data at least one
   */
  public RecordSet(DomainName owner, int type, int timeToLive, List<RecordData> data) {
    this.owner = owner;
    this.type = type;
    this.timeToLive = timeToLive;
    this.data = data.toArray(RecordData[]::new);
  }

  /** Whose records these are. */
  public DomainName owner() {
    return owner;
  }

  /** Their type. */
  public int type() {
    return type;
  }

  /** How long resolvers may keep them, in seconds. */
  public int timeToLive() {
    return timeToLive;
  }

  /** How many records there are. */
  public int size() {
    return data.length;
  }

  /** The data of record {@code index}, from 0. */
  public RecordData data(int index) {
    return data[index];
  }

  /** The data of all records. */
  public List<RecordData> data() {
    return List.of(data);
  }

  /** The signatures that were made last, or null. */
  public @Nullable Signatures signatures() {
    return signatures;
  }

  /** Keeps signatures for the next answers. */
  public void keep(Signatures made) {
    signatures = made;
  }
}
