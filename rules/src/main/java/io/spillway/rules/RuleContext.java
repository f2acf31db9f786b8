package io.spillway.rules;

import io.spillway.config.Diagnostics;
import io.spillway.config.NamedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of one configuration share: the registry, variable names, user lists, files, and
 * what the outside world gives. Made anew for each reading of a configuration. Confined to the
 * thread that reads it, but for {@link #random} and {@link #processVariables}.
 */
public final class RuleContext {
  private final RuleRegistry registry;
  private final Surroundings surroundings;
  private final Map<String, VariableName> variables = new HashMap<>();
  private final Map<String, UserList> userLists = new HashMap<>();
  private final Map<String, List<String>> files = new LinkedHashMap<>();
  private final List<Consumer<Diagnostics>> deferred = new ArrayList<>();
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private final VariableStore processVariables = VariableStore.shared(0);
  private int bufferSize = 16384;

  /**
   * What rules take from outside.
   *
   * @param random gives random 32-bit numbers; called by any thread
   * @param environment the environment's variables
   * @param hostName this machine's name
   * @param directory what relative file names are relative to
   * @param threads how many event loops there will be
   */
  public record Surroundings(
      IntSupplier random,
      Map<String, String> environment,
      String hostName,
      Path directory,
      int threads) {}

  /** A context for reading one configuration. */
  public RuleContext(RuleRegistry registry, Surroundings surroundings) {
    this.registry = registry;
    this.surroundings = surroundings;
  }

  /** The words of the rule language. */
  public RuleRegistry registry() {
    return registry;
  }

  /** What rules take from outside. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** The longest string, in bytes, that an expression may make: {@code tune.bufsize}. */
  public int bufferSize() {
    return bufferSize;
  }

  /** Sets {@link #bufferSize}. */
  public void bufferSize(int bytes) {
    bufferSize = bytes;
  }

  /** The variables of scope {@code proc}. Thread-safe. */
  public VariableStore processVariables() {
    return processVariables;
  }

  /**
   * The variable called {@code name}, {@code scope.name}.
   *
   * @throws RuleSyntaxException when {@code name} is none
   */
  public VariableName variable(String name) {
    VariableName known = variables.get(name);
    if (known != null) {
      return known;
    }
    int dot = name.indexOf('.');
    VariableScope scope = dot < 0 ? null : VariableScope.of(name.substring(0, dot));
    if (scope == null) {
      throw new RuleSyntaxException(
          "invalid variable name '"
              + name
              + "'. A variable name must be start by its scope. The scope can be 'proc', 'sess',"
              + " 'txn', 'req', 'res' or 'check'");
    }
    String local = name.substring(dot + 1);
    if (local.isEmpty() || !local.chars().allMatch(RuleContext::isNameCharacter)) {
      throw new RuleSyntaxException(
          "invalid variable name '" + name + "' (expected: letters, digits, '_' and '.')");
    }
    VariableName made = new VariableName(scope, local);
    variables.put(name, made);
    return made;
  }

  private static boolean isNameCharacter(int c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c == '.';
  }

  /** Adds a {@code userlist} section; false where its name is taken. */
  public boolean addUserList(UserList list) {
    return userLists.putIfAbsent(list.name(), list) == null;
  }

  /** The user list called {@code name}, or null; to be asked for in {@link #later}. */
  public @Nullable UserList userList(String name) {
    return userLists.get(name);
  }

  /**
   * The lines of a text file, one character a byte, read once.
   *
   * @throws RuleSyntaxException when it cannot be read
   */
  public List<String> lines(String file) {
    List<String> known = files.get(file);
    if (known != null) {
      return known;
    }
    try {
      List<String> lines =
          Files.readAllLines(
              NamedFiles.plain(surroundings.directory().resolve(file)),
              StandardCharsets.ISO_8859_1);
      files.put(file, lines);
      return lines;
    } catch (IOException e) {
      throw new RuleSyntaxException("failed to open pattern file <" + file + ">");
    }
  }

  /** Whether there is a file of this name. */
  boolean exists(String file) {
    return Files.exists(NamedFiles.plain(surroundings.directory().resolve(file)));
  }

  /**
   * The bytes of a file.
   *
   * @throws RuleSyntaxException when it cannot be read
   */
  public byte[] bytes(String file) {
    try {
      return Files.readAllBytes(NamedFiles.plain(surroundings.directory().resolve(file)));
    } catch (IOException e) {
      throw new RuleSyntaxException("can't open file '" + file + "'");
    }
  }

  /**
   * What an upper module's words share in one configuration: the object of class {@code type}, made
   * by {@code maker} when it is first asked for.
   */
  public <T> T shared(Class<T> type, Supplier<T> maker) {
    return type.cast(shared.computeIfAbsent(type, key -> maker.get()));
  }

  /** Has {@code check} run when the whole configuration was read, for names that come later. */
  public void later(Consumer<Diagnostics> check) {
    deferred.add(check);
  }

  /** Resolves what refers to names of the whole configuration. To be called once, at its end. */
  public void finish(Diagnostics diagnostics) {
    for (Consumer<Diagnostics> check : deferred) {
      check.accept(diagnostics);
    }
    deferred.clear();
  }
}
