package io.spillway.facility.exchange;

import io.spillway.facility.agreement.Ballot;
import io.spillway.facility.agreement.Message;
import io.spillway.facility.agreement.Vote;
import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.exchange.VoterState.NameState;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Verdict;
import io.spillway.facility.verdict.View;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Frames as bytes. Stateless. */
final class FrameCodec {
  /** No frame is longer, in bytes. */
  static final int MAX_LENGTH = 256 * 1024;

  private static final int INTRODUCTION = 1;
  private static final int STATE = 2;
  private static final int RECEIVED = 3;
  private static final int PREPARE = 4;
  private static final int PROMISE = 5;
  private static final int PROPOSE = 6;
  private static final int VOTED = 7;
  private static final int REFUSED = 8;
  private static final int MOST_ENTRIES = 10_000;
  private static final long LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private FrameCodec() {}

  static byte[] encode(Frame frame) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new Writer(new DataOutputStream(bytes)).write(frame);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The frame that {@code bytes} hold.
   *
   * @throws IOException when they hold none
   */
  static Frame decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      Frame frame = new Reader(in).frame();
      if (in.read() >= 0) {
        throw new IOException("bytes behind the end of a frame");
      }
      return frame;
    } catch (IllegalArgumentException e) {
      throw new IOException("a frame that makes no sense: " + e.getMessage(), e);
    }
  }

  private record Writer(DataOutputStream out) {
    void write(Frame frame) throws IOException {
      switch (frame) {
        case Frame.Introduction introduction -> {
          out.writeByte(INTRODUCTION);
          out.writeUTF(introduction.voter());
          out.writeLong(introduction.voters());
        }
        case Frame.State state -> {
          out.writeByte(STATE);
          out.writeLong(state.sequence());
          state(state.state());
        }
        case Frame.Received received -> {
          out.writeByte(RECEIVED);
          out.writeLong(received.sequence());
        }
        case Frame.Agreement agreement -> message(agreement.message());
      }
    }

    private void message(Message message) throws IOException {
      out.writeByte(
          switch (message) {
            case Message.Prepare _ -> PREPARE;
            case Message.Promise _ -> PROMISE;
            case Message.Propose _ -> PROPOSE;
            case Message.Voted _ -> VOTED;
            case Message.Refused _ -> REFUSED;
          });
      out.writeUTF(message.name());
      ballot(message.ballot());
      switch (message) {
        case Message.Promise promise -> {
          Vote vote = promise.vote();
          out.writeBoolean(vote != null);
          if (vote != null) {
            ballot(vote.ballot());
            verdict(vote.verdict());
          }
        }
        case Message.Propose propose -> verdict(propose.verdict());
        case Message.Refused refused -> ballot(refused.promised());
        case Message.Prepare _, Message.Voted _ -> {
          // Nothing more.
        }
      }
    }

    private void state(VoterState state) throws IOException {
      out.writeInt(state.names().size());
      for (Map.Entry<String, NameState> entry : state.names().entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().views().size());
        for (Map.Entry<InetAddress, View> view : entry.getValue().views().entrySet()) {
          address(view.getKey());
          out.writeByte(view.getValue().ordinal());
        }
        verdict(entry.getValue().verdict());
      }
      out.writeInt(state.orders().size());
      for (Map.Entry<String, Instruction> entry : state.orders().entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeByte(entry.getValue().order().kind().ordinal());
        out.writeLong(entry.getValue().order().number());
        out.writeUTF(entry.getValue().author());
        out.writeLong(entry.getValue().drillMillis());
        out.writeLong(entry.getValue().window().getEpochSecond());
        out.writeBoolean(entry.getValue().scheduled());
      }
      out.writeInt(state.hears().size());
      for (String voter : state.hears()) {
        out.writeUTF(voter);
      }
      out.writeBoolean(state.standsBack());
    }

    private void ballot(Ballot ballot) throws IOException {
      out.writeLong(ballot.number());
      out.writeUTF(ballot.voter());
    }

    private void verdict(Verdict verdict) throws IOException {
      out.writeLong(verdict.revision());
      out.writeInt(verdict.withdrawn().size());
      for (InetAddress address : verdict.withdrawn()) {
        address(address);
      }
    }

    private void address(InetAddress address) throws IOException {
      byte[] bytes = address.getAddress();
      out.writeByte(bytes.length);
      out.write(bytes);
    }
  }

  private record Reader(DataInputStream in) {
    Frame frame() throws IOException {
      int type = in.readUnsignedByte();
      return switch (type) {
        case INTRODUCTION -> new Frame.Introduction(in.readUTF(), in.readLong());
        case STATE -> new Frame.State(in.readLong(), state());
        case RECEIVED -> new Frame.Received(in.readLong());
        case PREPARE -> new Frame.Agreement(new Message.Prepare(in.readUTF(), ballot()));
        case PROMISE -> new Frame.Agreement(new Message.Promise(in.readUTF(), ballot(), vote()));
        case PROPOSE -> new Frame.Agreement(new Message.Propose(in.readUTF(), ballot(), verdict()));
        case VOTED -> new Frame.Agreement(new Message.Voted(in.readUTF(), ballot()));
        case REFUSED -> new Frame.Agreement(new Message.Refused(in.readUTF(), ballot(), ballot()));
        default -> throw new IOException("a frame of an unknown type (" + type + ")");
      };
    }

    private VoterState state() throws IOException {
      Map<String, NameState> names = new HashMap<>();
      for (int i = count(); i > 0; i--) {
        String name = in.readUTF();
        Map<InetAddress, View> views = new HashMap<>();
        for (int j = count(); j > 0; j--) {
          views.put(address(), constant(View.values()));
        }
        names.put(name, new NameState(views, verdict()));
      }
      Map<String, Instruction> orders = new HashMap<>();
      for (int i = count(); i > 0; i--) {
        String facility = in.readUTF();
        Order.Kind kind = constant(Order.Kind.values());
        orders.put(
            facility,
            new Instruction(
                new Order(kind, in.readLong()),
                in.readUTF(),
                in.readLong(),
                moment(),
                in.readBoolean()));
      }
      Set<String> hears = new HashSet<>();
      for (int i = count(); i > 0; i--) {
        hears.add(in.readUTF());
      }
      return new VoterState(names, orders, hears, in.readBoolean());
    }

    private @Nullable Vote vote() throws IOException {
      return in.readBoolean() ? new Vote(ballot(), verdict()) : null;
    }

    private Ballot ballot() throws IOException {
      return new Ballot(in.readLong(), in.readUTF());
    }

    private Verdict verdict() throws IOException {
      long revision = in.readLong();
      Set<InetAddress> withdrawn = new HashSet<>();
      for (int i = count(); i > 0; i--) {
        withdrawn.add(address());
      }
      return new Verdict(revision, withdrawn);
    }

    private InetAddress address() throws IOException {
      int length = in.readUnsignedByte();
      if (length != 4 && length != 16) {
        throw new IOException("an address of " + length + " bytes");
      }
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return InetAddress.getByAddress(bytes);
    }

    private Instant moment() throws IOException {
      long seconds = in.readLong();
      if (seconds < 0 || seconds > LAST_MOMENT) {
        throw new IOException("a moment out of range (" + seconds + ")");
      }
      return Instant.ofEpochSecond(seconds);
    }

    private int count() throws IOException {
      int count = in.readInt();
      if (count < 0 || count > MOST_ENTRIES) {
        throw new IOException("a list of " + count + " entries");
      }
      return count;
    }

    private <T> T constant(T[] all) throws IOException {
      int ordinal = in.readUnsignedByte();
      if (ordinal >= all.length) {
        throw new IOException("an unknown constant (" + ordinal + ")");
      }
      return all[ordinal];
    }
  }
}
