package io.spillway.process;

import java.util.Locale;

/** What a process was started for. */
public enum Role {
  /** Started by the user. */
  FIRST,
  /** Started by a process that put it into the background and waits until it is ready. */
  BACKGROUND,
  /** Started by a master. */
  WORKER;

  private static final String PROPERTY = "spillway.role";

  /** This process's role. */
  public static Role ofProcess() {
    return valueOf(System.getProperty(PROPERTY, FIRST.name()).toUpperCase(Locale.ROOT));
  }

  /** The argument of the virtual machine that gives a child this role. */
  String argument() {
    return "-D" + PROPERTY + "=" + name().toLowerCase(Locale.ROOT);
  }
}
