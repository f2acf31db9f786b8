package io.spillway.ops.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a master's own socket ({@code -S}; management manual, chapter 9.4): answers the
 * master's commands, and passes those on to workers that {@code @} and a process stand before.
 * Unlike a worker's session it goes on after the first line without {@code prompt} too. Confined to
 * its thread.
 */
public final class MasterSession {
  /** A target: the master itself. */
  private static final int MASTER = 0;

  private static final int TIMEOUT_SECONDS = 60;
  private static final int OWN_TIMEOUT_SECONDS = 5;

  private final MasterStatus master;
  private final LineInput in;
  private final OutputStream out;
  private Level level;
  private boolean isInteractive;
  private boolean isEnded;

  /** The process that commands without a prefix go to: its id, or {@link #MASTER}. */
  private int target = MASTER;

  /** A session over a connection that was just accepted. */
  public MasterSession(MasterStatus master, Level level, InputStream in, OutputStream out) {
    this.master = master;
    this.level = level;
    this.in = new LineInput(in);
    this.out = out;
  }

  /**
   * Answers commands until the connection ends.
   *
   * @throws IOException when the connection breaks, or a worker does not answer
   * @throws InterruptedException when the thread was interrupted while the master reloads
   */
  public void run() throws IOException, InterruptedException {
    try {
      String line = in.line();
      while (line != null) {
        answer(line);
        if (isEnded) {
          return;
        }
        line = in.line();
      }
    } catch (LineInput.UnusableException e) {
      // What follows are no commands.
      out.write(e.answer().getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private void answer(String line) throws IOException, InterruptedException {
    String commands = line;
    String payload = "";
    int mark = line.indexOf(LineInput.MARK);
    if (mark >= 0) {
      commands = line.substring(0, mark);
      String end = line.substring(mark + LineInput.MARK.length()).trim();
      payload = LineInput.MARK + end + "\n" + in.payload(end) + end + "\n";
    }
    List<String> all = split(commands);
    for (int i = 0; i < all.size() && !isEnded; i++) {
      execute(all.get(i), i == all.size() - 1 ? payload : "");
    }
  }

  /** The commands of a line, as they were written: workers read them once more. */
  private static List<String> split(String line) {
    List<String> commands = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == ';') {
        commands.add(line.substring(start, i).strip());
        start = i + 1;
      }
    }
    String last = line.substring(start).strip();
    if (!last.isEmpty() || commands.isEmpty()) {
      commands.add(last);
    }
    return commands;
  }

  private void execute(String text, String payload) throws IOException, InterruptedException {
    boolean isAddressed = text.startsWith("@");
    int to = target;
    String command = text;
    if (isAddressed) {
      String prefix = text.split("\\s", 2)[0];
      command = text.substring(prefix.length()).strip();
      Integer found = find(prefix.substring(1));
      if (found == null) {
        missing(prefix);
        return;
      }
      to = found;
      if (command.isEmpty()) {
        target = to;
        prompt();
        return;
      }
    }
    List<String> words = CommandLine.parse(command).getFirst();
    boolean isOwn = !isAddressed || to == MASTER;
    if (isOwn && !words.isEmpty() && changeSession(words)) {
      return;
    }
    if (to == MASTER) {
      answerItself(words);
    } else {
      forward(to, command, payload);
    }
  }

  /** The process that the text after {@code @} names, or null. */
  private @Nullable Integer find(String name) {
    if (name.equals("master") || name.equals("0")) {
      return MASTER;
    }
    MasterStatus.RunningProcess current = master.currentWorker();
    if (current != null && (name.equals("1") || name.equals("!" + current.pid()))) {
      return current.pid();
    }
    for (MasterStatus.RunningProcess worker : master.formerWorkers()) {
      if (name.equals("!" + worker.pid())) {
        return worker.pid();
      }
    }
    return null;
  }

  private void missing(String prefix) throws IOException {
    write("Can't find the target PID matching the prefix '" + prefix + "'\n");
    isEnded = true;
  }

  /** Carries out a command about the connection itself; false where it is none. */
  private boolean changeSession(List<String> words) throws IOException {
    switch (words.getFirst()) {
      case "quit" -> isEnded = true;
      case "prompt" -> {
        isInteractive = words.size() < 2 ? !isInteractive : !words.get(1).equals("n");
        prompt();
      }
      case "operator" -> lowerTo(Level.OPERATOR);
      case "user" -> lowerTo(Level.USER);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void lowerTo(Level lower) throws IOException {
    if (level.compareTo(lower) < 0) {
      write("Permission denied!\n");
      isEnded = true;
      return;
    }
    level = lower;
    prompt();
  }

  private void answerItself(List<String> words) throws IOException, InterruptedException {
    String first = words.isEmpty() ? "" : words.getFirst();
    if (first.equals("help")) {
      tell(MasterHelp.help(words.subList(1, words.size())));
    } else if (first.equals("reload")) {
      reload();
    } else if (begins(words, "show", "version")) {
      tell(master.version() + "\n");
    } else if (begins(words, "show", "proc")) {
      tell(ProcessTable.of(master, this::versionOf));
    } else if (begins(words, "show", "startup-logs")) {
      showStart();
    } else if (begins(words, "show", "cli", "sockets")) {
      // As in HAProxy: the sockets are the workers', and the master's own are no part of the list.
      tell("");
    } else if (begins(words, "show", "cli", "level")) {
      tell(level.word() + "\n");
    } else {
      tell(MasterHelp.unknown(words));
    }
  }

  private static boolean begins(List<String> words, String... command) {
    return words.size() >= command.length
        && words.subList(0, command.length).equals(List.of(command));
  }

  private void reload() throws IOException, InterruptedException {
    if (level.compareTo(Level.OPERATOR) < 0) {
      tell("Permission denied\n");
      return;
    }
    String failure = master.reload();
    write(failure == null ? "Success=1\n" : "Success=0\n--\n" + failure + "\n");
    isEnded = true;
  }

  /** What the current worker told when it started, and then the master itself. */
  private void showStart() throws IOException {
    if (level.compareTo(Level.OPERATOR) < 0) {
      tell("Permission denied\n");
      return;
    }
    MasterStatus.RunningProcess current = master.currentWorker();
    String told = current == null ? "" : answerOf(current.pid(), "show startup-logs").strip();
    tell((told.isEmpty() ? "" : told + "\n") + master.startupMessages());
  }

  private void forward(int pid, String command, String payload) throws IOException {
    MasterStatus.WorkerConnection connection;
    try {
      connection = master.connect(pid, TIMEOUT_SECONDS);
    } catch (IOException e) {
      missing("@!" + pid);
      return;
    }
    try (connection) {
      boolean isRestricted = level != Level.ADMIN;
      String text = (isRestricted ? level.word() + ";" : "") + command + " " + payload;
      send(connection, payload.isEmpty() ? text + "\n" : text);
      InputStream answer = connection.input();
      if (isRestricted) {
        // The line feed that the worker answers with to the command that lowers the level.
        answer.skipNBytes(1);
      }
      answer.transferTo(out);
    }
    out.flush();
    prompt();
  }

  private static void send(MasterStatus.WorkerConnection connection, String text)
      throws IOException {
    connection.output().write(text.getBytes(StandardCharsets.UTF_8));
    connection.output().flush();
    connection.endOutput();
  }

  /** The version of a worker's program, which may have been replaced since the master started. */
  private String versionOf(int pid) {
    String version = answerOf(pid, "show version").strip();
    return version.isEmpty() ? "-" : version;
  }

  /** What a worker says to {@code command}; empty where it does not answer. */
  private String answerOf(int pid, String command) {
    try (MasterStatus.WorkerConnection connection = master.connect(pid, OWN_TIMEOUT_SECONDS)) {
      send(connection, command + "\n");
      return new String(connection.input().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private void tell(String text) throws IOException {
    write(text + "\n");
    prompt();
  }

  private void prompt() throws IOException {
    if (isInteractive) {
      write((target == MASTER ? "master" : String.valueOf(target)) + "> ");
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
