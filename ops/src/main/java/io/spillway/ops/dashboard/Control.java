package io.spillway.ops.dashboard;

import io.spillway.ops.runtime.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator has done, as a command of the runtime API. Immutable.
 *
 * @param level who may
 * @param words the command
 */
record Control(Level level, List<String> words) {
  private static final int LONGEST = 250;
  private static final List<String> MATCHES =
      List.of("proxy", "server", "facility", "process", "kind", "severity");

  Control {
    words = List.copyOf(words);
  }

  /** What {@code form} asks for; null where that is nothing that the dashboard does. */
  static @Nullable Control of(Map<String, String> form) {
    if (form.values().stream().anyMatch(value -> value.length() > LONGEST)) {
      return null;
    }
    String value = form.getOrDefault("value", "");
    return switch (form.getOrDefault("action", "")) {
      case "server-state" -> server(form, "set", "server", "state", value);
      case "server-weight" -> server(form, "set", "server", "weight", value);
      case "server-health" -> server(form, "set", "server", "health", value);
      case "server-sessions" -> admin("shutdown", "sessions", "server", path(form));
      case "backend-failback" ->
          admin("set", "backend", form.getOrDefault("backend", ""), "failback");
      case "facility-drain" -> facility("drain", form);
      case "facility-force" -> facility("force", form);
      case "facility-auto" -> facility("auto", form);
      case "facility-failback" -> facility("failback", form);
      case "facility-drill" -> admin("facility", "drill", form.getOrDefault("facility", ""), value);
      case "silence" -> silence(form, value);
      case "unsilence" -> new Control(Level.OPERATOR, List.of("alert", "unsilence", value));
      default -> null;
    };
  }

  private static Control admin(String... words) {
    return new Control(Level.ADMIN, List.of(words));
  }

  private static Control server(
      Map<String, String> form, String verb, String noun, String what, String value) {
    return admin(verb, noun, path(form), what, value);
  }

  private static String path(Map<String, String> form) {
    return form.getOrDefault("backend", "") + "/" + form.getOrDefault("server", "");
  }

  private static Control facility(String verb, Map<String, String> form) {
    return admin("facility", verb, form.getOrDefault("facility", ""));
  }

  private static Control silence(Map<String, String> form, String time) {
    List<String> words = new ArrayList<>(List.of("alert", "silence", time));
    for (String match : MATCHES) {
      String pattern = form.getOrDefault(match, "");
      if (!pattern.isBlank()) {
        words.add(match);
        words.add(pattern);
      }
    }
    words.add("reason");
    String reason = form.getOrDefault("reason", "");
    if (!reason.isBlank()) {
      words.add(reason);
    }
    return new Control(Level.OPERATOR, words);
  }

  /** Whether the command's answer says that it was done. */
  boolean isDone(String answer) {
    return answer.isBlank() || (words.get(1).equals("silence") && answer.startsWith("Silence "));
  }

  /** The command on one line, for people. */
  String text() {
    return String.join(" ", words).replaceAll("\\p{Cntrl}", "?");
  }
}
