package io.spillway.ops.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Diagnostics;
import io.spillway.ops.SampleProcess;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.sample.SampleType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and payloads that are too long or cut off do nothing, nor does what follows them. */
class LineInputTest {
  @TempDir private Path directory;
  private SampleProcess process;
  private PatternList list;
  private String add;

  @BeforeEach
  void load() throws Exception {
    Path file = Files.writeString(directory.resolve("m"), "a one\n");
    process = new SampleProcess(1);
    list = process.patterns().file(file.toString(), true);
    list.view("by map", MatchMethod.STRING, false, false, SampleType.STRING);
    process.rules().finish(new Diagnostics());
    add = "prompt\nadd map " + file + " <<\n";
  }

  private String ask(String input) throws IOException {
    return RuntimeAnswers.ours(process, Level.ADMIN, input);
  }

  private static LineInput input(String text) {
    return new LineInput(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
  }

  @Test
  void aPayloadOfThousandsOfLinesIsTakenWhole() throws Exception {
    String lines = "some-key-of-a-map and-its-value\n".repeat(20_000);
    assertThat(ask(add + lines + "\n")).doesNotContain("payload");
    assertThat(list.count()).isEqualTo(20_001);
  }

  @Test
  void aPayloadThatIsTooLongDoesNothingAndItsRestIsNoCommand() throws Exception {
    String lines = "clear map #0\n".repeat(LineInput.MAX_PAYLOAD / 13 + 100);
    assertThat(ask(add + lines + "\n"))
        .endsWith("The payload is too long (at most 1048576 bytes). Nothing was done.\n\n");
    assertThat(list.count()).isEqualTo(1);
  }

  @Test
  void aPayloadThatIsCutOffDoesNothing() throws Exception {
    assertThat(ask(add + "b two\nc thr")).endsWith("has no end. Nothing was done.\n\n");
    assertThat(ask(add + "b two\n")).endsWith("has no end. Nothing was done.\n\n");
    assertThat(list.count()).isEqualTo(1);
  }

  @Test
  void aCommandThatIsTooLongDoesNothingAndItsRestIsNoCommand() throws Exception {
    String filler = "x".repeat(LineInput.MAX_LINE);
    assertThat(ask("prompt\n" + filler + "quit\nshow info\n"))
        .endsWith("The command is too long (at most 16384 bytes).\n\n")
        .doesNotContain("Name:");
  }

  @Test
  void aCommandOfTheGreatestLengthIsALine() throws IOException {
    String longest = "x".repeat(LineInput.MAX_LINE);
    LineInput input = input(longest + "\nquit\r\n");
    assertThat(input.line()).isEqualTo(longest);
    assertThat(input.line()).isEqualTo("quit");
    assertThat(input.line()).isNull();
  }
}
