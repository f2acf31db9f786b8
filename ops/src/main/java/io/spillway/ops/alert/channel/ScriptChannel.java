package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.ops.alert.Notification;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program, without a shell: the notification comes as JSON on its standard input, the most
 * important of it in variables {@code SPILLWAY_...} of an environment that holds nothing else but
 * {@code PATH}. A program that ends with another code than 0, or takes too long, has not taken the
 * notification. Immutable.
 */
record ScriptChannel(List<String> command, Duration timeout) implements Channel {
  private static final int MOST_SHOWN = 200;
  private static final int MOST_LINES = 100;

  ScriptChannel {
    command = List.copyOf(command);
  }

  static ScriptChannel read(Arguments arguments, ChannelReader.Sources sources) {
    Word program = arguments.word("the path of a program");
    Path path = Path.of(program.unicode());
    if (!path.isAbsolute() || !Files.isExecutable(path) || Files.isDirectory(path)) {
      throw arguments.error(
          program,
          "'channel ... script': '"
              + program
              + "' is no program (expected: the absolute path of a file that may be executed).");
    }
    List<String> command = new ArrayList<>(List.of(program.unicode()));
    Duration timeout = ChannelWords.TIMEOUT;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "timeout" -> timeout = ChannelWords.timeout(arguments);
        case "args" -> arguments.rest().forEach(one -> command.add(one.unicode()));
        default -> throw ChannelWords.unknown(arguments, "script", word, "'timeout', 'args'");
      }
    }
    return new ScriptChannel(command, timeout);
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    Path output = null;
    try {
      output = Files.createTempFile("spillway-alert", ".out");
      run(notification, output);
    } catch (IOException e) {
      throw ChannelException.forNow(command.getFirst() + ": " + e.getMessage());
    } finally {
      if (output != null) {
        delete(output);
      }
    }
  }

  private static void delete(Path file) throws ChannelException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw ChannelException.forNow(file + ": " + e.getMessage());
    }
  }

  private void run(Notification notification, Path output)
      throws IOException, ChannelException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("SPILLWAY_ID", notification.id());
    environment.put("SPILLWAY_STATUS", NotificationJson.status(notification));
    environment.put("SPILLWAY_SEVERITY", notification.severity().word());
    environment.put("SPILLWAY_TITLE", notification.title());
    environment.put("SPILLWAY_TEXT", notification.text(MOST_LINES));
    environment.put("SPILLWAY_GROUP", notification.group());
    environment.put("SPILLWAY_INSTANCE", notification.instance());
    environment.put("SPILLWAY_TIME", notification.time().toString());
    Process process = builder.start();
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(
            NotificationJson.text(NotificationJson.of(notification))
                .getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // A program that does not read its input may be content with its environment.
        process.getOutputStream();
      }
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ChannelException.forNow(
            command.getFirst() + " did not end within " + timeout.toMillis() + " ms");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
      throw ChannelException.forNow(
          command.getFirst()
              + " ended with code "
              + process.exitValue()
              + (said.isEmpty()
                  ? ""
                  : ": "
                      + said.substring(0, Math.min(MOST_SHOWN, said.length()))
                          .replaceAll("\\p{Cntrl}", " ")));
    }
  }
}
