package io.spillway.facility.provider;

import io.spillway.config.Arguments;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where credentials are read from while a configuration is: files and the environment. Confined to
 * the reading thread.
 */
public final class CredentialSources {
  private static final int LONGEST = 64 * 1024;

  private final SourceFiles files;
  private final UnaryOperator<@Nullable String> environment;

  /**
   * Sources.
   *
   * @param environment the value of a variable, or null where it is not set
   */
  public CredentialSources(SourceFiles files, UnaryOperator<@Nullable String> environment) {
    this.files = files;
    this.environment = environment;
  }

  /** Takes a file's name and reads the credential from it, without white space at its ends. */
  public Secret file(Arguments arguments, String option) {
    Word word = arguments.word("a file name after '" + option + "'");
    String name = word.unicode();
    try {
      byte[] content = files.readSecret(name);
      String text = new String(content, StandardCharsets.UTF_8).strip();
      if (content.length > LONGEST || text.isEmpty()) {
        throw arguments.error(
            word,
            "'" + option + "': '" + name + "' " + (text.isEmpty() ? "is empty." : "is too long."));
      }
      return new Secret("file " + name, text);
    } catch (IOException e) {
      throw arguments.error(
          word, "'" + option + "': unable to read '" + name + "' (" + e.getMessage() + ").");
    }
  }

  /** Takes the name of an environment variable and reads the credential from that. */
  public Secret variable(Arguments arguments, String option) {
    Word word = arguments.word("the name of an environment variable after '" + option + "'");
    String value = environment.apply(word.text());
    if (value == null || value.isBlank()) {
      throw arguments.error(
          word,
          "'"
              + option
              + "': the environment variable '"
              + word
              + "' is "
              + (value == null ? "not set." : "empty."));
    }
    return new Secret("environment variable " + word, value.strip());
  }
}
