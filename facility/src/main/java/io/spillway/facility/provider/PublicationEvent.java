package io.spillway.facility.provider;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a name's answer at a provider. Immutable. */
public sealed interface PublicationEvent {
  /** The name whose answer it is about. */
  String name();

  /** The provider, as {@link ProviderDefinition#description} says. */
  String provider();

  /** One line for a log. */
  String text();

  /**
   * The provider has a new answer.
   *
   * @param revision of the answer
   */
  record Published(String name, String provider, long revision, Publication publication)
      implements PublicationEvent {
    @Override
    public String text() {
      return name + " published at " + provider + ": " + joined(publication.changes());
    }
  }

  /** The provider had this answer already; nothing was written. */
  record Unchanged(String name, String provider, long revision) implements PublicationEvent {
    @Override
    public String text() {
      return name + " is as wanted at " + provider;
    }
  }

  /**
   * An attempt failed.
   *
   * @param attempt the number of attempts so far for this answer, from 1
   * @param retryIn when the next attempt follows
   */
  record Failed(
      String name,
      String provider,
      long revision,
      ProviderException.Kind kind,
      String reason,
      int attempt,
      Duration retryIn)
      implements PublicationEvent {
    @Override
    public String text() {
      return name
          + " could not be published at "
          + provider
          + ": "
          + reason
          + " (attempt "
          + attempt
          + ", the next one in "
          + retryIn.toMillis()
          + " ms)";
    }
  }

  /**
   * The zone's authoritative servers give the new answer.
   *
   * @param servers those that were asked
   * @param took since the change was made
   */
  record Verified(String name, String provider, long revision, List<String> servers, Duration took)
      implements PublicationEvent {
    @Override
    public String text() {
      return name
          + " is answered as published by "
          + String.join(", ", servers)
          + " after "
          + took.toMillis()
          + " ms";
    }
  }

  /** The public answer is not the published one, or could not be read, in the time given. */
  record Unverified(String name, String provider, long revision, String reason)
      implements PublicationEvent {
    @Override
    public String text() {
      return name + " published at " + provider + " is not answered so: " + reason;
    }
  }

  /**
   * Another instance writes; this one keeps the answer and waits.
   *
   * @param writer the other instance, or null where it is not known
   */
  record LeftToWriter(String name, String provider, long revision, @Nullable String writer)
      implements PublicationEvent {
    @Override
    public String text() {
      return name
          + " at "
          + provider
          + " is left to "
          + (writer == null ? "another instance" : writer);
    }
  }

  private static String joined(List<Change> changes) {
    return changes.isEmpty()
        ? "no change"
        : String.join(", ", changes.stream().map(Change::toString).toList());
  }

  /** Hears of events, on the thread of the publisher; must not block. */
  @FunctionalInterface
  interface Listener {
    /** This happened. */
    void happened(PublicationEvent event);
  }
}
