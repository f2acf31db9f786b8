package io.spillway.rules;

import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one scope's instance. Reusable: {@link #clear} keeps the memory. Confined to its
 * owner, but for the one of scope {@code proc}, which {@link #shared} makes thread-safe.
 */
public class VariableStore {
  /** What a variable costs beside its bytes, for the limits of {@code tune.vars.*-max-size}. */
  private static final int COST = 64;

  private final long limit;
  private final @Nullable VariableStore parent;
  private Slot[] slots = new Slot[4];
  private int count;
  private long size;

  /**
   * An empty store.
   *
   * @param limit the greatest size in bytes, of this store and those below it; 0 for none
   * @param parent the store of the next longer-living scope, whose limit counts too, or null
   */
  public VariableStore(long limit, @Nullable VariableStore parent) {
    this.limit = limit;
    this.parent = parent;
  }

  /** An empty store that threads may share. */
  public static VariableStore shared(long limit) {
    return new Shared(limit);
  }

  /** Puts the variable's value into {@code into}; false where it is not set. */
  public boolean get(VariableName name, Sample into) {
    Slot slot = find(name);
    if (slot == null) {
      return false;
    }
    slot.read(into);
    return true;
  }

  /** Sets the variable to a copy of {@code value}; false where that would pass the limit. */
  public boolean set(VariableName name, Sample value) {
    Slot slot = find(name);
    int length = value.type().isBytes() ? value.length() : 0;
    long more = slot == null ? COST + (long) length : (long) length - slot.length;
    if (!account(more)) {
      return false;
    }
    if (slot == null) {
      slot = append();
      slot.name = name;
    }
    slot.write(value);
    return true;
  }

  /** Forgets the variable. */
  public void unset(VariableName name) {
    for (int i = 0; i < count; i++) {
      Slot slot = slots[i];
      if (slot.name == name) {
        account(-(COST + (long) slot.length));
        count--;
        slots[i] = slots[count];
        slots[count] = slot;
        return;
      }
    }
  }

  /** Whether the variable is set. */
  public boolean has(VariableName name) {
    return find(name) != null;
  }

  /**
   * Goes over the variables that are set, in no certain order.
   *
   * @param value holds the variable's value while {@code action} is called
   */
  public void forEach(Sample value, Consumer<VariableName> action) {
    for (int i = 0; i < count; i++) {
      VariableName name = slots[i].name;
      if (name != null) {
        slots[i].read(value);
        action.accept(name);
      }
    }
  }

  /** Forgets all variables. */
  public void clear() {
    account(-size);
    count = 0;
  }

  private @Nullable Slot find(VariableName name) {
    for (int i = 0; i < count; i++) {
      if (slots[i].name == name) {
        return slots[i];
      }
    }
    return null;
  }

  private Slot append() {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, count * 2);
    }
    Slot slot = slots[count];
    if (slot == null) {
      slot = new Slot();
      slots[count] = slot;
    }
    count++;
    return slot;
  }

  private boolean account(long more) {
    if (more > 0 && limit > 0 && size + more > limit) {
      return false;
    }
    if (parent != null && !parent.account(more)) {
      return false;
    }
    size += more;
    return true;
  }

  private static final class Slot {
    private @Nullable VariableName name;
    private SampleType type = SampleType.ANY;
    private long number;
    private long high;
    private byte[] bytes = new byte[0];
    private int length;

    private void write(Sample value) {
      type = value.type();
      number = value.number();
      high = value.high();
      length = 0;
      if (type.isBytes()) {
        length = value.length();
        if (bytes.length < length) {
          bytes = new byte[Math.max(length, 32)];
        }
        System.arraycopy(value.bytes(), value.offset(), bytes, 0, length);
      }
    }

    private void read(Sample into) {
      switch (type) {
        case BOOLEAN -> into.bool(number != 0);
        case INTEGER -> into.integer(number);
        case IPV4 -> into.ipv4(number);
        case IPV6 -> into.ipv6(high, number);
        default -> into.bytes(type, bytes, 0, length);
      }
    }
  }

  /** The store of scope {@code proc}: thread-safe, and what it gives is a copy. */
  private static final class Shared extends VariableStore {
    Shared(long limit) {
      super(limit, null);
    }

    @Override
    public synchronized boolean get(VariableName name, Sample into) {
      if (!super.get(name, into)) {
        return false;
      }
      if (into.type().isBytes()) {
        ByteBuilder copy = into.scratch();
        copy.append(into.bytes(), into.offset(), into.length());
        into.bytes(into.type(), copy);
      }
      return true;
    }

    @Override
    public synchronized boolean set(VariableName name, Sample value) {
      return super.set(name, value);
    }

    @Override
    public synchronized void unset(VariableName name) {
      super.unset(name);
    }

    @Override
    public synchronized boolean has(VariableName name) {
      return super.has(name);
    }

    @Override
    public synchronized void forEach(Sample value, Consumer<VariableName> action) {
      super.forEach(value, action);
    }

    @Override
    public synchronized void clear() {
      super.clear();
    }
  }
}
