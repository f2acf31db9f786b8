package io.spillway.http.h2;

/**
 * The Huffman code of header strings (RFC 7541 section 5.2 and appendix B). The code is canonical:
 * codes of one length follow each other in the order of their symbols, so that the lengths tell it
 * all. Thread-safe.
 */
final class Huffman {
  /** What {@link #decode} returns for what is no such string. */
  static final int MALFORMED = -1;

  /** A string's shortest code is five bits long, so decoding makes it at most this much longer. */
  static final int MAX_GROWTH_NUMERATOR = 8;

  static final int MAX_GROWTH_DENOMINATOR = 5;

  private static final int END_OF_STRING = 256;
  private static final int LONGEST = 30;

  /** The length of each symbol's code in bits. */
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5,
    6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23,
    23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20,
    22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22,
    22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26,
    27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
    25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
  };

  /** All symbols in the order of their codes. */
  private static final short[] SYMBOLS = new short[LENGTHS.length];

  /** The lengths that occur, in rising order. */
  private static final int[] STEPS;

  /** For each of them: the first code of a greater length, its bits shifted to the top of 32. */
  private static final long[] LIMITS;

  /** For each of them: its first code, shifted likewise, and that code's place in the symbols. */
  private static final long[] FIRST;

  private static final int[] PLACES;

  static {
    int count = 0;
    int steps = 0;
    int[] lengths = new int[LONGEST];
    long[] first = new long[LONGEST];
    long[] limits = new long[LONGEST];
    int[] places = new int[LONGEST];
    long code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      int before = count;
      long start = code;
      for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
        if (LENGTHS[symbol] == length) {
          SYMBOLS[count++] = (short) symbol;
          code += 1L << (Integer.SIZE - length);
        }
      }
      if (count > before) {
        lengths[steps] = length;
        first[steps] = start;
        limits[steps] = code;
        places[steps] = before;
        steps++;
      }
    }
    STEPS = java.util.Arrays.copyOf(lengths, steps);
    FIRST = java.util.Arrays.copyOf(first, steps);
    LIMITS = java.util.Arrays.copyOf(limits, steps);
    PLACES = java.util.Arrays.copyOf(places, steps);
  }

  private Huffman() {}

  /**
   * Decodes a string.
   *
   * @param out has room for {@code length} × 8/5 bytes from {@code at}
   * @return how many bytes it is, or {@link #MALFORMED}
   */
  static int decode(byte[] bytes, int start, int length, byte[] out, int at) {
    long bits = 0; // the next ones, from the top of 32 on, with what is to come below
    int available = 0;
    int p = start;
    int end = start + length;
    int written = at;
    while (true) {
      while (available <= Integer.SIZE && p < end) {
        bits |= (bytes[p++] & 0xffL) << (56 - available);
        available += 8;
      }
      if (available < 5) {
        break;
      }
      long top = bits >>> Integer.SIZE;
      int step = 0;
      while (step < STEPS.length && top >= LIMITS[step]) {
        step++;
      }
      if (step == STEPS.length) {
        return MALFORMED;
      }
      int used = STEPS[step];
      if (used > available) {
        break;
      }
      int symbol = SYMBOLS[PLACES[step] + (int) ((top - FIRST[step]) >>> (Integer.SIZE - used))];
      if (symbol == END_OF_STRING) {
        return MALFORMED;
      }
      out[written++] = (byte) symbol;
      bits <<= used;
      available -= used;
    }
    // What remains is padding: fewer than eight bits, all of them ones.
    boolean padded =
        available < 8 && (available == 0 || bits >>> (64 - available) == (1L << available) - 1);
    return padded ? written - at : MALFORMED;
  }
}
