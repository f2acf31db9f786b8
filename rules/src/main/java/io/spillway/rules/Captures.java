package io.spillway.rules;

import io.spillway.rules.sample.ByteSlice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream keeps of its messages for the log and for {@code capture.*}: the values of the
 * declared slots and the request line as it was received. Reusable; confined to its stream.
 */
public final class Captures {
  /** Most request lines are short, and an idle connection keeps its last one. */
  private static final int FIRST_LINE = 96;

  private final byte[][] request;
  private final byte[][] response;
  private final int[] requestLengths;
  private final int[] responseLengths;
  private final int maxLine;
  private byte[] line;
  private int methodLength = -1;
  private int uriLength;
  private int versionLength;

  /**
   * Empty captures.
   *
   * @param requestSlots the longest value of each request slot, in bytes
   * @param responseSlots the longest value of each response slot, in bytes
   * @param maxLine the longest request line that is kept, in bytes: {@code tune.http.logurilen}
   */
  public Captures(int[] requestSlots, int[] responseSlots, int maxLine) {
    request = new byte[requestSlots.length][];
    response = new byte[responseSlots.length][];
    for (int i = 0; i < request.length; i++) {
      request[i] = new byte[requestSlots[i]];
    }
    for (int i = 0; i < response.length; i++) {
      response[i] = new byte[responseSlots[i]];
    }
    requestLengths = new int[request.length];
    responseLengths = new int[response.length];
    this.maxLine = maxLine;
    line = new byte[Math.min(maxLine, FIRST_LINE)];
    clear();
  }

  /** Forgets all values. */
  public void clear() {
    Arrays.fill(requestLengths, -1);
    Arrays.fill(responseLengths, -1);
    methodLength = -1;
  }

  /** How many slots there are for requests. */
  public int requestSlots() {
    return request.length;
  }

  /** How many slots there are for responses. */
  public int responseSlots() {
    return response.length;
  }

  /** Keeps a value, shortened to its slot's length; a slot that does not exist keeps nothing. */
  public void keep(boolean ofResponse, int slot, byte[] value, int offset, int length) {
    byte[][] slots = ofResponse ? response : request;
    if (slot < slots.length) {
      int kept = Math.min(length, slots[slot].length);
      System.arraycopy(value, offset, slots[slot], 0, kept);
      (ofResponse ? responseLengths : requestLengths)[slot] = kept;
    }
  }

  /** Points {@code into} to the value of a slot; null where nothing was kept. */
  public @Nullable ByteSlice get(boolean ofResponse, int slot, ByteSlice into) {
    byte[][] slots = ofResponse ? response : request;
    int[] lengths = ofResponse ? responseLengths : requestLengths;
    if (slot < 0 || slot >= slots.length || lengths[slot] < 0) {
      return null;
    }
    return into.set(slots[slot], 0, lengths[slot]);
  }

  /** Keeps the request line as it was received, shortened to the greatest length. */
  public void keepLine(
      byte[] source,
      int methodFrom,
      int methodCount,
      int uriFrom,
      int uriCount,
      int versionFrom,
      int versionCount) {
    methodLength = put(0, source, methodFrom, methodCount);
    uriLength = put(methodLength, source, uriFrom, uriCount);
    versionLength = put(methodLength + uriLength, source, versionFrom, versionCount);
  }

  private int put(int at, byte[] source, int from, int count) {
    int kept = Math.min(count, maxLine - at);
    if (at + kept > line.length) {
      line = Arrays.copyOf(line, Math.min(maxLine, Math.max(at + kept, 2 * line.length)));
    }
    System.arraycopy(source, from, line, at, kept);
    return kept;
  }

  /** Points {@code into} to the received method; null before the request. */
  public @Nullable ByteSlice method(ByteSlice into) {
    return methodLength < 0 ? null : into.set(line, 0, methodLength);
  }

  /** Points {@code into} to the received URI; null before the request. */
  public @Nullable ByteSlice uri(ByteSlice into) {
    return methodLength < 0 ? null : into.set(line, methodLength, uriLength);
  }

  /** Points {@code into} to the received version; null before the request. */
  public @Nullable ByteSlice version(ByteSlice into) {
    return methodLength < 0 ? null : into.set(line, methodLength + uriLength, versionLength);
  }
}
