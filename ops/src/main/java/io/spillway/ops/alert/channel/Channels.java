package io.spillway.ops.alert.channel;

import java.util.SortedMap;
import java.util.TreeMap;

/** All kinds of channels. Stateless. */
public final class Channels {
  private Channels() {}

  /** What reads each kind, by its word in the configuration. */
  public static SortedMap<String, ChannelReader> readers() {
    SortedMap<String, ChannelReader> all = new TreeMap<>();
    all.put("webhook", WebhookChannel::read);
    return all;
  }
}
