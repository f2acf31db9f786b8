package io.spillway.rules.hash;

import java.util.zip.CRC32;

/** The functions from bytes to 32 bits that {@code hash-type} and converters name. Thread-safe. */
public enum HashFunction {
  /** The default: good on short and similar keys. */
  SDBM("sdbm") {
    @Override
    public int hash(byte[] bytes, int from, int to) {
      int hash = 0;
      for (int i = from; i < to; i++) {
        hash = (bytes[i] & 0xff) + (hash << 6) + (hash << 16) - hash;
      }
      return hash;
    }
  },
  /** Daniel Bernstein's. */
  DJB2("djb2") {
    @Override
    public int hash(byte[] bytes, int from, int to) {
      int hash = 5381;
      for (int i = from; i < to; i++) {
        hash = hash * 33 + (bytes[i] & 0xff);
      }
      return hash;
    }
  },
  /** Two words turned against each other by amounts that depend on the data. */
  WT6("wt6") {
    @Override
    public int hash(byte[] bytes, int from, int to) {
      int first = 0xa53c965a;
      int second = 0x5ca6953a;
      int turnFirst = 6;
      int turnSecond = 18;
      for (int i = from; i < to; i++) {
        int octet = bytes[i] & 0xff;
        first = ~(first ^ octet);
        second = ~(second + octet);
        int turned = Integer.rotateLeft(second, turnFirst);
        second = Integer.rotateLeft(first, turnSecond);
        first = turned;
        int turns = (first >>> 16 ^ second) & 0xffff;
        turnFirst = turns & 0x1f;
        turnSecond = turns >>> 11;
      }
      return first ^ second;
    }
  },
  /** The checksum of Ethernet and zlib. */
  CRC32("crc32") {
    @Override
    public int hash(byte[] bytes, int from, int to) {
      CRC32 sum = new CRC32();
      sum.update(bytes, from, to - from);
      return (int) sum.getValue();
    }
  },
  /** None: the key is a number already, and counts as it is. */
  NONE("none") {
    @Override
    public int hash(byte[] bytes, int from, int to) {
      int number = 0;
      for (int i = from; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
        number = number * 10 + bytes[i] - '0';
      }
      return number;
    }
  };

  private final String word;

  HashFunction(String word) {
    this.word = word;
  }

  /** The word of the configuration. */
  public String word() {
    return word;
  }

  /** The hash of {@code bytes} from {@code from} up to {@code to}. */
  public abstract int hash(byte[] bytes, int from, int to);

  /**
   * Spreads the bits of {@code value} over all 32 (Bob Jenkins' integer mix, then a multiplication
   * by a prime), so that near values come to lie far apart.
   */
  public static int spread(int value) {
    int mixed = value + 0x7ed55d16 + (value << 12);
    mixed = mixed ^ 0xc761c23c ^ mixed >>> 19;
    mixed = mixed + 0x165667b1 + (mixed << 5);
    mixed = mixed + 0xd3a2646c ^ mixed << 9;
    mixed = mixed + 0xfd7046c5 + (mixed << 3);
    mixed = mixed ^ 0xb55a4f09 ^ mixed >>> 16;
    return mixed * 0xc0000001;
  }
}
