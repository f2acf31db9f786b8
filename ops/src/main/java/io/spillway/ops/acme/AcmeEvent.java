package io.spillway.ops.acme;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Something about a certificate that is obtained and renewed here. Immutable. */
public sealed interface AcmeEvent {
  /** Hears of events; called by the threads that obtain certificates. */
  @FunctionalInterface
  interface Listener {
    /** Takes an event. */
    void happened(AcmeEvent event);
  }

  /** The certificate's file. */
  Path file();

  /** What happened, as a sentence without its end. */
  String text();

  /** The authority is being asked. */
  record Started(Path file, String section, List<String> names) implements AcmeEvent {
    @Override
    public String text() {
      return "asking for " + String.join(", ", names) + " as acme section '" + section + "' says";
    }
  }

  /**
   * Somebody else must make a record.
   *
   * @param name the name of the TXT record
   * @param value what it shall hold
   * @param providerName the word {@code provider-name} of the section, or empty
   * @param variables the word {@code acme-vars} of the section, or empty
   * @param command what to tell the runtime API then, or empty for nothing
   */
  record RecordWanted(
      Path file, String name, String value, String providerName, String variables, String command)
      implements AcmeEvent {
    @Override
    public String text() {
      return "needs the record "
          + name
          + ". TXT \""
          + value
          + "\""
          + (providerName.isEmpty() ? "" : " provider-name \"" + providerName + "\"")
          + (variables.isEmpty() ? "" : " acme-vars \"" + variables + "\"")
          + (command.isEmpty() ? "" : "; then tell the runtime API \"" + command + "\"");
    }
  }

  /** A record that this process made could not be removed. */
  record RecordLeft(Path file, String name, String reason) implements AcmeEvent {
    @Override
    public String text() {
      return "could not remove the record " + name + ". TXT: " + reason;
    }
  }

  /** A new certificate is shown. */
  record Obtained(Path file, Instant until) implements AcmeEvent {
    @Override
    public String text() {
      return "obtained and in use, valid until " + until;
    }
  }

  /** Another instance has obtained a new certificate, which is now shown here, too. */
  record Followed(Path file, Instant until) implements AcmeEvent {
    @Override
    public String text() {
      return "its file has changed and is in use, valid until " + until;
    }
  }

  /** No certificate was obtained. */
  record Failed(Path file, String reason, Instant next) implements AcmeEvent {
    @Override
    public String text() {
      return "was not obtained: " + reason + "; next attempt at " + next;
    }
  }

  /** A certificate is shown that could not be written to its file. */
  record NotKept(Path file, String reason) implements AcmeEvent {
    @Override
    public String text() {
      return "is in use but cannot be written, and a restart would lose it: " + reason;
    }
  }
}
