package io.spillway.facility.provider;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps what publishers tell. */
public final class RecordedEvents implements PublicationEvent.Listener {
  private final LinkedBlockingQueue<PublicationEvent> events = new LinkedBlockingQueue<>();

  @Override
  public void happened(PublicationEvent event) {
    events.add(event);
  }

  /** The next event, once it has happened. */
  public PublicationEvent next() throws InterruptedException {
    return events.take();
  }

  /** The next event of a kind; those before it are dropped. */
  public <E extends PublicationEvent> E next(Class<E> kind) throws InterruptedException {
    while (true) {
      PublicationEvent event = next();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  /** What happened and was not taken. */
  public List<PublicationEvent> rest() {
    return List.copyOf(events);
  }
}
