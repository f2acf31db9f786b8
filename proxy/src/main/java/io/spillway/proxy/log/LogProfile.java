package io.spillway.proxy.log;

import io.spillway.rules.LogFormat;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code log-profile} section: what lines look like at each step on the targets that use it
 * (configuration manual, chapter "Log profiles"). Filled by the thread that reads the
 * configuration; read by any thread after that.
 */
public final class LogProfile {
  /** What stands for the formats of a step that the profile says nothing about. */
  private static final Line UNCHANGED = new Line(false, null, null);

  private final String name;
  private final Map<LogStep, Line> lines = new EnumMap<>(LogStep.class);
  private Line others = UNCHANGED;
  private @Nullable String tag;
  private boolean declared;

  /**
   * What becomes of the line of a step.
   *
   * @param isDropped whether there is none
   * @param format what stands for {@code log-format} or {@code error-log-format}, or null
   * @param structuredData what stands for {@code log-format-sd}, or null
   */
  public record Line(
      boolean isDropped, @Nullable LogFormat format, @Nullable LogFormat structuredData) {
    private Line with(Line later) {
      return new Line(
          isDropped || later.isDropped,
          later.format == null ? format : later.format,
          later.structuredData == null ? structuredData : later.structuredData);
    }
  }

  LogProfile(String name) {
    this.name = name;
  }

  /** The section's name. */
  public String name() {
    return name;
  }

  /** Whether there is such a section. */
  boolean isDeclared() {
    return declared;
  }

  /** The section was found; false where it was before. */
  boolean declare() {
    boolean isFirst = !declared;
    declared = true;
    return isFirst;
  }

  /** Sets the name of the program in the lines. */
  public void tag(String text) {
    tag = text;
  }

  /** The name of the program in the lines, or null for the proxy's. */
  public @Nullable String tag() {
    return tag;
  }

  /** Adds what a line says about {@code step}, to what earlier ones said. */
  public void on(LogStep step, Line line) {
    lines.merge(step, line, Line::with);
  }

  /** Adds what a line says about all steps that no line is about. */
  public void onOthers(Line line) {
    others = others.with(line);
  }

  /** What becomes of the line of {@code step}. */
  public Line line(LogStep step) {
    return lines.getOrDefault(step, others);
  }

  /** Whether a line may name addresses of this side; see {@link LogFormat}. */
  public boolean mayNameOwnAddresses() {
    return mayNameOwnAddresses(others)
        || lines.values().stream().anyMatch(LogProfile::mayNameOwnAddresses);
  }

  private static boolean mayNameOwnAddresses(Line line) {
    return line.format != null && line.format.mayNameOwnAddresses()
        || line.structuredData != null && line.structuredData.mayNameOwnAddresses();
  }
}
