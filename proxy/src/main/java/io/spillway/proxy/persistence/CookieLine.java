package io.spillway.proxy.persistence;

import io.spillway.http.CookiePairs;
import io.spillway.http.Head;
import io.spillway.rules.sample.ByteBuilder;

/**
 * One Cookie header while its pairs are looked at, and kept, changed or dropped one after the
 * other. What is kept is written anew from the first change on. Confined to the stream's loop.
 */
final class CookieLine {
  private final CookiePairs pair = new CookiePairs();
  private final ByteBuilder out;
  private Head head;
  private int header;
  private boolean editing;
  private boolean dropping;
  private boolean dropsFirst;
  private boolean hasOthers;

  CookieLine(Head head, ByteBuilder out) {
    this.head = head;
    this.out = out;
  }

  /** Begins with the header of that index. */
  void begin(Head newHead, int newHeader) {
    head = newHead;
    header = newHeader;
    pair.over(head.bytes(), head.valueStart(header), head.valueEnd(header));
    editing = false;
    dropping = false;
    dropsFirst = false;
    hasOthers = false;
  }

  /** The pair that is looked at. */
  CookiePairs pair() {
    return pair;
  }

  /** Goes to the next pair. */
  boolean next() {
    return pair.next();
  }

  /**
   * Keeps an attribute (RFC 2109: its name begins with a dollar sign), which goes with its cookie.
   */
  void keepAttribute() {
    if (editing && !dropping) {
      append(pair.divider(), pair.nextDivider());
    }
  }

  /** Keeps the pair because it is the application's. */
  void keep() {
    hasOthers = true;
    keepValueFrom(pair.valueStart());
  }

  /** Keeps the pair with the part of its value from {@code start} on. */
  void keepValueFrom(int start) {
    boolean changed =
        pair.isValued() && (pair.nameEnd() + 1 != pair.valueStart() || start != pair.valueStart());
    if (changed) {
      edit();
    }
    if (!editing) {
      return;
    }
    if (!dropping) {
      append(pair.divider(), pair.nameStart());
    } else if (!dropsFirst) {
      trim();
      out.append(head.bytes()[pair.divider()]).append(' ');
    }
    dropping = false;
    if (pair.isValued()) {
      append(pair.nameStart(), pair.nameEnd());
      out.append('=');
      append(start, pair.nextDivider());
    } else {
      append(pair.nameStart(), pair.nextDivider());
    }
  }

  /** Drops the pair. */
  void drop() {
    edit();
    if (!dropping) {
      dropping = true;
      dropsFirst = out.length() == 0;
    }
  }

  private void edit() {
    if (!editing) {
      editing = true;
      out.clear();
      append(head.valueStart(header), pair.divider());
    }
  }

  private void append(int start, int end) {
    out.append(head.bytes(), start, end - start);
  }

  private void trim() {
    int length = out.length();
    while (length > 0 && (out.array()[length - 1] == ' ' || out.array()[length - 1] == '\t')) {
      length--;
    }
    out.truncate(length);
  }

  /** Gives the header what was kept, or removes it where that is nothing. */
  void end() {
    if (!editing) {
      return;
    }
    if (dropping) {
      trim();
    }
    if (out.length() == 0 || dropping && !hasOthers) {
      head.remove(header);
    } else {
      head.setValue(header, out.array(), 0, out.length());
    }
  }
}
