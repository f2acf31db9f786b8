package io.spillway.facility.runtime;

import io.spillway.facility.agreement.Ballot;
import io.spillway.facility.agreement.Ledger;
import io.spillway.facility.agreement.Vote;
import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Verdict;
import io.spillway.net.WrittenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file that holds a {@link KeptState}: text, replaced as a whole, on the disk before {@link
 * #write} returns. Confined to one thread.
 */
final class StateFile {
  private static final String FIRST_LINE = "spillway facility state 1";
  private static final String LAST_LINE = "end";
  private static final String NOTHING = "-";
  private static final String SCHEDULED = "scheduled";

  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * What the file holds; nothing where there is no file.
   *
   * @throws IOException when it cannot be read, or holds something else
   */
  KeptState read() throws IOException {
    if (!Files.exists(file)) {
      return KeptState.EMPTY;
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.size() < 2
        || !lines.getFirst().equals(FIRST_LINE)
        || !lines.getLast().equals(LAST_LINE)) {
      throw new IOException("it is no state file, or a damaged one");
    }
    Map<String, Ledger> ledgers = new HashMap<>();
    Map<String, Instruction> orders = new HashMap<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      String[] words = line.split(" ");
      try {
        switch (words[0]) {
          case "name" -> ledgers.put(words[1], ledger(words));
          case "order" -> orders.put(words[1], instruction(words));
          default -> throw new IOException("it holds an unknown line: " + line);
        }
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IOException("it holds a line that cannot be read: " + line, e);
      }
    }
    return new KeptState(ledgers, orders);
  }

  /** The last two words are missing where an earlier version wrote the line. */
  private static Instruction instruction(String[] words) {
    boolean whole = words.length > 6;
    return new Instruction(
        new Order(Order.Kind.valueOf(words[2]), Long.parseLong(words[3])),
        words[4],
        Long.parseLong(words[5]),
        whole ? Instant.ofEpochSecond(Long.parseLong(words[6])) : Instant.EPOCH,
        whole && words[7].equals(SCHEDULED));
  }

  private static Ledger ledger(String[] words) throws IOException {
    Ballot promised = new Ballot(Long.parseLong(words[2]), text(words[3]));
    Verdict verdict = new Verdict(Long.parseLong(words[4]), addresses(words[5]));
    Vote vote =
        words[6].equals(NOTHING)
            ? null
            : new Vote(
                new Ballot(Long.parseLong(words[6]), text(words[7])),
                new Verdict(Long.parseLong(words[8]), addresses(words[9])));
    return new Ledger(promised, vote, verdict);
  }

  /** Replaces the file. */
  void write(KeptState state) throws IOException {
    StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
    new TreeMap<>(state.ledgers())
        .forEach(
            (name, ledger) -> {
              out.append("name ").append(name);
              append(out, ledger.promised());
              append(out, ledger.verdict());
              Vote vote = ledger.vote();
              if (vote == null) {
                out.append(' ').append(NOTHING);
              } else {
                append(out, vote.ballot());
                append(out, vote.verdict());
              }
              out.append('\n');
            });
    new TreeMap<>(state.orders())
        .forEach(
            (facility, instruction) ->
                out.append("order ")
                    .append(facility)
                    .append(' ')
                    .append(instruction.order().kind())
                    .append(' ')
                    .append(instruction.order().number())
                    .append(' ')
                    .append(instruction.author())
                    .append(' ')
                    .append(instruction.drillMillis())
                    .append(' ')
                    .append(instruction.window().getEpochSecond())
                    .append(' ')
                    .append(instruction.scheduled() ? SCHEDULED : NOTHING)
                    .append('\n'));
    out.append(LAST_LINE).append('\n');
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      // The new name, too, must be on the disk.
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void append(StringBuilder out, Ballot ballot) {
    out.append(' ')
        .append(ballot.number())
        .append(' ')
        .append(ballot.voter().isEmpty() ? NOTHING : ballot.voter());
  }

  private static void append(StringBuilder out, Verdict verdict) {
    out.append(' ')
        .append(verdict.revision())
        .append(' ')
        .append(
            verdict.withdrawn().isEmpty()
                ? NOTHING
                : verdict.withdrawn().stream()
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .collect(Collectors.joining(",")));
  }

  private static String text(String word) {
    return word.equals(NOTHING) ? "" : word;
  }

  private static Set<InetAddress> addresses(String word) throws IOException {
    Set<InetAddress> addresses = new HashSet<>();
    if (!word.equals(NOTHING)) {
      for (String text : word.split(",")) {
        InetAddress address = WrittenAddress.literal(text);
        if (address == null) {
          throw new IOException("it holds an address that cannot be read: " + text);
        }
        addresses.add(address);
      }
    }
    return addresses;
  }
}
